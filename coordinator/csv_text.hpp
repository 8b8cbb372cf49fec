/// Reads and writes CSV as pandas writes it; what is read is written again to the letter.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"

namespace ianvs::coordinator {

/// Rows below named columns.
struct CsvTable {
  std::vector<std::string> columns;            ///< names, without quotes
  std::vector<std::vector<std::string>> rows;  ///< cells as they stand in the file, quotes included

  std::optional<std::size_t> find_column(std::string_view name) const;
};

/// The text as a cell of a file: in quotes if it has a comma, a quote or a line break.
std::string to_csv_cell(std::string_view text);
/// The text that a cell of a file stands for.
std::string from_csv_cell(std::string_view cell);

/// The first line holds the names; lines end with \n or \r\n; a byte order mark is skipped. Empty
/// text is a table without columns. `invalid`, with the line's number as `where`, if a name comes
/// twice, a row is longer or shorter than the first, or a quote is left open.
Result<CsvTable> parse_csv(std::string_view text);
std::string to_csv(const CsvTable& table);

/// Appends rows as pandas' concat does: columns that `table` lacks come behind its own; cells that
/// one side doesn't have are empty.
void append_rows(CsvTable& table, const CsvTable& more);
/// Only these columns, in this order; those that `table` lacks are empty.
CsvTable pick_columns(const CsvTable& table, std::vector<std::string> columns);

}  // namespace ianvs::coordinator
