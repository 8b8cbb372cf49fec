#include "coordinator/summary.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/support/toy_plan.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {

TestCaseDone failed(std::uint32_t test_case, std::string message, std::string tail = "") {
  TestCaseDone done;
  done.test_case = {test_case};
  done.outcome = Outcome::failed;
  done.attempts = done.number = 1;
  done.result.outcome = Outcome::failed;
  done.result.message = std::move(message);
  done.result.stderr_tail = std::move(tail);
  return done;
}

struct Fixture {
  Plan plan = toy_plan();
  std::vector<TestCaseId> ids = test_case_ids(plan, RunId{1});
  Failures failures;
  RunEnd end{{.succeeded = 1, .failed = 3},    ExitCode::some_failed,
             std::chrono::seconds(3),          RunId{1},
             "./workspace/digits/runs/1",      "./workspace/digits/rank",
             {"all_rank.csv", "resources.csv"}};
};

}  // namespace

TEST_CASE_FIXTURE(
    Fixture,
    "failures of one cause are told once, with how many there are and the first one's log") {
  failures.add(failed(3, "exit status 2", "KeyError: 'x'\n"));
  failures.add(failed(1, "exit status 1", "Traceback\nValueError: bad\n"));
  failures.add(failed(2, "exit status 1", "Traceback elsewhere\nValueError: bad\n"));

  const auto lines = summary_lines(end, failures, plan, ids);

  const std::vector<std::string> expected = {
      "1 of 4 test cases succeeded in 3.0s, 3 failed",
      "  2 x failed: exit status 1: ValueError: bad",
      "      first: svc C=1 kernel=poly, ./workspace/digits/runs/1/logs/" + uuid_text(ids[1]) +
          ".1.err",
      "  1 x failed: exit status 2: KeyError: 'x'",
      "      first: svc C=10 kernel=poly, ./workspace/digits/runs/1/logs/" + uuid_text(ids[3]) +
          ".1.err",
      "leaderboard: ./workspace/digits/rank (all_rank.csv, resources.csv)",
      "run: ./workspace/digits/runs/1 (report.json, logs/)"};
  CHECK(lines == expected);
}

TEST_CASE_FIXTURE(Fixture, "exceptions with one place and message are one cause, with what to do") {
  const std::string message = "svc.py:31 in train: ValueError: bad\nGive C\nas a number.";
  failures.add(failed(0, message, "wall of text\nValueError: bad\n"));
  failures.add(failed(2, message, "another wall\nValueError: bad\n"));

  const auto lines = summary_lines(end, failures, plan, ids);

  CHECK(lines[1] == "  2 x failed: svc.py:31 in train: ValueError: bad");
  CHECK(lines[2] == "      Give C as a number.");
  CHECK(lines[3].starts_with("      first: svc C=1 kernel=rbf, "));
}

TEST_CASE_FIXTURE(Fixture, "the log of a failed partition is that of its own attempt") {
  auto done = failed(3, "exit status 2");
  done.attempts = 6;
  done.number = done.partition = 2;
  failures.add(done);

  CHECK(summary_lines(end, failures, plan, ids)[2].ends_with(uuid_text(ids[3]) + ".p2.2.err"));
}

TEST_CASE_FIXTURE(Fixture, "a late success takes its failure back") {
  failures.add(failed(1, "its agent went away"));
  TestCaseDone late;
  late.test_case = {1};
  late.outcome = Outcome::succeeded;
  late.replaces = true;

  failures.add(late);

  CHECK(failures.causes().empty());
}

TEST_CASE_FIXTURE(Fixture, "where all went well, that is the first line") {
  end.summary = {.succeeded = 4};

  CHECK(summary_lines(end, failures, plan, ids)[0] == "all 4 test cases succeeded in 3.0s");
}

TEST_CASE_FIXTURE(Fixture, "scripts get the same as one JSON object") {
  failures.add(failed(1, "exit status 1"));

  const auto json = nlohmann::json::parse(summary_json(end, failures, plan, ids));

  CHECK(json["name"] == "digits");
  CHECK(json["run"] == 1);
  CHECK(json["exit_code"] == 1);
  CHECK(json["test_cases"] == 4);
  CHECK(json["succeeded"] == 1);
  CHECK(json["failed"] == 3);
  CHECK(json["cancelled"] == 0);
  CHECK(json["causes"][0]["cause"] == "failed: exit status 1");
  CHECK(json["causes"][0]["hint"] == nullptr);
  CHECK(json["causes"][0]["test_cases"] == 1);
  CHECK(json["rank_files"][0] == "./workspace/digits/rank/all_rank.csv");
  CHECK(json["run_folder"] == "./workspace/digits/runs/1");
}
