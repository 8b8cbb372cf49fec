#include "coordinator/pretty_table.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

#include "common/assert.hpp"
#include "common/display_width.hpp"
#include "common/utf8.hpp"

namespace ianvs::coordinator {
namespace {

struct Line {
  std::string text;
  std::size_t width = 0;
};
using Cell = std::vector<Line>;
using Row = std::vector<Cell>;

std::string_view strip(std::string_view text) {
  constexpr std::string_view space = " \t\n\r\v\f";
  const std::size_t first = text.find_first_not_of(space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(space) - first + 1);
}

bool is_control(const CodePoint& point) {
  return !point.valid || point.value < 0x20 || (point.value >= 0x7F && point.value < 0xA0);
}

std::string show_controls(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    if (is_control(point)) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\x%02x", static_cast<unsigned>(point.value));
      shown += escape.data();
    } else {
      shown += text.substr(at, point.size);
    }
    at += point.size;
  }
  return shown;
}

Cell make_cell(std::string_view text) {
  text = strip(text);
  Cell cell;
  for (std::size_t start = 0;;) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    std::string shown = show_controls(text.substr(start, end - start));
    const std::size_t width = display_width(shown);
    cell.push_back({std::move(shown), width});
    if (end == text.size()) return cell;
    start = end + 1;
  }
}

Row make_row(const std::vector<std::string>& texts) {
  Row row;
  row.reserve(texts.size());
  for (const std::string& text : texts) row.push_back(make_cell(text));
  return row;
}

void widen(std::vector<std::size_t>& widths, const Row& row) {
  IANVS_ASSERT(row.size() == widths.size());
  for (std::size_t i = 0; i < row.size(); ++i) {
    for (const Line& line : row[i]) widths[i] = std::max(widths[i], line.width);
  }
}

/// Of an odd rest the larger half stands on the right of a text of odd width, else on the left, as
/// in Python's str.center().
void append_centred(std::string& out, const Line& line, std::size_t width) {
  const std::size_t rest = width - line.width;
  const std::size_t left = line.width % 2 == 0 ? (rest + 1) / 2 : rest / 2;
  out.append(left, ' ');
  out += line.text;
  out.append(rest - left, ' ');
}

void append_row(std::string& out, const Row& row, const std::vector<std::size_t>& widths) {
  static const Line blank;
  std::size_t height = 1;
  for (const Cell& cell : row) height = std::max(height, cell.size());
  for (std::size_t y = 0; y < height; ++y) {
    out += '|';
    for (std::size_t i = 0; i < row.size(); ++i) {
      out += ' ';
      append_centred(out, y < row[i].size() ? row[i][y] : blank, widths[i]);
      out += " |";
    }
    out += '\n';
  }
}

std::string make_rule(const std::vector<std::size_t>& widths) {
  std::string rule = "+";
  for (const std::size_t width : widths) rule += std::string(width + 2, '-') + '+';
  return rule + '\n';
}

}  // namespace

std::string draw_table(const std::vector<std::string>& header,
                       const std::vector<std::vector<std::string>>& rows) {
  const Row head = make_row(header);
  std::vector<std::size_t> widths(header.size(), 0);
  widen(widths, head);
  std::vector<Row> body;
  body.reserve(rows.size());
  for (const auto& row : rows) {
    body.push_back(make_row(row));
    widen(widths, body.back());
  }
  const std::string rule = make_rule(widths);
  std::string out = rule;
  append_row(out, head, widths);
  out += rule;
  for (const Row& row : body) append_row(out, row, widths);
  return out + rule;
}

}  // namespace ianvs::coordinator
