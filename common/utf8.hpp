/// Takes text apart into Unicode code points; what isn't UTF-8 is told apart, never trusted.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace ianvs {

inline constexpr char32_t replacement_character = 0xFFFD;

struct CodePoint {
  char32_t value = 0;    ///< the byte itself if it isn't valid
  std::size_t size = 1;  ///< bytes that it takes; 1 if it isn't valid
  bool valid = false;
};
/// The code point that begins at byte `at`, which must be within the text. Surrogates, overlong
/// forms and anything beyond U+10FFFF are not valid.
CodePoint decode_utf8(std::string_view text, std::size_t at);
/// Appends one code point, which must be a Unicode scalar value.
void append_utf8(std::string& text, char32_t code_point);

/// Byte offset of the first byte that is no UTF-8; npos if all of it is.
std::size_t find_invalid_utf8(std::string_view text);
/// The text with each byte that is no UTF-8 replaced by U+FFFD.
std::string to_valid_utf8(std::string_view text);

/// Whether Python's repr() shows it as it is: no control, format, separator (but the space),
/// surrogate or private character. Characters that Unicode has not assigned yet count as printable.
bool is_printable(char32_t code_point);

}  // namespace ianvs
