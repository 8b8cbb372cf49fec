#include <doctest/doctest.h>

#include <limits>

#include "common/value.hpp"

using namespace ianvs;

TEST_CASE("values are written as compact JSON in their own order") {
  const Value value = Value::Dict{
      {"b", Value::List{1, -2.5, true, Value(), "x"}},
      {"a", Value::Dict{}},
      {3, Value::BigInt{"123456789012345678901234567890"}},
  };

  CHECK(to_json(value) ==
        R"({"b":[1,-2.5,true,null,"x"],"a":{},"3":123456789012345678901234567890})");
}

TEST_CASE("what JSON has no form for becomes a text") {
  constexpr double infinity = std::numeric_limits<double>::infinity();

  CHECK(to_json(Value::List{infinity, -infinity, std::numeric_limits<double>::quiet_NaN()}) ==
        R"(["inf","-inf","nan"])");
  CHECK(to_json(Value::Timestamp{"2001-12-14", "datetime.date(2001, 12, 14)", false}) ==
        R"("2001-12-14")");
  CHECK(to_json(Value::Bytes{"\x01"}) == R"("b'\\x01'")");
}

TEST_CASE("any bytes can be quoted") {
  CHECK(json_quote("") == R"("")");
  CHECK(json_quote("\"\\/\n\r\t\x01") == "\"\\\"\\\\/\\n\\r\\t\\u0001\"");
  CHECK(json_quote("\u00e9\U0001F600") == "\"\u00e9\U0001F600\"");
  CHECK(json_quote("a\xff\xc3") == "\"a\ufffd\ufffd\"");
}
