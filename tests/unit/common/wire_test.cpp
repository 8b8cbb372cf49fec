#include "common/wire.hpp"

#include <doctest/doctest.h>

using namespace ianvs;

namespace {

std::string error_of(std::string_view frame) { return WireReader(frame).error(); }

/// `outer` arrays of one item around a nil.
std::string nested(std::size_t outer) { return std::string(outer, '\x91') + '\xc0'; }

}  // namespace

TEST_CASE("values are read as they were written") {
  WireWriter to;
  to.array(8);
  to.number(UINT64_MAX);
  to.integer(-5);
  to.real(0.25);
  to.flag(true);
  to.text("caf\xc3\xa9");
  to.bytes(std::string_view("\0\xff", 2));
  to.nothing();
  to.map(1);
  to.text("key");
  to.number(1);
  const std::string frame = to.take();

  WireReader from(frame);

  CHECK(from.enter_array() == 8);
  CHECK(from.number() == UINT64_MAX);
  CHECK(from.integer(-10, 10) == -5);
  CHECK(from.real() == 0.25);
  CHECK(from.flag());
  CHECK(from.text() == "caf\xc3\xa9");
  CHECK(from.text() == std::string_view("\0\xff", 2));
  CHECK(from.skip_nothing());
  CHECK(from.enter_map() == 1);
  CHECK(from.text() == "key");
  CHECK(from.number() == 1);
  from.leave();
  from.leave();
  CHECK(from.ok());
}

TEST_CASE("whole floats, which msgpack writes as integers, are read as floats") {
  WireWriter to;
  to.real(3.0);
  const std::string frame = to.take();
  WireReader from(frame);

  CHECK(from.real() == 3.0);
  CHECK(from.ok());
}

TEST_CASE("leaving an array skips what was not read of it, however deep") {
  // [[1, [2, {3: 4}]], 5]
  const std::string frame = "\x92\x92\x01\x92\x02\x81\x03\x04\x05";
  WireReader from(frame);

  from.enter_array();
  from.enter_array();
  CHECK(from.number() == 1);
  from.leave();

  CHECK(from.number() == 5);
  CHECK(from.ok());
}

TEST_CASE("a read that fails gives zeros from then on and keeps the first reason") {
  const std::string frame = "\x92\xa1x\x05";
  WireReader from(frame);
  from.enter_array();

  CHECK(from.number() == 0);
  CHECK(from.error() == "a field is not a number from 0");
  CHECK(from.text().empty());
  CHECK(from.enter_array() == 0);
  from.leave();
  from.leave();
  CHECK(from.error() == "a field is not a number from 0");
}

TEST_CASE("reading past an array's end fails even where the frame goes on") {
  const std::string frame = "\x92\x91\x01\x02";
  WireReader from(frame);
  from.enter_array();
  from.enter_array();
  from.number();

  CHECK(from.number() == 0);
  CHECK(from.error() == "a field is missing");
}

TEST_CASE("numbers outside their range are refused, never wrapped or cut") {
  const std::string huge = "\xcf\xff\xff\xff\xff\xff\xff\xff\xff";
  WireReader as_integer(huge);
  CHECK(as_integer.integer(INT64_MIN, INT64_MAX) == 0);
  CHECK(as_integer.error() == "an integer is out of range");

  WireReader as_number(huge);
  CHECK(as_number.number(UINT32_MAX) == 0);
  CHECK_FALSE(as_number.ok());

  const std::string not_a_number("\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00", 9);
  WireReader as_real(not_a_number);
  CHECK(as_real.real() == 0);
  CHECK(as_real.error() == "a float is not finite");
}

TEST_CASE("a frame beyond a limit is refused") {
  CHECK(error_of(nested(WireLimits::depth)).empty());
  CHECK(error_of(nested(WireLimits::depth + 1)) == "nested deeper than 16");

  CHECK(error_of("\xdc\x27\x10" + std::string(10'000, '\x01')).empty());
  CHECK(error_of("\xdc\x27\x11" + std::string(10'001, '\x01')) ==
        "a list of more than 10000 items");
  CHECK(error_of(std::string("\xdf\xff\xff\xff\xff", 5)) == "a list of more than 10000 items");

  CHECK(error_of(std::string("\xdb\x00\x10\x00\x00", 5) + std::string(1 << 20, 'x')).empty());
  CHECK(error_of(std::string("\xdb\x00\x10\x00\x01", 5) + std::string((1 << 20) + 1, 'x')) ==
        "a text is longer than 1 MiB");

  CHECK(error_of(std::string("\xd4\x01\x00", 3)) == "an extension type");

  std::string many = "\xdc\x00\x1e";
  many.assign("\xdc\x00\x1e", 3);
  for (int i = 0; i < 30; ++i) {
    many += "\xdc\x27\x10" + std::string(10'000, '\x01');
  }
  CHECK(error_of(many) == "too many values");
}

TEST_CASE("what is no single value is refused") {
  CHECK(error_of("") == "the frame ends too early");
  CHECK(error_of("\xc1") == "no MessagePack");
  CHECK(error_of("\x01\x01") == "bytes after the end of the message");
  // Five bytes that promise 4 GiB.
  CHECK(error_of("\xdb\xff\xff\xff\xff") == "the frame ends too early");
  CHECK(error_of("\x92\x01") == "the frame ends too early");
}
