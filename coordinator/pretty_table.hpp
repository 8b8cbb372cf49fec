/// Draws a table for a terminal as Python's prettytable does.
#pragma once
#include <string>
#include <vector>

namespace ianvs::coordinator {

/// Cells are centred; a cell with line breaks takes several lines. Space around a cell's text is
/// dropped; control characters are shown as Python writes them ("\x1b"), so that a text can't
/// command the terminal. Every row has as many cells as `header`. Ends in a line break.
std::string draw_table(const std::vector<std::string>& header,
                       const std::vector<std::vector<std::string>>& rows);

}  // namespace ianvs::coordinator
