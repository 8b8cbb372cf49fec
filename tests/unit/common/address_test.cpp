#include "common/address.hpp"

#include <doctest/doctest.h>

using namespace ianvs;

TEST_CASE("host and port are told apart, with brackets around IPv6") {
  CHECK(parse_address("node1:7600").value() == Address{"node1", 7600});
  CHECK(parse_address("10.0.0.1:1").value() == Address{"10.0.0.1", 1});
  CHECK(parse_address("[::1]:65535").value() == Address{"::1", 65535});
  CHECK(parse_address("[fe80::1%eth0]:7600").value() == Address{"fe80::1%eth0", 7600});
  CHECK(parse_address("0.0.0.0:0", true).value() == Address{"0.0.0.0", 0});
}

TEST_CASE("an address reads as it was written") {
  for (const char* text : {"node1:7600", "[::1]:7600", "[fe80::1%eth0]:7600"}) {
    CHECK(to_text(parse_address(text).value()) == text);
  }
}

TEST_CASE("what is no address is refused with the reason") {
  struct Row {
    const char* text;
    const char* what;
  };
  const Row rows[] = {
      {"", "has no port"},
      {"node1", "has no port"},
      {"[::1]", "has no port"},
      {"[", "has no port"},
      {"[:1", "has no port"},
      {"::1:7600", "is an IPv6 address without brackets"},
      {":7600", "has no host"},
      {"[]:7600", "has no host"},
      {"node1:", "has no port between 1 and 65535"},
      {"node1:0", "has no port between 1 and 65535"},
      {"node1:65536", "has no port between 1 and 65535"},
      {"node1:76x", "has no port between 1 and 65535"},
      {"node1:-1", "has no port between 1 and 65535"},
      {"tcp://node1:7600", "is an IPv6 address without brackets"},
      {"a b:7600", "is no host's name or number"},
      {"a/b:7600", "is no host's name or number"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto address = parse_address(row.text);
    REQUIRE_FALSE(address.has_value());
    CHECK(address.error().kind == ErrorKind::invalid);
    CHECK(address.error().what == row.what);
  }
}

TEST_CASE("numbers are told from names, and this machine from others") {
  CHECK(is_numeric_host("127.0.0.1"));
  CHECK(is_numeric_host("::1"));
  CHECK(is_numeric_host("fe80::1%eth0"));
  CHECK_FALSE(is_numeric_host("node1"));
  CHECK_FALSE(is_numeric_host("1.2.3"));

  CHECK(is_loopback_host("127.9.9.9"));
  CHECK(is_loopback_host("::1"));
  CHECK(is_loopback_host("localhost"));
  CHECK_FALSE(is_loopback_host("128.0.0.1"));
  CHECK_FALSE(is_loopback_host("node1"));
}
