#include "coordinator/screen_text.hpp"

#include <algorithm>
#include <array>

#include "common/utf8.hpp"

namespace ianvs::coordinator {
namespace {

constexpr std::size_t max_line_columns = 300;

void append_escaped(std::string& out, std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (const char c : bytes) {
    if (c == '\n' || c == '\t' || c == '\r') {
      out.append(1, '\\').append(1, c == '\n' ? 'n' : c == '\t' ? 't' : 'r');
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out.append("\\x").append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
  }
}

std::string_view without_trailing_space(std::string_view text) {
  const auto end = text.find_last_not_of(" \t\r\n");
  return text.substr(0, end == std::string_view::npos ? 0 : end + 1);
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto point = decode_utf8(text, at);
    const auto bytes = text.substr(at, point.size);
    if (point.valid && is_printable(point.value)) {
      out += bytes;
    } else {
      append_escaped(out, bytes);
    }
    at += point.size;
  }
  return out;
}

std::string escaped_lines(std::string_view text, std::string_view between) {
  std::string out;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = without_trailing_space(text.substr(0, end));
    if (!line.empty()) out.append(out.empty() ? "" : between).append(escaped(line));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string cut_to(std::string text, std::size_t columns) {
  std::size_t seen = 0, last_that_fits = 0;
  for (std::size_t at = 0; at < text.size(); at += decode_utf8(text, at).size) {
    if (seen + 1 == columns) last_that_fits = at;
    if (++seen > columns) return text.substr(0, last_that_fits) + "\xE2\x80\xA6";
  }
  return text;
}

std::vector<std::string> last_lines(std::string_view text, std::size_t count) {
  std::vector<std::string> lines;
  text = without_trailing_space(text);
  while (!text.empty() && lines.size() < count) {
    const auto start = text.rfind('\n');
    const auto line =
        without_trailing_space(text.substr(start == std::string_view::npos ? 0 : start + 1));
    // A progress bar overwrites its line: what one saw is behind the last carriage return.
    const auto visible = line.substr(line.rfind('\r') + 1);
    if (!visible.empty()) lines.push_back(cut_to(escaped(visible), max_line_columns));
    text = start == std::string_view::npos ? std::string_view() : text.substr(0, start);
  }
  std::reverse(lines.begin(), lines.end());
  return lines;
}

}  // namespace ianvs::coordinator
