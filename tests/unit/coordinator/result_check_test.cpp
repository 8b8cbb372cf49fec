#include "coordinator/result_check.hpp"

#include <doctest/doctest.h>

using namespace ianvs;
using coordinator::checked;

namespace {
AttemptResult success(std::string metrics_json) {
  AttemptResult result;
  result.attempt = AttemptId{7};
  result.outcome = Outcome::succeeded;
  result.metrics_json = std::move(metrics_json);
  return result;
}
}  // namespace

TEST_CASE("a success with an object of metrics is recorded as it was told") {
  const auto told = success(R"({"accuracy": 0.5})");
  CHECK(checked(told) == told);
}

TEST_CASE("a success without an object of metrics is a failure that says so") {
  for (const char* metrics : {"", "{", "[1]", "null", "{\"a\": 1} x"}) {
    CAPTURE(metrics);
    const auto result = checked(success(metrics));
    CHECK(result.outcome == Outcome::failed);
    CHECK(result.attempt == AttemptId{7});
    CHECK(result.metrics_json.empty());
    CHECK(result.message == "its agent tells of a success without a JSON object of metrics");
  }
}

TEST_CASE("what is no success is not looked into") {
  auto result = success("{");
  result.outcome = Outcome::failed;
  CHECK(checked(result) == result);
}
