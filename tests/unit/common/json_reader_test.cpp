#include <doctest/doctest.h>

#include <cmath>

#include "common/value.hpp"

using namespace ianvs;

namespace {

Value read(std::string_view text) {
  const auto value = parse_json(text);
  REQUIRE_MESSAGE(value.has_value(), std::string(text));
  return *value;
}

}  // namespace

TEST_CASE("JSON is read as Python reads it") {
  CHECK(read(" {\"a\": [1, -2, 0.5, 1e3, true, false, null, \"x\"], \"b\": {}}\n") ==
        Value(Value::Dict{{"a", Value::List{1, -2, 0.5, 1000.0, true, false, Value(), "x"}},
                          {"b", Value::Dict{}}}));
  CHECK(read("1") == Value(1));
  CHECK(read("1.0") == Value(1.0));
  CHECK(read("[]") == Value(Value::List{}));
  CHECK(std::isnan(*read("NaN").as_float()));
  CHECK(*read("Infinity").as_float() == HUGE_VAL);
  CHECK(*read("-Infinity").as_float() == -HUGE_VAL);
  CHECK(std::signbit(*read("-0.0").as_float()));
}

TEST_CASE("integers have any size") {
  CHECK(read("9223372036854775807") == Value(INT64_MAX));
  CHECK(read("9223372036854775808") == Value(Value::BigInt{"9223372036854775808"}));
  CHECK(read("-9223372036854775809") == Value(Value::BigInt{"-9223372036854775809"}));
}

TEST_CASE("floats that no double holds become infinite or zero") {
  CHECK(read("1e999") == Value(HUGE_VAL));
  CHECK(read("-1e999") == Value(-HUGE_VAL));
  CHECK(read("1e-999") == Value(0.0));
  CHECK(read("0e99999999999999999999") == Value(0.0));
  CHECK(read("1e99999999999999999999") == Value(HUGE_VAL));
  CHECK(read("0." + std::string(400, '0') + "1e2") == Value(0.0));
  CHECK(read("1" + std::string(400, '0') + ".0") == Value(HUGE_VAL));
}

TEST_CASE("of equal keys the last value counts, at the first one's place") {
  CHECK(read(R"({"a": 1, "b": 2, "a": 3})") == Value(Value::Dict{{"a", 3}, {"b", 2}}));
}

TEST_CASE("escapes are resolved") {
  CHECK(read(R"("\"\\\/\b\f\n\r\t\u00e9\u4E2D\ud83d\ude00")") ==
        Value("\"\\/\b\f\n\r\t\u00e9\u4e2d\U0001F600"));
  CHECK(read(R"("a\u0000b")") == Value(std::string("a\0b", 3)));
}

TEST_CASE("what is no JSON is refused, with the place") {
  const std::pair<const char*, const char*> cases[] = {
      {"", "1:1"},
      {"  ", "1:3"},
      {"{\"a\": 1,\n  b}", "2:3"},
      {"[1, 2", "1:6"},
      {"[1 2]", "1:4"},
      {"[1,]", "1:4"},
      {"{\"a\" 1}", "1:6"},
      {"{\"a\": 1,}", "1:9"},
      {"\"open", "1:1"},
      {"\"\u00e9\u00e9\" x", "1:6"},
      {"\"tab\there\"", "1:5"},
      {R"("\x41")", "1:3"},
      {R"("\u12")", "1:4"},
      {R"("\ud800 alone")", "1:8"},
      {"01", "1:2"},
      {"1.", "1:2"},
      {"1e+", "1:2"},
      {"+1", "1:1"},
      {".5", "1:1"},
      {"-", "1:1"},
      {"nul", "1:1"},
      {"True", "1:1"},
      {"{} {}", "1:4"},
      {"[\"\xff\"]", "1:3"},
      {"\ufeff{}", "1:1"},
  };
  for (const auto& [text, where] : cases) {
    CAPTURE(text);
    const auto value = parse_json(text);
    REQUIRE_FALSE(value.has_value());
    CHECK(value.error().kind == ErrorKind::invalid);
    CHECK(value.error().where == where);
    CHECK_FALSE(value.error().what.empty());
  }
}

TEST_CASE("JSON beyond the limits is refused") {
  const JsonLimits limits{.max_bytes = 16, .max_depth = 3};

  CHECK(parse_json("[[[1]]]", limits).has_value());
  CHECK_FALSE(parse_json("[[[[1]]]]", limits).has_value());
  CHECK_FALSE(parse_json(R"([{"a":[{}]}])", limits).has_value());
  CHECK(parse_json("\"12345678901234\"", limits).has_value());
  CHECK_FALSE(parse_json("\"123456789012345\"", limits).has_value());
}
