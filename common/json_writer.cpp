#include <array>
#include <cmath>
#include <cstdio>

#include "common/utf8.hpp"
#include "common/value.hpp"

namespace ianvs {
namespace {

void append_escaped(std::string& out, char32_t c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  if (c < 0x20) {
    std::array<char, 8> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "\\u%04x", static_cast<unsigned>(c));
    out += buffer.data();
  } else {
    append_utf8(out, c);
  }
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    append_escaped(out, point.valid ? point.value : replacement_character);
    at += point.size;
  }
  out += '"';
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
    const std::string text = python_repr(value);
    if (std::isfinite(value)) {
      out_ += text;
    } else {
      append_quoted(out_, text);
    }
  }
  void operator()(const std::string& value) { append_quoted(out_, value); }
  void operator()(const Value::Timestamp& value) { append_quoted(out_, value.str); }
  void operator()(const Value::Bytes& value) { append_quoted(out_, python_str(value)); }
  void operator()(const Value::List& list) {
    out_ += '[';
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (i > 0) out_ += ',';
      write(list[i]);
    }
    out_ += ']';
  }
  void operator()(const Value::Dict& dict) {
    out_ += '{';
    for (std::size_t i = 0; i < dict.size(); ++i) {
      if (i > 0) out_ += ',';
      append_quoted(out_, python_str(dict[i].first));
      out_ += ':';
      write(dict[i].second);
    }
    out_ += '}';
  }

 private:
  std::string& out_;
};

}  // namespace

std::string to_json(const Value& value) {
  std::string out;
  Writer(out).write(value);
  return out;
}

std::string json_quote(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 2);
  append_quoted(out, text);
  return out;
}

}  // namespace ianvs
