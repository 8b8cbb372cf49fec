/// Texts of users and their programs made fit for a terminal.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace ianvs::coordinator {

/// Control characters, also those that move the cursor or change colours, and bytes that are no
/// UTF-8 become `\n`, `\x1b` ...
std::string escaped(std::string_view text);
/// The lines of a text, each escaped, with `between` between them; empty ones are left out.
std::string escaped_lines(std::string_view text, std::string_view between);
/// At most `columns` characters; what is cut ends in an ellipsis. The text must hold no control
/// characters.
std::string cut_to(std::string text, std::size_t columns);
/// The last `count` lines that aren't empty, each escaped and cut.
std::vector<std::string> last_lines(std::string_view text, std::size_t count);

}  // namespace ianvs::coordinator
