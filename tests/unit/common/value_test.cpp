#include "common/value.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace ianvs;

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
}  // namespace

TEST_CASE("floats are written with as few digits as read back the same, as Python does") {
  const std::pair<double, const char*> cases[] = {
      {0.0, "0.0"},
      {-0.0, "-0.0"},
      {1.0, "1.0"},
      {0.1, "0.1"},
      {0.1 + 0.2, "0.30000000000000004"},
      {1e-4, "0.0001"},
      {9.999e-5, "9.999e-05"},
      {1e-5, "1e-05"},
      {1e15, "1000000000000000.0"},
      {9999999999999998.0, "9999999999999998.0"},
      {1e16, "1e+16"},
      {1.5e16, "1.5e+16"},
      {123456789012345680.0, "1.2345678901234568e+17"},
      {1e22, "1e+22"},
      {1e100, "1e+100"},
      {-2.5e-8, "-2.5e-08"},
      {5e-324, "5e-324"},
      {1.7976931348623157e308, "1.7976931348623157e+308"},
      {static_cast<double>(0.1F), "0.10000000149011612"},
      {infinity, "inf"},
      {-infinity, "-inf"},
      {nan, "nan"},
  };
  for (const auto& [value, text] : cases) {
    CHECK(python_str(value) == text);
    CHECK(python_repr(value) == text);
  }
}

TEST_CASE("str() of a text is the text, repr() quotes and escapes it") {
  const std::pair<const char*, const char*> cases[] = {
      {"", "''"},
      {"plain", "'plain'"},
      {"it's", "\"it's\""},
      {"say \"hi\"", "'say \"hi\"'"},
      {"both ' and \"", "'both \\' and \"'"},
      {"a\\b", "'a\\\\b'"},
      {"\n\r\t", "'\\n\\r\\t'"},
      {"\x01\x1b\x7f", "'\\x01\\x1b\\x7f'"},
      {"\u00e9\u4e2d", "'\u00e9\u4e2d'"},
      {"\u0085\u00a0\u00ad", "'\\x85\\xa0\\xad'"},
      {"\u200b\u2028\ufeff", "'\\u200b\\u2028\\ufeff'"},
      {"\U0001F600", "'\U0001F600'"},
      {"\U000E0001\U0010FFFF", "'\\U000e0001\\U0010ffff'"},
      {"\xff", "'\\udcff'"},
  };
  for (const auto& [text, repr] : cases) {
    CAPTURE(repr);
    CHECK(python_str(text) == text);
    CHECK(python_repr(text) == repr);
  }
}

TEST_CASE("texts within lists and dicts are written as repr(), whoever asks") {
  const Value value = Value::Dict{
      {"name", "x"},
      {1, Value::List{true, Value(), 0.5, Value::BigInt{"100000000000000000000"}, Value::List{}}},
      {Value(), Value::Dict{}},
  };

  CHECK(python_str(value) ==
        "{'name': 'x', 1: [True, None, 0.5, 100000000000000000000, []], None: {}}");
  CHECK(python_repr(value) == python_str(value));
}

TEST_CASE("dates and bytes are written as Python has them") {
  const Value date = Value::Timestamp{"2001-12-14", "datetime.date(2001, 12, 14)", false};

  CHECK(python_str(date) == "2001-12-14");
  CHECK(python_repr(date) == "datetime.date(2001, 12, 14)");
  CHECK(python_str(Value::List{date}) == "[datetime.date(2001, 12, 14)]");
  CHECK(python_str(Value::Bytes{std::string("a'\0\xff\n", 5)}) == "b\"a'\\x00\\xff\\n\"");
}

TEST_CASE("types have Python's names") {
  CHECK(python_type(Value()) == "NoneType");
  CHECK(python_type(false) == "bool");
  CHECK(python_type(7) == "int");
  CHECK(python_type(Value::BigInt{"9223372036854775808"}) == "int");
  CHECK(python_type(0.5) == "float");
  CHECK(python_type("x") == "str");
  CHECK(python_type(Value::Timestamp{"", "", false}) == "date");
  CHECK(python_type(Value::Timestamp{"", "", true}) == "datetime");
  CHECK(python_type(Value::Bytes{}) == "bytes");
  CHECK(python_type(Value::List{}) == "list");
  CHECK(python_type(Value::Dict{}) == "dict");
}

TEST_CASE("a dict's entry is found by its text key alone") {
  const Value dict = Value::Dict{{1, "number"}, {"1", "text"}};

  REQUIRE(dict.find("1") != nullptr);
  CHECK(*dict.find("1") == Value("text"));
  CHECK(dict.find("2") == nullptr);
  CHECK(Value("1").find("1") == nullptr);
}
