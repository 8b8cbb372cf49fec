/// Looks at the bytes of a YAML file: what may stand in it, and where columns and tabs are.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/value.hpp"

namespace ianvs {

/// Something wrong at a byte of a text.
struct TextProblem {
  std::size_t offset = 0;
  std::string what, hint;
};

/// Without a byte order mark, and with \n at the end of every line, also where it was \r\n or \r.
std::string with_plain_line_breaks(std::string_view text);

/// The first byte that YAML doesn't allow: no UTF-8, or a control character. UTF-16 is named as
/// such.
std::optional<TextProblem> find_forbidden_byte(std::string_view text);

/// Line and column of a byte; columns count characters.
Mark mark_of(std::string_view text, std::size_t offset);

/// The bytes [begin, end) of a scalar within which tabs are content.
struct TextSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool closed = true;  ///< false for a quote without an end
};
/// Where a scalar that starts at `offset` (maybe with an anchor and a tag before it) stands if it
/// is quoted or a block (`|`, `>`); nullopt for plain ones.
std::optional<TextSpan> span_of_scalar(std::string_view text, std::size_t offset);
/// How many line breaks end a folded block that keeps them (`>+`); nullopt for others.
std::optional<std::size_t> kept_line_breaks(std::string_view text, TextSpan span);
/// Whether the node that starts at `offset` has the tag `!`, which makes a quoted text a plain one.
bool has_bare_tag(std::string_view text, std::size_t offset);

/// The first tab outside of `spans` (in order) and of comments: PyYAML takes none there.
std::optional<std::size_t> find_tab(std::string_view text, const std::vector<TextSpan>& spans);

}  // namespace ianvs
