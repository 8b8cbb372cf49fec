#include <doctest/doctest.h>

#include <fstream>

#include "tests/support/pool_harness.hpp"

using namespace ianvs;
using namespace ianvs::agent;
using namespace ianvs::test;

namespace {

/// Says that it can import Ianvs, or runs `script` for an attempt.
std::string interpreter(const std::string& script) {
  return "case $2 in check) echo '{\"ready\": {\"version\": \"3.11.2\", \"ianvs\": \"/i\", "
         "\"sedna\": "
         "\"0.6\"}}';; run) " +
         script + ";; esac";
}

AttemptSpec ianvs_attempt(std::uint64_t id, const std::string& python) {
  AttemptSpec spec = attempt(id, "");
  spec.runner = RunnerKind::ianvs;
  spec.python = python;
  spec.command = {};
  return spec;
}

/// A run with these interpreters, without zygotes.
void enter_run_with(PoolHarness& harness, std::vector<std::string> pythons) {
  Welcome welcome = harness.welcome();
  welcome.pythons = std::move(pythons);
  welcome.zygote = false;
  REQUIRE(harness.pool->enter_run(welcome, AgentId{}));
}

}  // namespace

TEST_CASE(
    "a test case of Ianvs runs in a new interpreter, and its texts are told with its metrics") {
  PoolHarness harness;
  harness.write_program(
      "python",
      interpreter("echo $1 $2 >arguments; test -e $IANVS_OUTPUT_DIR || echo none >folder; "
                  "echo '{\"metrics\": {\"a\": 1}, \"texts\": {\"a\": \"one\"}}' "
                  ">$IANVS_RESULT"));
  enter_run_with(harness, {"./python"});

  const auto result = harness.run(ianvs_attempt(7, "./python"));

  CHECK(result.outcome == Outcome::succeeded);
  CHECK(result.metrics_json == R"({"a":1})");
  CHECK(result.texts_json == R"({"a":"one"})");
  CHECK(harness.text("arguments").ends_with("/ianvs_runner/__main__.py run\n"));
  CHECK(harness.text("folder") == "none\n");
  CHECK(harness.checked["./python"] ==
        InterpreterReport{"./python", true, "3.11.2", "/i", "0.6", ""});
}

TEST_CASE("an interpreter that can't be used is told of, and its test cases are given back") {
  const std::string rename = "; name another one with the algorithm's `python:` or with --python";
  const struct {
    std::string python, script, error;
  } table[] = {
      {"./python", "echo '{\"failed\": \"no module named core\"}'; exit 1", "no module named core"},
      {"./python", "echo no python >&2; exit 3",
       "'./python' ended (exit status 3) before it said whether it can import Ianvs: no python" +
           rename},
      {"./python", "exit 0",
       "'./python' ended (exit status 0) before it said whether it can import Ianvs, as no Python "
       "does" +
           rename},
      {"no-such-python", "", "cannot start 'no-such-python': not found in PATH" + rename},
  };
  for (const auto& row : table) {
    CAPTURE(row.error);
    PoolHarness harness;
    harness.write_program("python", row.script);
    enter_run_with(harness, {row.python});

    const auto result = harness.run(ianvs_attempt(7, row.python));

    CHECK(result.outcome == Outcome::cancelled);
    CHECK_FALSE(result.started);
    CHECK(result.message == row.error);
    CHECK(harness.checked[row.python] ==
          InterpreterReport{row.python, false, "", "", "", row.error});
    CHECK(harness.started.empty());
  }
}

TEST_CASE("an attempt whose interpreter is still being checked waits and keeps nobody waiting") {
  PoolHarness harness(workers(1));
  harness.write_program("python",
                        "test $2 = run || { mkfifo gate; echo >gate; }; " + interpreter("true"));
  enter_run_with(harness, {"./python"});
  harness.pool->take({ianvs_attempt(7, "./python"), attempt(8, writes_result)});
  harness.run_until_ended(1);
  REQUIRE(harness.ended.count(8) == 1);

  SUBCASE("until it is known") {
    harness.run_until_exists("gate");
    std::ifstream(harness.folder.path("gate")).get();
    harness.run_until_ended(2);
    CHECK(harness.ended[7].started);
    CHECK(harness.ended[7].message.starts_with("the test case ended without a result"));
  }
  SUBCASE("or until it is cancelled") {
    harness.pool->stop({AttemptId{7}}, true);
    CHECK(harness.ended[7].message == "cancelled before it started");
    CHECK_FALSE(harness.ended[7].started);
  }
  SUBCASE("or until all are cancelled") {
    harness.pool->stop_all();
    CHECK_FALSE(harness.ended[7].started);
  }
}

TEST_CASE("an attempt with an interpreter that the run has not named is given back") {
  PoolHarness harness;

  const auto result = harness.run(ianvs_attempt(7, "python9"));

  CHECK(result.outcome == Outcome::cancelled);
  CHECK(result.message == "the run names no interpreter 'python9'");
}
