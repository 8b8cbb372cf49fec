#include "coordinator/pretty_table.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>
#include <utility>

#include "common/assert.hpp"
#include "common/display_width.hpp"
#include "common/utf8.hpp"

namespace ianvs::coordinator {
namespace {

using Row = std::vector<std::string>;

std::string_view strip(std::string_view text) {
  constexpr std::string_view space = " \t\n\r\v\f";
  const std::size_t first = text.find_first_not_of(space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(space) - first + 1);
}

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
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

/// Calls `use(line, width)` for each line of a cell, as it is to be shown.
template <class Use>
void for_each_line(std::string_view text, const Use& use) {
  text = strip(text);
  if (is_plain(text)) return use(text, text.size());
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const std::string line = show_controls(text.substr(start, end - start));
    use(line, display_width(line));
    start = end + 1;
  }
}

void widen(std::vector<std::size_t>& widths, const Row& row) {
  IANVS_ASSERT(row.size() == widths.size());
  for (std::size_t i = 0; i < row.size(); ++i) {
    for_each_line(row[i], [&width = widths[i]](std::string_view, std::size_t of_line) {
      width = std::max(width, of_line);
    });
  }
}

/// Of an odd rest the larger half stands on the right of a text of odd width, else on the left, as
/// in Python's str.center().
void append_centred(std::string& out, std::string_view text, std::size_t own_width,
                    std::size_t width) {
  const std::size_t rest = width - own_width;
  const std::size_t left = own_width % 2 == 0 ? (rest + 1) / 2 : rest / 2;
  out.append(left, ' ');
  out += text;
  out.append(rest - left, ' ');
}

/// Draws a row of a table line by line.
class RowDrawer {
 public:
  explicit RowDrawer(std::vector<std::size_t> widths) : widths_(std::move(widths)) {}

  void append(std::string& out, const Row& row) {
    lines_.clear();
    for (std::size_t i = 0; i < row.size(); ++i) add_cell(row[i], i);
    for (const std::string& line : lines_) out += line + '\n';
  }

 private:
  void add_cell(const std::string& text, std::size_t column) {
    std::size_t y = 0;
    for_each_line(text, [&](std::string_view line, std::size_t width) {
      if (y == lines_.size()) lines_.push_back(blank_up_to(column));
      append_cell(lines_[y++], line, width, column);
    });
    for (; y < lines_.size(); ++y) append_cell(lines_[y], "", 0, column);
  }

  void append_cell(std::string& out, std::string_view text, std::size_t own_width,
                   std::size_t column) const {
    out += ' ';
    append_centred(out, text, own_width, widths_[column]);
    out += " |";
  }

  std::string blank_up_to(std::size_t column) const {
    std::string line = "|";
    for (std::size_t i = 0; i < column; ++i) append_cell(line, "", 0, i);
    return line;
  }

  std::vector<std::size_t> widths_;
  std::vector<std::string> lines_;
};

std::string make_rule(const std::vector<std::size_t>& widths) {
  std::string rule = "+";
  for (const std::size_t width : widths) rule += std::string(width + 2, '-') + '+';
  return rule + '\n';
}

}  // namespace

std::string draw_table(const Row& header, const std::vector<Row>& rows) {
  std::vector<std::size_t> widths(header.size(), 0);
  widen(widths, header);
  for (const Row& row : rows) widen(widths, row);
  const std::string rule = make_rule(widths);
  RowDrawer drawer(std::move(widths));
  std::string out = rule;
  drawer.append(out, header);
  out += rule;
  for (const Row& row : rows) drawer.append(out, row);
  return out + rule;
}

}  // namespace ianvs::coordinator
