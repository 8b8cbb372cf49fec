#include <charconv>
#include <limits>
#include <optional>
#include <unordered_map>

#include "common/utf8.hpp"
#include "common/value.hpp"

namespace ianvs {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The power of ten of a number's first digit that isn't zero: its sign says whether a number that
/// no double holds is too large or too small.
long leading_exponent(std::string_view number) {
  const std::size_t e = number.find_first_of("eE");
  long exponent = 0;
  if (e != std::string_view::npos) {
    std::string_view digits = number.substr(e + 1);
    const bool negative = digits.front() == '-';
    if (!is_digit(digits.front())) digits.remove_prefix(1);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
    if (read.ec != std::errc()) exponent = std::numeric_limits<long>::max() / 2;
    if (negative) exponent = -exponent;
  }
  const std::string_view mantissa = number.substr(0, e);
  const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
  const std::size_t first = std::min(mantissa.find_first_of("123456789"), mantissa.size());
  return exponent + static_cast<long>(point) - static_cast<long>(first);
}

double to_double(std::string_view number) {
  double value = 0;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), value);
  if (read.ec == std::errc()) return value;
  const double size = leading_exponent(number) > 0 ? std::numeric_limits<double>::infinity() : 0.0;
  return number.front() == '-' ? -size : size;
}

Value to_integer(std::string_view digits) {
  std::int64_t value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (read.ec == std::errc()) return value;
  return Value::BigInt{std::string(digits)};
}

/// Recursive descent. After the first error `error_` is set and every reader gives up.
class Reader {
 public:
  Reader(std::string_view text, JsonLimits limits) : text_(text), limits_(limits) {}

  Result<Value> read() {
    Value value;
    if (check_text()) {
      value = read_value(0);
      skip_space();
      if (!error_ && at_ < text_.size()) fail("something follows the end of the JSON value");
    }
    if (error_) return tl::unexpected(*error_);
    return value;
  }

 private:
  bool check_text() {
    if (text_.size() > limits_.max_bytes) {
      error_ = Error{ErrorKind::invalid,
                     "is longer than " + std::to_string(limits_.max_bytes) + " bytes", "1:1", ""};
      return false;
    }
    const std::size_t broken = find_invalid_utf8(text_);
    if (broken == std::string_view::npos) return true;
    at_ = broken;
    fail("is not UTF-8");
    return false;
  }

  void fail(std::string what) {
    if (error_) return;
    std::size_t line = 1, column = 1;
    for (std::size_t i = 0; i < at_; i += decode_utf8(text_, i).size) {
      ++column;
      if (text_[i] == '\n') {
        ++line;
        column = 1;
      }
    }
    error_ = Error{ErrorKind::invalid, std::move(what),
                   std::to_string(line) + ":" + std::to_string(column), ""};
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_space() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }
  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool take_word(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  Value read_value(std::size_t depth) {
    skip_space();
    const char c = peek();
    if (c == '{' || c == '[') {
      if (depth >= limits_.max_depth) {
        fail("is nested deeper than " + std::to_string(limits_.max_depth) + " levels");
        return {};
      }
      return c == '{' ? read_object(depth + 1) : read_array(depth + 1);
    }
    if (c == '"') return read_string();
    return read_word_or_number();
  }

  Value read_word_or_number() {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    if (take_word("null")) return {};
    if (take_word("true")) return true;
    if (take_word("false")) return false;
    if (take_word("NaN")) return std::numeric_limits<double>::quiet_NaN();
    if (take_word("Infinity")) return infinity;
    if (take_word("-Infinity")) return -infinity;
    return read_number();
  }

  bool take_digits() {
    const std::size_t start = at_;
    while (is_digit(peek())) ++at_;
    return at_ > start;
  }

  Value read_number() {
    const std::size_t start = at_;
    take('-');
    if (!take('0') && !take_digits()) {
      at_ = start;
      fail("a JSON value is expected here");
      return {};
    }
    bool whole = true;
    const std::size_t before_point = at_;
    if (take('.')) {
      if (!take_digits()) return fail_at(before_point);
      whole = false;
    }
    const std::size_t before_exponent = at_;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (!take_digits()) return fail_at(before_exponent);
      whole = false;
    }
    const std::string_view number = text_.substr(start, at_ - start);
    if (whole) return to_integer(number);
    return to_double(number);
  }

  Value fail_at(std::size_t at) {
    at_ = at;
    fail("digits are missing in this number");
    return {};
  }

  Value read_array(std::size_t depth) {
    Value::List list;
    ++at_;
    skip_space();
    if (take(']')) return list;
    while (!error_) {
      list.push_back(read_value(depth));
      skip_space();
      if (take(']')) break;
      if (!take(',')) fail("',' or ']' is expected here");
    }
    return list;
  }

  Value read_object(std::size_t depth) {
    Value::Dict dict;
    std::unordered_map<std::string, std::size_t> places;
    ++at_;
    skip_space();
    if (take('}')) return dict;
    while (!error_) {
      read_entry(depth, dict, places);
      skip_space();
      if (take('}')) break;
      if (!take(',')) fail("',' or '}' is expected here");
    }
    return dict;
  }

  void read_entry(std::size_t depth, Value::Dict& dict,
                  std::unordered_map<std::string, std::size_t>& places) {
    skip_space();
    if (peek() != '"') return fail("a key in double quotes is expected here");
    std::string key = read_string();
    skip_space();
    if (!take(':')) return fail("':' is expected here");
    Value value = read_value(depth);
    const auto [place, is_new] = places.emplace(key, dict.size());
    if (is_new) {
      dict.emplace_back(std::move(key), std::move(value));
    } else {
      dict[place->second].second = std::move(value);
    }
  }

  std::string read_string() {
    std::string out;
    const std::size_t start = at_++;
    while (!error_) {
      const std::size_t plain = at_;
      while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\\' &&
             static_cast<unsigned char>(text_[at_]) >= 0x20) {
        ++at_;
      }
      out += text_.substr(plain, at_ - plain);
      if (take('"')) return out;
      if (at_ >= text_.size()) {
        at_ = start;
        fail("this text has no closing quote");
      } else if (take('\\')) {
        read_escape(out);
      } else {
        fail("a control character in a text must be escaped");
      }
    }
    return out;
  }

  void read_escape(std::string& out) {
    constexpr std::string_view names = "\"\\/bfnrt", meant = "\"\\/\b\f\n\r\t";
    const std::size_t known = at_ < text_.size() ? names.find(text_[at_]) : std::string_view::npos;
    if (known != std::string_view::npos) {
      out += meant[known];
      ++at_;
      return;
    }
    if (!take('u')) return fail("this escape is unknown");
    const auto first = read_hex4();
    if (!first) return;
    char32_t point = *first;
    if (point >= 0xD800 && point <= 0xDBFF && take_word("\\u")) {
      const auto second = read_hex4();
      if (!second) return;
      if (*second < 0xDC00 || *second > 0xDFFF) return fail("half of a surrogate pair is missing");
      point = 0x10000 + ((point - 0xD800) << 10U) + (*second - 0xDC00);
    }
    if (point >= 0xD800 && point <= 0xDFFF) return fail("half of a surrogate pair is missing");
    append_utf8(out, point);
  }

  std::optional<char32_t> read_hex4() {
    unsigned value = 0;
    const std::string_view digits = text_.substr(at_, 4);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (digits.size() != 4 || read.ptr != digits.data() + 4) {
      fail("four hexadecimal digits are expected here");
      return std::nullopt;
    }
    at_ += 4;
    return value;
  }

  std::string_view text_;
  JsonLimits limits_;
  std::size_t at_ = 0;
  std::optional<Error> error_;
};

}  // namespace

Result<Value> parse_json(std::string_view text, JsonLimits limits) {
  return Reader(text, limits).read();
}

}  // namespace ianvs
