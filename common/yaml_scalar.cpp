#include "common/yaml_scalar.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "common/yaml_number.hpp"
#include "common/yaml_timestamp.hpp"

namespace ianvs {
namespace {

template <std::size_t size>
bool is_among(std::string_view text, const std::array<std::string_view, size>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

constexpr std::array<std::string_view, 9> true_words{"yes",  "Yes", "YES", "true", "True",
                                                     "TRUE", "on",  "On",  "ON"};
constexpr std::array<std::string_view, 9> false_words{"no",    "No",  "NO",  "false", "False",
                                                      "FALSE", "off", "Off", "OFF"};
constexpr std::array<std::string_view, 5> null_words{"", "~", "null", "Null", "NULL"};

tl::unexpected<Error> wrong(std::string what, std::string hint) {
  return tl::make_unexpected(Error{ErrorKind::invalid, std::move(what), "", std::move(hint)});
}

Result<Value> construct_bool(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (is_among(lower, true_words)) {
    return Value(true);
  }
  if (is_among(lower, false_words)) {
    return Value(false);
  }
  return wrong("'" + std::string(text) + "' is no !!bool", "write true or false");
}

std::optional<std::uint32_t> base64_digit(char c) {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::size_t at = alphabet.find(c);
  return at == std::string_view::npos ? std::nullopt
                                      : std::optional(static_cast<std::uint32_t>(at));
}

/// Python's binascii: skips what is no base64, ends where the padding completes a group of four.
std::optional<std::string> decode_base64(std::string_view text) {
  std::string bytes;
  std::uint32_t group = 0;
  std::size_t in_group = 0;
  std::size_t padding = 0;
  for (const char c : text) {
    if (c == '=' && in_group >= 2 && in_group + ++padding >= 4) {
      return bytes;
    }
    const auto digit = base64_digit(c);
    if (!digit) {
      continue;
    }
    padding = 0;
    group = (group << 6 | *digit) & 0xFFFFFF;
    in_group = (in_group + 1) % 4;
    // The first digit of a group completes no byte; the others complete one each.
    if (in_group != 1) {
      const std::size_t spare_bits = in_group == 2 ? 4 : in_group == 3 ? 2 : 0;
      bytes += static_cast<char>(group >> spare_bits & 0xFF);
    }
  }
  return in_group == 0 ? std::optional(bytes) : std::nullopt;
}

Result<Value> construct_binary(std::string_view text) {
  const bool ascii = std::all_of(text.begin(), text.end(),
                                 [](char c) { return static_cast<signed char>(c) >= 0; });
  auto bytes = ascii ? decode_base64(text) : std::nullopt;
  if (!bytes) {
    return wrong("the text of !!binary is no base64", "check that it is complete");
  }
  return Value(Value::Bytes{std::move(*bytes)});
}

std::string shortened(std::string_view text) {
  constexpr std::size_t most = 40;
  return text.size() <= most ? std::string(text) : std::string(text.substr(0, most)) + "...";
}

}  // namespace

std::string_view resolve_plain_scalar(std::string_view text) {
  if (is_among(text, null_words)) {
    return "null";
  }
  if (is_among(text, true_words) || is_among(text, false_words)) {
    return "bool";
  }
  if (text == "<<") {
    return "merge";
  }
  if (text == "=") {
    return "value";
  }
  // Numbers and dates begin with one of these; most texts don't.
  if (std::string_view("+-.0123456789").find(text.front()) == std::string_view::npos) {
    return "str";
  }
  if (looks_like_yaml_float(text)) {
    return "float";
  }
  if (looks_like_yaml_int(text)) {
    return "int";
  }
  return looks_like_yaml_timestamp(text) ? "timestamp" : "str";
}

Result<Value> construct_scalar(std::string_view kind, std::string_view text) {
  if (kind == "str") {
    return Value(std::string(text));
  }
  if (kind == "null") {
    return Value(Value::None{});
  }
  if (kind == "bool") {
    return construct_bool(text);
  }
  if (kind == "int" || kind == "float") {
    auto number = kind == "int" ? yaml_int(text) : yaml_float(text);
    if (!number) {
      return wrong("Python can't read '" + shortened(text) + "' as " + std::string(kind),
                   "put it in quotes if it is meant as text");
    }
    return std::move(*number);
  }
  if (kind == "timestamp") {
    return yaml_timestamp(text);
  }
  if (kind == "binary") {
    return construct_binary(text);
  }
  if (kind == "merge" || kind == "value") {
    return wrong("'" + std::string(text) + "' has a meaning of its own in YAML and is no value",
                 "put it in quotes if it is meant as text");
  }
  return wrong("the tag !!" + std::string(kind) + " doesn't fit a text",
               "known are !!str, !!int, !!float, !!bool, !!null, !!timestamp, !!binary");
}

}  // namespace ianvs
