#include "common/wire.hpp"

#include <bit>
#include <cmath>
#include <msgpack.hpp>

#include "common/assert.hpp"

namespace ianvs {
namespace {

/// What msgpack's packer writes into.
struct Sink {
  std::string& buffer;
  void write(const char* data, std::size_t size) { buffer.append(data, size); }
};

template <class Write>
void pack(std::string& buffer, Write write) {
  Sink sink{buffer};
  msgpack::packer<Sink> packer(sink);
  write(packer);
}

std::uint32_t size32(std::size_t size) {
  IANVS_ASSERT(size <= UINT32_MAX);
  return static_cast<std::uint32_t>(size);
}

}  // namespace

void WireWriter::array(std::size_t size) {
  pack(buffer_, [&](auto& to) { to.pack_array(size32(size)); });
}
void WireWriter::map(std::size_t size) {
  pack(buffer_, [&](auto& to) { to.pack_map(size32(size)); });
}
void WireWriter::nothing() {
  pack(buffer_, [](auto& to) { to.pack_nil(); });
}
void WireWriter::flag(bool value) {
  pack(buffer_, [&](auto& to) { to.pack(value); });
}
void WireWriter::number(std::uint64_t value) {
  pack(buffer_, [&](auto& to) { to.pack_uint64(value); });
}
void WireWriter::integer(std::int64_t value) {
  pack(buffer_, [&](auto& to) { to.pack_int64(value); });
}
void WireWriter::real(double value) {
  pack(buffer_, [&](auto& to) { to.pack_double(value); });
}
void WireWriter::text(std::string_view value) {
  pack(buffer_, [&](auto& to) { to.pack_str(size32(value.size())); });
  buffer_.append(value);
}
void WireWriter::bytes(std::string_view value) {
  pack(buffer_, [&](auto& to) { to.pack_bin(size32(value.size())); });
  buffer_.append(value);
}

/// Turns msgpack's calls into tokens. Each `false` ends the parsing, so nothing grows past a limit.
struct WireReader::Visitor : msgpack::null_visitor {
  explicit Visitor(WireReader& reader) : to(reader) {}

  bool visit_nil() { return add({.kind = Kind::nothing}); }
  bool visit_boolean(bool value) { return add({.kind = Kind::flag, .bits = value ? 1U : 0U}); }
  bool visit_positive_integer(std::uint64_t value) {
    return add({.kind = Kind::number, .bits = value});
  }
  bool visit_negative_integer(std::int64_t value) {
    return add({.kind = Kind::negative, .bits = static_cast<std::uint64_t>(value)});
  }
  bool visit_float32(float value) { return visit_float64(static_cast<double>(value)); }
  bool visit_float64(double value) {
    return add({.kind = Kind::real, .bits = std::bit_cast<std::uint64_t>(value)});
  }
  bool visit_str(const char* data, std::uint32_t size) {
    if (size > WireLimits::text_bytes) {
      return fail("a text is longer than 1 MiB");
    }
    return add({.kind = Kind::text, .size = size, .text = data});
  }
  bool visit_bin(const char* data, std::uint32_t size) { return visit_str(data, size); }
  bool visit_ext(const char*, std::uint32_t) { return fail("an extension type"); }
  bool start_array(std::uint32_t size) { return open(Kind::array, size); }
  bool start_map(std::uint32_t size) { return open(Kind::map, size); }
  bool end_array() { return close(); }
  bool end_map() { return close(); }
  void parse_error(std::size_t, std::size_t) { fail("no MessagePack"); }
  void insufficient_bytes(std::size_t, std::size_t) { fail("the frame ends too early"); }

  bool add(const Token& token) {
    if (to.tokens_.size() >= WireLimits::values) {
      return fail("too many values");
    }
    to.tokens_.push_back(token);
    return true;
  }
  bool open(Kind kind, std::uint32_t size) {
    if (size > WireLimits::array_items) {
      return fail("a list of more than 10000 items");
    }
    if (opened.size() >= WireLimits::depth) {
      return fail("nested deeper than 16");
    }
    opened.push_back(static_cast<std::uint32_t>(to.tokens_.size()));
    return add({.kind = kind, .size = size});
  }
  bool close() {
    to.tokens_[opened.back()].end = static_cast<std::uint32_t>(to.tokens_.size());
    opened.pop_back();
    return true;
  }
  bool fail(std::string_view why) {
    to.refuse(why);
    return false;
  }

  WireReader& to;
  std::vector<std::uint32_t> opened;
};

WireReader::WireReader(std::string_view frame) {
  Visitor visitor(*this);
  std::size_t parsed = 0;
  const bool complete = msgpack::parse(frame.data(), frame.size(), parsed, visitor);
  if (!complete) {
    refuse("no MessagePack");
  } else if (parsed != frame.size()) {
    refuse("bytes after the end of the message");
  }
  ends_.push_back(static_cast<std::uint32_t>(tokens_.size()));
}

void WireReader::refuse(std::string_view why) {
  if (error_.empty()) {
    error_ = why;
  }
}

const WireReader::Token* WireReader::next(Kind kind, std::string_view asked) {
  if (!ok()) {
    return nullptr;
  }
  if (at_ >= ends_.back()) {
    refuse("a field is missing");
    return nullptr;
  }
  const Token& token = tokens_[at_];
  if (token.kind != kind) {
    refuse("a field is not " + std::string(asked));
    return nullptr;
  }
  ++at_;
  return &token;
}

std::size_t WireReader::enter(Kind kind, std::string_view asked) {
  const Token* token = next(kind, asked);
  if (token == nullptr) {
    return 0;
  }
  ends_.push_back(token->end);
  return token->size;
}

std::size_t WireReader::enter_array() { return enter(Kind::array, "a list"); }
std::size_t WireReader::enter_map() { return enter(Kind::map, "a map"); }

void WireReader::leave() {
  if (!ok()) {
    return;
  }
  IANVS_ASSERT(ends_.size() > 1);
  at_ = ends_.back();
  ends_.pop_back();
}

bool WireReader::has_more() const { return ok() && at_ < ends_.back(); }

bool WireReader::skip_nothing() {
  if (!ok() || at_ >= ends_.back() || tokens_[at_].kind != Kind::nothing) {
    return false;
  }
  ++at_;
  return true;
}

bool WireReader::flag() {
  const Token* token = next(Kind::flag, "true or false");
  return token != nullptr && token->bits != 0;
}

std::uint64_t WireReader::number(std::uint64_t max) {
  const Token* token = next(Kind::number, "a number from 0");
  if (token == nullptr) {
    return 0;
  }
  if (token->bits > max) {
    refuse("a number is too large");
    return 0;
  }
  return token->bits;
}

std::int64_t WireReader::integer(std::int64_t min, std::int64_t max) {
  const bool negative = ok() && at_ < ends_.back() && tokens_[at_].kind == Kind::negative;
  const Token* token = next(negative ? Kind::negative : Kind::number, "an integer");
  if (token == nullptr) {
    return 0;
  }
  // A positive number above INT64_MAX must not wrap around into the allowed range.
  const bool huge = !negative && token->bits > static_cast<std::uint64_t>(INT64_MAX);
  const std::int64_t value = negative ? static_cast<std::int64_t>(token->bits)
                                      : static_cast<std::int64_t>(huge ? 0 : token->bits);
  if (huge || value < min || value > max) {
    refuse("an integer is out of range");
    return 0;
  }
  return value;
}

double WireReader::real() {
  const bool whole = ok() && at_ < ends_.back() && tokens_[at_].kind == Kind::number;
  if (whole) {
    return static_cast<double>(number());
  }
  const Token* token = next(Kind::real, "a float");
  if (token == nullptr) {
    return 0;
  }
  const double value = std::bit_cast<double>(token->bits);
  if (!std::isfinite(value)) {
    refuse("a float is not finite");
    return 0;
  }
  return value;
}

std::string_view WireReader::text() {
  const Token* token = next(Kind::text, "a text");
  return token == nullptr ? std::string_view{} : std::string_view(token->text, token->size);
}

}  // namespace ianvs
