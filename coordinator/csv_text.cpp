#include "coordinator/csv_text.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace ianvs::coordinator {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Takes one record after the other from a text.
class RecordReader {
 public:
  explicit RecordReader(std::string_view text) : text_(text) {
    if (text_.substr(0, byte_order_mark.size()) == byte_order_mark) at_ = byte_order_mark.size();
  }

  bool at_end() const { return at_ >= text_.size(); }
  /// Number of the line in which the last record began, from 1.
  std::size_t line() const { return record_line_; }

  /// False if a quote is left open.
  bool next(std::vector<std::string>& cells) {
    cells.clear();
    record_line_ = line_;
    for (;;) {
      const std::size_t start = at_;
      if (!skip_cell()) return false;
      cells.emplace_back(text_.substr(start, at_ - start));
      if (!at_end() && text_[at_] == ',') {
        ++at_;
        continue;
      }
      if (!at_end()) end_line(cells.back());
      return true;
    }
  }

 private:
  bool skip_cell() {
    if (!at_end() && text_[at_] == '"' && !skip_quoted()) return false;
    at_ = std::min(text_.find_first_of(",\n", at_), text_.size());
    return true;
  }

  bool skip_quoted() {
    for (++at_; !at_end(); ++at_) {
      if (text_[at_] == '\n') ++line_;
      if (text_[at_] != '"') continue;
      if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') {
        ++at_;
        return true;
      }
      ++at_;
    }
    return false;
  }

  void end_line(std::string& last_cell) {
    if (!last_cell.empty() && last_cell.back() == '\r') last_cell.pop_back();
    ++at_;
    ++line_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1, record_line_ = 1;
};

Error invalid_at(std::size_t line, std::string what) {
  return {ErrorKind::invalid, std::move(what), std::to_string(line), ""};
}

Result<void> read_names(RecordReader& reader, CsvTable& table) {
  std::vector<std::string> cells;
  if (!reader.next(cells)) return tl::unexpected(invalid_at(1, "a quote is left open"));
  std::unordered_set<std::string> seen;
  for (const std::string& cell : cells) {
    table.columns.push_back(from_csv_cell(cell));
    if (!seen.insert(table.columns.back()).second) {
      return tl::unexpected(
          invalid_at(1, "the column '" + table.columns.back() + "' is there twice"));
    }
  }
  return {};
}

/// For each column of `to` its place in `from`.
std::vector<std::optional<std::size_t>> places(const std::vector<std::string>& from,
                                               const std::vector<std::string>& to) {
  std::unordered_map<std::string_view, std::size_t> known;
  for (std::size_t i = 0; i < from.size(); ++i) known.emplace(from[i], i);
  std::vector<std::optional<std::size_t>> found;
  for (const std::string& name : to) {
    const auto place = known.find(name);
    found.push_back(place == known.end() ? std::nullopt : std::optional(place->second));
  }
  return found;
}

void append_line(std::string& out, const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += ',';
    out += cells[i];
  }
  out += '\n';
}

}  // namespace

std::optional<std::size_t> CsvTable::find_column(std::string_view name) const {
  const auto found = std::find(columns.begin(), columns.end(), name);
  if (found == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns.begin());
}

std::string to_csv_cell(std::string_view text) {
  if (text.find_first_of(",\"\n\r") == std::string_view::npos) return std::string(text);
  std::string cell = "\"";
  for (const char c : text) {
    if (c == '"') cell += '"';
    cell += c;
  }
  return cell + '"';
}

std::string from_csv_cell(std::string_view cell) {
  if (cell.empty() || cell.front() != '"') return std::string(cell);
  std::string text;
  std::size_t at = 1;
  for (; at < cell.size(); ++at) {
    if (cell[at] == '"') {
      if (at + 1 >= cell.size() || cell[at + 1] != '"') break;
      ++at;
    }
    text += cell[at];
  }
  if (at < cell.size()) text += cell.substr(at + 1);
  return text;
}

Result<CsvTable> parse_csv(std::string_view text) {
  CsvTable table;
  RecordReader reader(text);
  if (reader.at_end()) return table;
  if (auto names = read_names(reader, table); !names) return tl::unexpected(names.error());
  std::vector<std::string> cells;
  while (!reader.at_end()) {
    const bool closed = reader.next(cells);
    if (!closed) return tl::unexpected(invalid_at(reader.line(), "a quote is left open"));
    if (cells.size() == 1 && cells.front().empty()) continue;
    if (cells.size() != table.columns.size()) {
      return tl::unexpected(invalid_at(reader.line(), "has " + std::to_string(cells.size()) +
                                                          " cells, but the first line has " +
                                                          std::to_string(table.columns.size())));
    }
    table.rows.push_back(cells);
  }
  return table;
}

std::string to_csv(const CsvTable& table) {
  std::string out;
  std::vector<std::string> names;
  names.reserve(table.columns.size());
  for (const std::string& name : table.columns) names.push_back(to_csv_cell(name));
  append_line(out, names);
  for (const auto& row : table.rows) append_line(out, row);
  return out;
}

void append_rows(CsvTable& table, const CsvTable& more) {
  const auto missing = places(table.columns, more.columns);
  for (std::size_t i = 0; i < more.columns.size(); ++i) {
    if (!missing[i]) table.columns.push_back(more.columns[i]);
  }
  for (auto& row : table.rows) row.resize(table.columns.size());
  CsvTable fitting = pick_columns(more, table.columns);
  table.rows.insert(table.rows.end(), std::make_move_iterator(fitting.rows.begin()),
                    std::make_move_iterator(fitting.rows.end()));
}

CsvTable pick_columns(const CsvTable& table, std::vector<std::string> columns) {
  CsvTable picked{std::move(columns), {}};
  const auto from = places(table.columns, picked.columns);
  picked.rows.reserve(table.rows.size());
  for (const auto& row : table.rows) {
    auto& cells = picked.rows.emplace_back();
    cells.reserve(from.size());
    for (const auto& place : from) cells.push_back(place ? row[*place] : std::string());
  }
  return picked;
}

}  // namespace ianvs::coordinator
