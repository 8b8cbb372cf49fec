#include "agent/ianvs_result.hpp"

#include <doctest/doctest.h>

#include "common/value.hpp"

using namespace ianvs;
using namespace ianvs::agent;

namespace {

ResultFile file_with(std::string content) { return {true, std::move(content), ""}; }

std::string error_json(const std::string& members) { return "{\"error\": {" + members + "}}"; }

}  // namespace

TEST_CASE("metrics and texts are passed on to the letter, and what was imported is listed") {
  const auto result = read_ianvs_result(file_with(
      R"({"metrics": {"a": 1e-07, "b": NaN, "c}": null, "d": {"e": [1, "]"]}},
          "texts": {"b": "[1 2]"}, "imports": ["sklearn.svm", 3, "joblib"]})"));

  REQUIRE(result);
  CHECK(result->metrics_json == R"({"a":1e-07,"b":NaN,"c}":null,"d":{"e":[1,"]"]}})");
  CHECK(result->texts_json == R"({"b":"[1 2]"})");
  CHECK(result->imports == std::vector<std::string>{"sklearn.svm", "joblib"});
  CHECK_FALSE(result->error);
}

TEST_CASE("metrics that need no texts have none") {
  for (const char* json :
       {R"({"metrics": {"a": "\"}"}, "texts": {}})", R"({"metrics":{"a":"\"}"}})",
        R"({"texts": {}, "metrics": {"x": 0}, "metrics": {"a":"\"}"}})"}) {
    CAPTURE(json);
    const auto result = read_ianvs_result(file_with(json));
    REQUIRE(result);
    CHECK(result->metrics_json == R"({"a":"\"}"})");
    CHECK(result->texts_json.empty());
  }
}

TEST_CASE("an error concerns the whole algorithm only if the runner says so") {
  const struct {
    std::string members;
    bool concerns_algorithm;
  } table[] = {{R"("type": "Unsupported", "concerns_algorithm": true)", true},
               {R"("type": "Unsupported", "concerns_algorithm": false)", false},
               {R"("type": "Unsupported", "concerns_algorithm": "yes")", false},
               {R"("type": "ValueError")", false}};
  for (const auto& row : table) {
    CAPTURE(row.members);
    const auto result = read_ianvs_result(file_with(error_json(row.members)));
    REQUIRE(result);
    CHECK(result->error->concerns_algorithm == row.concerns_algorithm);
  }
}

TEST_CASE("an error is one line with the user's own frame first, and a line with what to do") {
  const struct {
    std::string members, message;
  } table[] = {
      {R"("type": "ValueError", "message": "C must be positive\nnot -1", "traceback": "",
          "frame": {"file": "./svc.py", "line": 12, "function": "train"}, "hint": "")",
       "./svc.py:12 in train: ValueError: C must be positive ..."},
      {R"("type": "NoBackend", "message": "none", "frame": null, "hint": "set BACKEND_TYPE")",
       "NoBackend: none\nset BACKEND_TYPE"},
      {R"("type": "KeyboardInterrupt", "message": "")", "KeyboardInterrupt"},
  };
  for (const auto& row : table) {
    CAPTURE(row.members);
    const auto result = read_ianvs_result(file_with(error_json(row.members)));
    REQUIRE(result);
    REQUIRE(result->error);
    CHECK(result->error->message == row.message);
  }
}

TEST_CASE("of a long traceback the last whole lines are kept") {
  const std::string line = "  File \"svc.py\", line 1, in train\n";
  std::string traceback;
  while (traceback.size() < 60'000) {
    traceback += line;
  }
  const auto result = read_ianvs_result(file_with(
      error_json(R"("type": "E", "message": "", "traceback": )" + json_quote(traceback))));

  REQUIRE(result);
  const std::string& kept = result->error->traceback;
  CHECK(kept.size() <= 4096);
  CHECK(kept.size() > 4096 - line.size());
  CHECK(kept.substr(0, line.size()) == line);
}

TEST_CASE("a result that is none says what is wrong with it") {
  const struct {
    ResultFile file;
    std::string what;
  } table[] = {
      {{true, "", "is larger than 256 KiB"}, "the result file: is larger than 256 KiB"},
      {{true, "[1]", ""}, "the result file is broken: no object"},
      {{true, "{}", ""}, "the result file holds neither metrics nor an error"},
      {{true, R"({"metrics": 3})", ""}, "the result file holds neither metrics nor an error"},
  };
  for (const auto& row : table) {
    CAPTURE(row.file.content);
    const auto result = read_ianvs_result(row.file);
    REQUIRE_FALSE(result);
    CHECK(result.error().what == row.what);
  }
  CHECK_FALSE(read_ianvs_result(file_with("{\"metrics\"")));
}
