#include "common/value.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "common/utf8.hpp"

namespace ianvs {
namespace {

/// Python prints floats of 1e-4 up to below 1e16 without an exponent.
bool has_exponent(double value) {
  const double size = std::fabs(value);
  return size != 0 && (size < 1e-4 || size >= 1e16);
}

std::string float_repr(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  std::array<char, 64> buffer{};
  const bool exponent = has_exponent(value);
  const auto format = exponent ? std::chars_format::scientific : std::chars_format::fixed;
  const auto end = std::to_chars(buffer.begin(), buffer.end(), value, format).ptr;
  std::string text(buffer.begin(), end);
  if (!exponent && text.find('.') == std::string::npos) text += ".0";
  return text;
}

/// Python quotes with ' unless that would need an escape that " spares.
char quote_for(std::string_view text) {
  const bool prefers_double =
      text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos;
  return prefers_double ? '"' : '\'';
}

void append_hex(std::string& out, char kind, char32_t value) {
  std::array<char, 16> buffer{};
  const int width = kind == 'x' ? 2 : kind == 'u' ? 4 : 8;
  std::snprintf(buffer.data(), buffer.size(), "\\%c%0*x", kind, width,
                static_cast<unsigned>(value));
  out += buffer.data();
}

/// Appends the escapes that str and bytes share; false if the character needs none of them.
bool append_escape(std::string& out, char32_t c, char quote) {
  switch (c) {
    case '\n':
      out += "\\n";
      return true;
    case '\r':
      out += "\\r";
      return true;
    case '\t':
      out += "\\t";
      return true;
    case '\\':
      out += "\\\\";
      return true;
    default:
      if (c != static_cast<unsigned char>(quote)) return false;
      out += '\\';
      out += quote;
      return true;
  }
}

void append_str_character(std::string& out, std::string_view bytes, const CodePoint& point,
                          char quote) {
  if (!point.valid) {
    // Python reads such bytes as lone surrogates ("surrogateescape").
    append_hex(out, 'u', 0xDC00 + point.value);
  } else if (!append_escape(out, point.value, quote)) {
    if (is_printable(point.value)) {
      out += bytes;
    } else {
      append_hex(out, point.value < 0x100 ? 'x' : point.value < 0x10000 ? 'u' : 'U', point.value);
    }
  }
}

std::string str_repr(std::string_view text) {
  const char quote = quote_for(text);
  std::string out(1, quote);
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    append_str_character(out, text.substr(at, point.size), point, quote);
    at += point.size;
  }
  return out + quote;
}

std::string bytes_repr(std::string_view bytes) {
  const char quote = quote_for(bytes);
  std::string out = std::string("b") + quote;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (append_escape(out, byte, quote)) continue;
    if (byte >= 0x20 && byte < 0x7F) {
      out += c;
    } else {
      append_hex(out, 'x', byte);
    }
  }
  return out + quote;
}

struct Repr {
  std::string operator()(Value::None) const { return "None"; }
  std::string operator()(bool value) const { return value ? "True" : "False"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(const Value::BigInt& value) const { return value.digits; }
  std::string operator()(double value) const { return float_repr(value); }
  std::string operator()(const std::string& value) const { return str_repr(value); }
  std::string operator()(const Value::Timestamp& value) const { return value.repr; }
  std::string operator()(const Value::Bytes& value) const { return bytes_repr(value.bytes); }
  std::string operator()(const Value::List& list) const {
    std::string out = "[";
    for (const Value& item : list) {
      if (out.size() > 1) out += ", ";
      out += python_repr(item);
    }
    return out + "]";
  }
  std::string operator()(const Value::Dict& dict) const {
    std::string out = "{";
    for (const auto& [key, value] : dict) {
      if (out.size() > 1) out += ", ";
      out += python_repr(key) + ": " + python_repr(value);
    }
    return out + "}";
  }
};

struct TypeName {
  std::string_view operator()(Value::None) const { return "NoneType"; }
  std::string_view operator()(bool) const { return "bool"; }
  std::string_view operator()(std::int64_t) const { return "int"; }
  std::string_view operator()(const Value::BigInt&) const { return "int"; }
  std::string_view operator()(double) const { return "float"; }
  std::string_view operator()(const std::string&) const { return "str"; }
  std::string_view operator()(const Value::Timestamp& value) const {
    return value.has_time ? "datetime" : "date";
  }
  std::string_view operator()(const Value::Bytes&) const { return "bytes"; }
  std::string_view operator()(const Value::List&) const { return "list"; }
  std::string_view operator()(const Value::Dict&) const { return "dict"; }
};

}  // namespace

const Value* Value::find(std::string_view key) const {
  const Dict* dict = as_dict();
  if (dict == nullptr) return nullptr;
  const auto entry = std::find_if(dict->begin(), dict->end(), [key](const auto& pair) {
    const std::string* text = pair.first.as_string();
    return text != nullptr && *text == key;
  });
  return entry == dict->end() ? nullptr : &entry->second;
}

std::string python_str(const Value& value) {
  if (const auto* text = value.as_string()) return *text;
  if (const auto* date = std::get_if<Value::Timestamp>(&value.data)) return date->str;
  return python_repr(value);
}

std::string python_repr(const Value& value) { return std::visit(Repr{}, value.data); }

std::string_view python_type(const Value& value) { return std::visit(TypeName{}, value.data); }

}  // namespace ianvs
