/// A value as Python has it, read from YAML (as PyYAML's SafeLoader resolves it) or JSON.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "common/result.hpp"

namespace ianvs {

/// Where a node began in its file, both from 1; 0 for values that come from no file.
struct Mark {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

class Value {
 public:
  struct None {
    friend bool operator==(None, None) { return true; }
  };
  /// A Python int that doesn't fit 64 bits: its decimal digits, with a sign if negative.
  struct BigInt {
    std::string digits;
    friend bool operator==(const BigInt&, const BigInt&) = default;
  };
  /// A date or datetime: what Python's str() and repr() print of it.
  struct Timestamp {
    std::string str, repr;
    bool has_time = false;  ///< datetime.datetime, else datetime.date
    friend bool operator==(const Timestamp&, const Timestamp&) = default;
  };
  /// YAML's !!binary: Python's bytes.
  struct Bytes {
    std::string bytes;
    friend bool operator==(const Bytes&, const Bytes&) = default;
  };
  using List = std::vector<Value>;
  /// In the order of insertion, as Python keeps it. Keys are unique.
  using Dict = std::vector<std::pair<Value, Value>>;
  using Variant = std::variant<None, bool, std::int64_t, BigInt, double, std::string, Timestamp,
                               Bytes, List, Dict>;

  Value() = default;
  template <class T>
    requires(!std::is_same_v<std::remove_cvref_t<T>, Value> && std::is_constructible_v<Variant, T>)
  // NOLINTNEXTLINE(google-explicit-constructor,bugprone-forwarding-reference-overload)
  Value(T&& what, Mark at = {}) : data(std::forward<T>(what)), mark(at) {}

  Variant data;
  Mark mark;

  bool is_none() const { return std::holds_alternative<None>(data); }
  const bool* as_bool() const { return std::get_if<bool>(&data); }
  const std::int64_t* as_int() const { return std::get_if<std::int64_t>(&data); }
  const double* as_float() const { return std::get_if<double>(&data); }
  const std::string* as_string() const { return std::get_if<std::string>(&data); }
  const List* as_list() const { return std::get_if<List>(&data); }
  const Dict* as_dict() const { return std::get_if<Dict>(&data); }
  /// The entry with this text as its key; nullptr if there is none or this is no dict.
  const Value* find(std::string_view key) const;

  /// Compares data, not marks; 1, 1.0 and True are different (unlike Python).
  friend bool operator==(const Value& a, const Value& b) { return a.data == b.data; }
};

/// What Python's str() and repr() give, to the letter (floats as repr: shortest that reads back).
std::string python_str(const Value& value);
std::string python_repr(const Value& value);
/// Name of the Python type: NoneType, bool, int, float, str, date, datetime, bytes, list, dict.
std::string_view python_type(const Value& value);

/// Compact JSON, UTF-8. NaN and infinities become the strings "nan", "inf", "-inf", dates and bytes
/// their str(), keys their str(). Invalid UTF-8 is replaced by U+FFFD.
std::string to_json(const Value& value);
/// A JSON string literal, quotes included; invalid UTF-8 is replaced by U+FFFD.
std::string json_quote(std::string_view text);

struct JsonLimits {
  std::size_t max_bytes = 1 << 20;
  std::size_t max_depth = 64;
};
/// Reads JSON as Python's json.loads does: NaN, Infinity and -Infinity are numbers, ints have any
/// size, the last of equal keys counts. An error's `where` is `line:column`.
Result<Value> parse_json(std::string_view text, JsonLimits limits = {});

}  // namespace ianvs
