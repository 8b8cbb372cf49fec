/// How many columns of a terminal a text takes.
#pragma once
#include <cstddef>
#include <string_view>

namespace ianvs {

/// East Asian wide characters take two columns, combining ones none, all others one, also what is
/// no UTF-8 or no printable character.
std::size_t display_width(std::string_view text);

}  // namespace ianvs
