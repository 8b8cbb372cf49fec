#include "common/runner_json.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string_view>

#include "common/utf8.hpp"

namespace ianvs {
namespace {

std::string base64(std::string_view bytes) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t group = 0;
    for (std::size_t i = at; i < at + 3; ++i) {
      group = group << 8 | (i < bytes.size() ? static_cast<std::uint8_t>(bytes[i]) : 0U);
    }
    for (int shift = 18; shift >= 0; shift -= 6) text += digits[group >> shift & 0x3FU];
  }
  const std::size_t missing = (3 - bytes.size() % 3) % 3;
  return text.replace(text.size() - missing, missing, missing, '=');
}

/// Python decodes a byte that is no UTF-8 into a surrogate, and JSON's escape names just that.
std::string quoted(std::string_view text) {
  std::string out;
  std::size_t valid_from = 0;
  const auto append_valid = [&](std::size_t end) {
    const std::string part = json_quote(text.substr(valid_from, end - valid_from));
    out.append(part, 1, part.size() - 2);
  };
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    if (!point.valid) {
      append_valid(at);
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\udc%02x", static_cast<unsigned>(point.value));
      out += escape;
      valid_from = at + point.size;
    }
    at += point.size;
  }
  append_valid(text.size());
  return '"' + out + '"';
}

/// As an object of JSON with these keys, the dict would come back the same.
bool is_plain(const Value::Dict& dict) {
  return std::all_of(dict.begin(), dict.end(), [](const auto& entry) {
    const std::string* key = entry.first.as_string();
    return key != nullptr && !key->starts_with('$');
  });
}

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  void write(const Value& value) { std::visit(*this, value.data); }

  void operator()(Value::None) { out_ += "null"; }
  void operator()(bool value) { out_ += value ? "true" : "false"; }
  void operator()(std::int64_t value) { out_ += std::to_string(value); }
  void operator()(const Value::BigInt& value) { out_ += value.digits; }
  void operator()(double value) {
    if (std::isfinite(value)) {
      out_ += python_repr(value);
    } else {
      out_ += std::isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
    }
  }
  void operator()(const std::string& value) { out_ += quoted(value); }
  void operator()(const Value::Timestamp& value) { tag("$timestamp", quoted(value.repr)); }
  void operator()(const Value::Bytes& value) { tag("$bytes", '"' + base64(value.bytes) + '"'); }
  void operator()(const Value::List& list) {
    out_ += '[';
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (i > 0) out_ += ',';
      write(list[i]);
    }
    out_ += ']';
  }
  void operator()(const Value::Dict& dict) {
    is_plain(dict) ? write_entries(dict, '{', "", ":", "", '}') : write_tagged(dict);
  }

 private:
  void tag(std::string_view name, std::string_view content) {
    out_.append("{\"").append(name).append("\":").append(content) += '}';
  }
  void write_tagged(const Value::Dict& dict) {
    out_ += "{\"$dict\":";
    write_entries(dict, '[', "[", ",", "]", ']');
    out_ += '}';
  }
  void write_entries(const Value::Dict& dict, char begin, std::string_view before,
                     std::string_view between, std::string_view behind, char end) {
    out_ += begin;
    for (std::size_t i = 0; i < dict.size(); ++i) {
      if (i > 0) out_ += ',';
      out_ += before;
      write(dict[i].first);
      out_ += between;
      write(dict[i].second);
      out_ += behind;
    }
    out_ += end;
  }

  std::string& out_;
};

}  // namespace

std::string to_runner_json(const Value& value) {
  std::string out;
  Writer(out).write(value);
  return out;
}

}  // namespace ianvs
