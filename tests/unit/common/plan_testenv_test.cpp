#include "common/plan_testenv.hpp"

#include "tests/support/job_text.hpp"

using namespace ianvs;
using Texts = std::vector<std::string>;

namespace {
JobText job_with_testenv(const std::string& testenv) {
  JobText job;
  job.testenv = testenv;
  return job;
}
}  // namespace

TEST_CASE("metrics keep the testenv's order, and every other key is kept for the paradigm") {
  const Plan plan = plan_of(job_with_testenv(
      "testenv:\n  dataset: {train_index: /a}\n  round: 3\n  anything: [1]\n  metrics:\n"
      "    - {name: b, url: ./b.py}\n    - {name: BWT}\n    - {name: a, url: ./a.py}\n"));

  REQUIRE(plan.metrics.size() == 3);
  CHECK(plan.metrics[0].name == "b");
  CHECK(plan.metrics[0].url == "./b.py");
  CHECK(plan.metrics[1].name == "BWT");
  CHECK(plan.metrics[2].name == "a");
  CHECK(*plan.testenv.find("round")->as_int() == 3);
  CHECK(plan.testenv.find("anything")->as_list() != nullptr);
}

TEST_CASE("testenvs that Ianvs can't use are errors") {
  const struct {
    std::string testenv;
    std::string error;
  } cases[] = {
      {"# nothing", "te.yaml: is empty (allowed: a mapping with the key testenv)"},
      {"test_env: {}", "te.yaml:1:1: testenv: is missing (a testenv file begins with testenv:)"},
      {"testenv: []", "testenv: found an empty list (allowed: a mapping of dataset, metrics ...)"},
      {"testenv: {dataset: {}}", "testenv.metrics: is missing (name at least one)"},
      {"testenv: {dataset: {}, metrics: []}", "testenv.metrics: found an empty list"},
      {"testenv: {dataset: {}, metrics: accuracy}", "testenv.metrics: found the text \"accuracy\""},
      {"testenv: {dataset: {}, metrics: [accuracy]}", "metrics[0]: found the text \"accuracy\""},
      {"testenv: {dataset: {}, metrics: [{url: x}]}", "metrics[0].name: is missing"},
      {"testenv: {dataset: {}, metrics: [{name: 1, url: x}]}",
       "metrics[0].name: found the number 1"},
      {"testenv: {dataset: {}, metrics: [{name: a, url: 1}]}",
       "metrics[0].url: found the number 1"},
      {"testenv: {dataset: {}, metrics: [{name: a}]}",
       "metrics[0]: the metric \"a\" has no url, and is none of Ianvs' own"},
      {"testenv: {metrics: [{name: a, url: x}]}", "testenv.dataset: is missing"},
      {"testenv: {dataset: x, metrics: [{name: a, url: x}]}", "dataset: found the text \"x\""},
      {"testenv: {dataset: {}, incremental_rounds: 1, metrics: [{name: a, url: x}]}",
       "incremental_rounds: found the number 1 (allowed: a whole number of at least 2)"}};
  for (const auto& [testenv, error] : cases) {
    CAPTURE(testenv);
    const Texts errors = errors_of(job_with_testenv(testenv));
    REQUIRE(errors.size() == 1);
    CAPTURE(errors[0]);
    CHECK(errors[0].find(error) != std::string::npos);
  }
}

TEST_CASE("where a program measures, metrics need no url and the dataset is its own business") {
  JobText job = job_with_testenv("testenv: {metrics: [{name: speed}]}");
  job.entry_lines = "        runner: command\n        command: [./run]\n";
  job.rank = "{}";

  CHECK(plan_of(job).metrics[0].name == "speed");
}

TEST_CASE("a metric that stands twice counts once, with a warning") {
  const Plan plan = plan_of(job_with_testenv(
      "testenv: {dataset: {}, metrics: [{name: accuracy, url: x}, {name: accuracy, url: y}]}"));

  CHECK(plan.metrics.size() == 1);
  CHECK(plan.warnings.size() == 1);
}
