#include "agent/result_file.hpp"

#include <doctest/doctest.h>

using namespace ianvs;
using namespace ianvs::agent;

TEST_CASE("metrics are passed on as they were written, without white space between them") {
  const struct {
    std::string content, metrics;
  } table[] = {
      {"{\"accuracy\": 0.98}\n", R"({"accuracy":0.98})"},
      {R"({"a": 1e-07, "b": 0.10, "c": 123456789012345678901234567890})",
       R"({"a":1e-07,"b":0.10,"c":123456789012345678901234567890})"},
      {R"({"a": NaN, "b": -Infinity, "c": true})", R"({"a":NaN,"b":-Infinity,"c":true})"},
      {"{\t\"curve\" : [1, 2,\r\n 3], \"per class\": {\"a b\": 1}}",
       R"({"curve":[1,2,3],"per class":{"a b":1}})"},
      {R"({"text": "a \" b\\", "c": "\\\""})", R"({"text":"a \" b\\","c":"\\\""})"},
  };
  for (const auto& row : table) {
    CAPTURE(row.content);
    const auto metrics = read_metrics({true, row.content, ""});
    REQUIRE(metrics);
    CHECK(*metrics == row.metrics);
  }
}

TEST_CASE("a result file that is none says what is wrong with it") {
  const struct {
    ResultFile file;
    std::string message;
  } table[] = {
      {{false, "", ""}, "wrote no result file (IANVS_RESULT)"},
      {{true, "", "is a folder, not a file"}, "the result file: is a folder, not a file"},
      {{true, "0.98", ""}, "the result file holds a float, not an object of metrics"},
      {{true, "[1]", ""}, "the result file holds a list, not an object of metrics"},
      {{true, "{}", ""}, "the result file holds no metric"},
      {{true, R"({"f1": 1, "accuracy": null})", ""},
       R"(metric "accuracy" is null, not a number, string, list or object)"},
  };
  for (const auto& row : table) {
    CAPTURE(row.message);
    const auto metrics = read_metrics(row.file);
    REQUIRE_FALSE(metrics);
    CHECK(metrics.error().what == row.message);
  }
}

TEST_CASE("JSON that can't be read is told with line and column") {
  for (const std::string content : {"", "{\"a\": 1,\n  b}", "{\"a\": 1", "{'a': 1}"}) {
    CAPTURE(content);
    const auto metrics = read_metrics({true, content, ""});
    REQUIRE_FALSE(metrics);
    CHECK(metrics.error().what.find("the result file is no valid JSON at ") == 0);
  }
  CHECK(read_metrics({true, "{\"a\": 1,\n  b}", ""}).error().what.find(" at 2:3: ") !=
        std::string::npos);
}
