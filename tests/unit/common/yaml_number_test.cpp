#include "common/yaml_number.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ianvs;

TEST_CASE("ints are those of PyYAML, and of Python's size") {
  const struct {
    std::string text;
    std::string value;
  } cases[] = {{"0", "0"},
               {"-0", "0"},
               {"+12", "12"},
               {"1_000", "1000"},
               {"017", "15"},
               {"-017", "-15"},
               {"0_", "0"},
               {"0x1F", "31"},
               {"-0xff", "-255"},
               {"0b1_01", "5"},
               {"190:20:30", "685230"},
               {"-1:30", "-90"},
               {"9223372036854775807", "9223372036854775807"},
               {"9223372036854775808", "9223372036854775808"},
               {"-9223372036854775808", "-9223372036854775808"},
               {"0xFFFFFFFFFFFFFFFFFF", "4722366482869645213695"},
               {"123456789012345678901234567890", "123456789012345678901234567890"}};
  for (const auto& [text, value] : cases) {
    CAPTURE(text);
    CHECK(looks_like_yaml_int(text));
    REQUIRE(yaml_int(text));
    CHECK(python_str(*yaml_int(text)) == value);
    CHECK(python_type(*yaml_int(text)) == "int");
  }
}

TEST_CASE("texts that only resemble ints are none") {
  for (const std::string text : {"08", "0o17", "1,000", "1:60", "0:30", "1:", "--1", "+", "", "1e3",
                                 "0xg", "0b2", "_1", "1.", "12a", "1 2"}) {
    CAPTURE(text);
    CHECK_FALSE(looks_like_yaml_int(text));
  }
}

TEST_CASE("ints that Python can't read are refused") {
  for (const std::string& text : {std::string("0x_"), std::string("-0b_"), std::string(4301, '9'),
                                  "0x" + std::string(5000, 'F')}) {
    CHECK(looks_like_yaml_int(text));
    CHECK_FALSE(yaml_int(text));
  }
  CHECK(yaml_int(std::string(4300, '9')));
}

TEST_CASE("floats are those of PyYAML: with a point, and a sign in the exponent") {
  const struct {
    std::string text;
    std::string value;
  } cases[] = {{"1.0e-4", "0.0001"},
               {"1.e+3", "1000.0"},
               {"-1.5E-7", "-1.5e-07"},
               {".5", "0.5"},
               {"5.", "5.0"},
               {"1_0.5", "10.5"},
               {"-0.0", "-0.0"},
               {".inf", "inf"},
               {"-.INF", "-inf"},
               {"+.Inf", "inf"},
               {".NaN", "nan"},
               {"1.0e+400", "inf"},
               {"-1.0e+400", "-inf"},
               {"1.0e-400", "0.0"},
               {"0.000e+99999999999999999999", "0.0"},
               {"1.0e+99999999999999999999", "inf"},
               {"4.9e-324", "5e-324"},
               {"190:20:30.15", "685230.15"},
               {"-1:30.5", "-90.5"}};
  for (const auto& [text, value] : cases) {
    CAPTURE(text);
    CHECK(looks_like_yaml_float(text));
    REQUIRE(yaml_float(text));
    CHECK(python_str(*yaml_float(text)) == value);
  }
}

TEST_CASE("texts that only resemble floats are none") {
  for (const std::string text : {"1e-4", "1E5", "1.0e4", "1e+3", "-.5", "+.5", "._5", ".", "-.nan",
                                 ".iNf", "1.2.3", "1:60.5", "inf", "nan", "", "+"}) {
    CAPTURE(text);
    CHECK_FALSE(looks_like_yaml_float(text));
  }
}

TEST_CASE("with an explicit tag, more is a float, and some is nothing") {
  CHECK(python_str(*yaml_float("1e5")) == "100000.0");
  CHECK(python_str(*yaml_float("-inf")) == "-inf");
  CHECK_FALSE(yaml_float("abc"));
  CHECK_FALSE(yaml_float(""));
  CHECK_FALSE(yaml_int("abc"));
  CHECK_FALSE(yaml_int(""));
  CHECK_FALSE(yaml_int("1:x"));
}
