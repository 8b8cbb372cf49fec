#include "common/yaml_number.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <string>

#include "common/big_unsigned.hpp"
#include "common/text_cursor.hpp"

namespace ianvs {
namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::string_view digits_and_underscore = "0123456789_";
/// Python refuses to print or read longer ints (sys.get_int_max_str_digits()).
constexpr std::size_t max_int_digits = 4300;

/// `(:[0-5]?[0-9])+`
bool take_sixties(TextCursor& cursor) {
  bool any = false;
  while (cursor.take(":")) {
    const std::string_view part = cursor.take_all(digits, 2);
    if (part.empty() || (part.size() == 2 && part.front() > '5')) {
      return false;
    }
    any = true;
  }
  return any;
}

bool take_exponent(TextCursor& cursor) {
  if (!cursor.take("eE")) {
    return true;
  }
  return cursor.take("+-") && !cursor.take_all(digits).empty();
}

std::string without_underscores(std::string_view text) {
  std::string result(text);
  std::erase(result, '_');
  return result;
}

/// The text without its sign; whether that was a minus goes to `negative`.
std::string_view take_sign(std::string_view text, bool& negative) {
  negative = text.starts_with('-');
  return negative || text.starts_with('+') ? text.substr(1) : text;
}

std::optional<std::uint32_t> digit_value(char c, std::uint32_t base) {
  std::uint32_t value = base;
  if (is_digit(c)) {
    value = static_cast<std::uint32_t>(c - '0');
  } else if (c >= 'a' && c <= 'f') {
    value = static_cast<std::uint32_t>(c - 'a' + 10);
  } else if (c >= 'A' && c <= 'F') {
    value = static_cast<std::uint32_t>(c - 'A' + 10);
  }
  return value < base ? std::optional(value) : std::nullopt;
}

bool read_digits(std::string_view text, std::uint32_t base, BigUnsigned& number) {
  for (const char c : text) {
    const auto digit = digit_value(c, base);
    if (!digit || number.max_digits() > max_int_digits + 9) {
      return false;
    }
    number.multiply_add(base, *digit);
  }
  return !text.empty();
}

/// "190:20:30"; the first part may be of any size, the others are minutes and seconds.
bool read_sixties(std::string_view text, BigUnsigned& number) {
  std::size_t colon = text.find(':');
  if (!read_digits(text.substr(0, colon), 10, number)) {
    return false;
  }
  while (colon != std::string_view::npos) {
    text.remove_prefix(colon + 1);
    colon = text.find(':');
    const std::string_view part = text.substr(0, colon);
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (part.empty() || error != std::errc() || end != part.data() + part.size()) {
      return false;
    }
    number.multiply_add(60, value);
  }
  return true;
}

bool read_unsigned(std::string_view text, BigUnsigned& number) {
  if (text.starts_with("0b")) {
    return read_digits(text.substr(2), 2, number);
  }
  if (text.starts_with("0x")) {
    return read_digits(text.substr(2), 16, number);
  }
  if (text.starts_with('0')) {
    return read_digits(text, 8, number);
  }
  return text.find(':') == std::string_view::npos ? read_digits(text, 10, number)
                                                  : read_sixties(text, number);
}

std::optional<Value> to_python_int(const BigUnsigned& number, bool negative) {
  constexpr std::uint64_t smallest = std::uint64_t{1} << 63;
  const auto small = number.to_uint64();
  if (small && *small < smallest) {
    const auto value = static_cast<std::int64_t>(*small);
    return Value(negative ? -value : value);
  }
  if (small && *small == smallest && negative) {
    return Value(std::numeric_limits<std::int64_t>::min());
  }
  std::string text = number.decimal_digits();
  if (text.size() > max_int_digits) {
    return std::nullopt;
  }
  return Value(Value::BigInt{negative ? "-" + text : text});
}

/// Whether a decimal number too large or too small for a double is too large.
bool is_huge(std::string_view text) {
  const std::size_t e = text.find('e');
  const std::string_view mantissa = text.substr(0, e);
  const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
  const std::size_t first = mantissa.find_first_not_of("0.");
  std::string_view exponent_text = e == std::string_view::npos ? "0" : text.substr(e + 1);
  if (exponent_text.starts_with('+')) {
    exponent_text.remove_prefix(1);
  }
  std::int64_t exponent = 0;
  if (std::from_chars(exponent_text.data(), exponent_text.data() + exponent_text.size(), exponent)
          .ec == std::errc::result_out_of_range) {
    return !exponent_text.starts_with('-');
  }
  return exponent + static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first) > 0;
}

/// Python's float() of a lower-case text without sign and underscores.
std::optional<double> python_float(std::string_view text) {
  if (text == "inf" || text == "infinity") {
    return std::numeric_limits<double>::infinity();
  }
  if (text == "nan") {
    return std::numeric_limits<double>::quiet_NaN();
  }
  double value = 0;
  if (text.empty() || !(is_digit(text.front()) || text.front() == '.')) {
    return std::nullopt;
  }
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::invalid_argument || end != text.data() + text.size()) {
    return std::nullopt;
  }
  if (error == std::errc::result_out_of_range) {
    return is_huge(text) ? std::numeric_limits<double>::infinity() : 0.0;
  }
  return value;
}

/// The sum in the order in which PyYAML forms it, from the seconds up: floats don't commute.
std::optional<double> sexagesimal_float(std::string_view text) {
  double sum = 0;
  double base = 1;
  while (true) {
    const std::size_t colon = text.rfind(':');
    const auto part = python_float(colon == std::string_view::npos ? text : text.substr(colon + 1));
    if (!part) {
      return std::nullopt;
    }
    sum += *part * base;
    base *= 60;
    if (colon == std::string_view::npos) {
      return sum;
    }
    text = text.substr(0, colon);
  }
}

}  // namespace

bool looks_like_yaml_int(std::string_view text) {
  TextCursor cursor(text);
  cursor.take("+-");
  if (cursor.take_word("0b")) {
    return !cursor.take_all("01_").empty() && cursor.at_end();
  }
  if (cursor.take_word("0x")) {
    return !cursor.take_all("0123456789abcdefABCDEF_").empty() && cursor.at_end();
  }
  if (cursor.take("0")) {
    cursor.take_all("01234567_");
    return cursor.at_end();
  }
  if (!cursor.take("123456789")) {
    return false;
  }
  cursor.take_all(digits_and_underscore);
  return cursor.at_end() || (take_sixties(cursor) && cursor.at_end());
}

bool looks_like_yaml_float(std::string_view text) {
  TextCursor cursor(text);
  if (cursor.take_word(".")) {
    if (cursor.rest() == "nan" || cursor.rest() == "NaN" || cursor.rest() == "NAN" ||
        cursor.rest() == "inf" || cursor.rest() == "Inf" || cursor.rest() == "INF") {
      return true;
    }
    return cursor.take(digits) && (cursor.take_all(digits_and_underscore), take_exponent(cursor)) &&
           cursor.at_end();
  }
  cursor.take("+-");
  if (cursor.take_word(".")) {
    return cursor.rest() == "inf" || cursor.rest() == "Inf" || cursor.rest() == "INF";
  }
  if (!cursor.take(digits)) {
    return false;
  }
  cursor.take_all(digits_and_underscore);
  if (cursor.take(".")) {
    cursor.take_all(digits_and_underscore);
    return take_exponent(cursor) && cursor.at_end();
  }
  if (!take_sixties(cursor) || !cursor.take(".")) {
    return false;
  }
  cursor.take_all(digits_and_underscore);
  return cursor.at_end();
}

std::optional<Value> yaml_int(std::string_view text) {
  bool negative = false;
  const std::string plain = without_underscores(text);
  BigUnsigned number;
  if (!read_unsigned(take_sign(plain, negative), number)) {
    return std::nullopt;
  }
  return to_python_int(number, negative);
}

std::optional<Value> yaml_float(std::string_view text) {
  bool negative = false;
  std::string plain = without_underscores(text);
  std::transform(plain.begin(), plain.end(), plain.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const std::string_view magnitude = take_sign(plain, negative);
  std::optional<double> value;
  if (magnitude == ".inf" || magnitude == ".nan") {
    value = python_float(magnitude.substr(1));
  } else if (magnitude.find(':') != std::string_view::npos) {
    value = sexagesimal_float(magnitude);
  } else {
    value = python_float(magnitude);
  }
  if (!value) {
    return std::nullopt;
  }
  return Value(negative ? -*value : *value);
}

}  // namespace ianvs
