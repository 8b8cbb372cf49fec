#include "common/runner_json.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <utility>

using namespace ianvs;

namespace {

const std::string text = "a";

Value::Dict dict(Value key, Value value) { return {std::pair(std::move(key), std::move(value))}; }

}  // namespace

TEST_CASE("what JSON has is written as JSON") {
  const Value value(
      Value::Dict{{std::string("list"), Value::List{Value(), true, std::int64_t{-3}, 0.1, 1e-5}},
                  {std::string("big"), Value::BigInt{"-123456789012345678901234567890"}},
                  {std::string("a \"quoted\"\nkey"), std::string("\xC3\xA4$\x01")},
                  {std::string("empty"), Value::Dict{}}});

  CHECK(to_runner_json(value) ==
        "{\"list\":[null,true,-3,0.1,1e-05],\"big\":-123456789012345678901234567890,"
        "\"a \\\"quoted\\\"\\nkey\":\"\xC3\xA4$\\u0001\",\"empty\":{}}");
}

TEST_CASE("floats that are no numbers are the literals of Python's json") {
  constexpr double infinity = std::numeric_limits<double>::infinity();

  CHECK(to_runner_json(std::numeric_limits<double>::quiet_NaN()) == "NaN");
  CHECK(to_runner_json(infinity) == "Infinity");
  CHECK(to_runner_json(-infinity) == "-Infinity");
}

TEST_CASE("dates and times are tagged with what Python's repr gives") {
  const Value::Timestamp date{"2024-01-01", "datetime.date(2024, 1, 1)", false};

  CHECK(to_runner_json(date) == "{\"$timestamp\":\"datetime.date(2024, 1, 1)\"}");
}

TEST_CASE("bytes are tagged and in base64") {
  const std::pair<std::string, std::string> cases[] = {{"", ""},
                                                       {"f", "Zg=="},
                                                       {"fo", "Zm8="},
                                                       {"foo", "Zm9v"},
                                                       {"foob", "Zm9vYg=="},
                                                       {"\xFB\xFF\xFE", "+//+"},
                                                       {std::string("\0\0", 2), "AAA="}};
  for (const auto& [bytes, base64] : cases) {
    CAPTURE(base64);
    CHECK(to_runner_json(Value::Bytes{bytes}) == "{\"$bytes\":\"" + base64 + "\"}");
  }
}

TEST_CASE("a dict with a key that is no text, or that looks like a tag, is a list of pairs") {
  CHECK(to_runner_json(dict(std::int64_t{1}, text)) == R"({"$dict":[[1,"a"]]})");
  CHECK(to_runner_json(dict(Value(), Value())) == R"({"$dict":[[null,null]]})");
  CHECK(to_runner_json(dict(std::string("$dict"), text)) == R"({"$dict":[["$dict","a"]]})");
  CHECK(to_runner_json(Value::Dict{{text, dict(true, dict(std::string("b$"), 1.5))}}) ==
        R"({"a":{"$dict":[[true,{"b$":1.5}]]}})");
}

TEST_CASE("bytes that are no UTF-8 are what Python makes of them in file names") {
  CHECK(to_runner_json(std::string("a\xFF\"b\xC3")) == "\"a\\udcff\\\"b\\udcc3\"");
}
