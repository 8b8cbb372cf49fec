#include "common/yaml_text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "common/utf8.hpp"

namespace ianvs {
namespace {

constexpr std::size_t npos = std::string_view::npos;

bool is_allowed(char32_t c) {
  return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0x7E) || c == 0x85 ||
         (c >= 0xA0 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) || c >= 0x10000;
}

std::string hex_byte(char byte) {
  std::array<char, 8> text;
  const int size =
      std::snprintf(text.data(), text.size(), "0x%02X", static_cast<unsigned char>(byte));
  return {text.data(), static_cast<std::size_t>(size)};
}

/// The next character after `offset` that isn't among `characters`.
std::size_t skip(std::string_view text, std::size_t offset, std::string_view characters) {
  return std::min(text.find_first_not_of(characters, offset), text.size());
}

/// Past `&anchor` and `!tag` of a node.
std::size_t skip_properties(std::string_view text, std::size_t offset) {
  while (offset < text.size() && (text[offset] == '&' || text[offset] == '!')) {
    offset = std::min(text.find_first_of(" \t\r\n", offset), text.size());
    offset = skip(text, offset, " \t\r\n");
  }
  return offset;
}

TextSpan double_quoted(std::string_view text, std::size_t offset) {
  for (std::size_t i = offset + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return {offset, i + 1};
    }
  }
  return {offset, text.size(), false};
}

TextSpan single_quoted(std::string_view text, std::size_t offset) {
  for (std::size_t i = offset + 1; i < text.size(); ++i) {
    if (text[i] == '\'') {
      if (i + 1 == text.size() || text[i + 1] != '\'') {
        return {offset, i + 1};
      }
      ++i;
    }
  }
  return {offset, text.size(), false};
}

std::size_t line_start(std::string_view text, std::size_t offset) {
  const std::size_t line_break = offset == 0 ? npos : text.rfind('\n', offset - 1);
  return line_break == npos ? 0 : line_break + 1;
}

std::size_t next_line(std::string_view text, std::size_t offset) {
  const std::size_t line_break = text.find('\n', offset);
  return line_break == npos ? text.size() : line_break + 1;
}

/// How far a block's lines are indented at least: further than the `-` or the key that it belongs
/// to.
std::size_t least_indent_of_block(std::string_view text, std::size_t header) {
  const std::size_t line = line_start(text, header);
  if (text.substr(line).starts_with("---")) {
    return 0;
  }
  std::size_t item = skip(text, line, " ");
  std::size_t owner = item;
  while (text.substr(item).starts_with("- ")) {
    owner = item;
    item = skip(text, item + 1, " ");
  }
  const bool is_key = item < header && text[item] != '&' && text[item] != '!';
  return (is_key ? item : owner) - line + 1;
}

/// Lines that are blank or indented at least as far as the first one that isn't blank.
std::size_t end_of_block(std::string_view text, std::size_t header) {
  std::size_t indent = least_indent_of_block(text, header);
  bool first = true;
  std::size_t line = next_line(text, header);
  while (line < text.size()) {
    const std::size_t content = skip(text, line, " ");
    const bool blank = content == text.size() || text[content] == '\n' || text[content] == '\r';
    if (!blank && content - line < indent) {
      return line;
    }
    if (!blank && first) {
      indent = content - line;
      first = false;
    }
    line = next_line(text, line);
  }
  return text.size();
}

}  // namespace

std::string with_plain_line_breaks(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark)) {
    text.remove_prefix(byte_order_mark.size());
  }
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      result += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      result += '\n';
    }
  }
  return result;
}

std::optional<TextProblem> find_forbidden_byte(std::string_view text) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    return TextProblem{0, "is UTF-16, not UTF-8", "save it as UTF-8"};
  }
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint c = decode_utf8(text, i);
    if (!c.valid) {
      return TextProblem{i, "is no UTF-8 text: found the byte " + hex_byte(text[i]),
                         "is it a YAML file? save it as UTF-8"};
    }
    if (!is_allowed(c.value)) {
      return TextProblem{i, "is no YAML text: found a control character, byte " + hex_byte(text[i]),
                         "is it a YAML file?"};
    }
    i += c.size;
  }
  return std::nullopt;
}

Mark mark_of(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  const std::string_view before = text.substr(0, offset);
  const std::size_t start = line_start(text, offset);
  const auto is_first_byte = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  Mark mark;
  mark.line = static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  mark.column =
      static_cast<std::uint32_t>(std::count_if(before.begin() + static_cast<std::ptrdiff_t>(start),
                                               before.end(), is_first_byte)) +
      1;
  return mark;
}

std::optional<TextSpan> span_of_scalar(std::string_view text, std::size_t offset) {
  const std::size_t begin = skip_properties(text, offset);
  if (begin >= text.size()) {
    return std::nullopt;
  }
  switch (text[begin]) {
    case '"':
      return double_quoted(text, begin);
    case '\'':
      return single_quoted(text, begin);
    case '|':
    case '>':
      return TextSpan{begin, end_of_block(text, begin)};
    default:
      return std::nullopt;
  }
}

std::optional<std::size_t> kept_line_breaks(std::string_view text, TextSpan span) {
  const std::string_view block = text.substr(span.begin, span.end - span.begin);
  const std::size_t header_end = std::min(block.find('\n'), block.size());
  const std::size_t indicators = std::min(block.find_first_of(" #"), header_end);
  const std::size_t last = block.find_last_not_of(" \n");
  if (block.front() != '>' || block.substr(0, indicators).find('+') == npos) {
    return std::nullopt;
  }
  const std::string_view blank =
      block.substr(std::min(std::max(last, header_end) + 1, block.size()));
  return static_cast<std::size_t>(std::count(blank.begin(), blank.end(), '\n'));
}

bool has_bare_tag(std::string_view text, std::size_t offset) {
  while (offset < text.size() && (text[offset] == '&' || text[offset] == '!')) {
    const std::size_t end = std::min(text.find_first_of(" \t\r\n", offset), text.size());
    if (text[offset] == '!' && end == offset + 1) {
      return true;
    }
    offset = skip(text, end, " \t\r\n");
  }
  return false;
}

std::optional<std::size_t> find_tab(std::string_view text, const std::vector<TextSpan>& spans) {
  if (text.find('\t') == npos) {
    return std::nullopt;
  }
  auto span = spans.begin();
  for (std::size_t i = 0; i < text.size(); ++i) {
    while (span != spans.end() && span->end <= i) {
      ++span;
    }
    if (span != spans.end() && i >= span->begin) {
      i = span->end - 1;
      continue;
    }
    if (text[i] == '\t') {
      return i;
    }
    if (text[i] == '#' && (i == 0 || text[i - 1] == ' ' || text[i - 1] == '\n')) {
      i = next_line(text, i) - 1;
    }
  }
  return std::nullopt;
}

}  // namespace ianvs
