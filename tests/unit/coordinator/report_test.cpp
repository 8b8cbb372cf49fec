#include "coordinator/report.hpp"

#include <doctest/doctest.h>

#include "common/value.hpp"
#include "tests/support/rank_plan.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {

struct Run {
  Plan plan = small_plan();
  std::vector<TestCaseId> ids = std::vector<TestCaseId>(3);
  RunLog log{3};
  ReportFacts facts;

  Run() {
    plan.job.name = "digits";
    facts.run = {4};
    facts.run_folder = "./ws/digits/runs/4";
    facts.started_at = {1'795'536'035'000};
    facts.elapsed = std::chrono::seconds(2);
    facts.summary.succeeded = 1;
    AgentArrived agent;
    agent.host = "nor\xffth";
    agent.pid = 42;
    agent.offer.workers = 3;
    agent.offer.resources.cpu = 25'000;
    agent.offer.gpus = {"0"};
    log.add(agent);
    InterpreterChecked checked;
    checked.report = {"./venv/bin/python", true, "3.11.2", "/ianvs/core", "0.6.0.1", ""};
    log.add(checked);
  }

  void end(std::uint32_t test_case, AttemptResult result, Outcome outcome,
           std::uint32_t partition = 0) {
    result.started = true;
    log.add(
        TestCaseDone{{test_case}, outcome, 1, AgentId{}, std::move(result), false, 1, partition});
  }

  Value report() const {
    std::string text;
    write_report(facts, plan, ids, log, [&text](std::string_view part) { text += part; });
    auto value = parse_json(text);
    REQUIRE(value.has_value());
    return *value;
  }
};

const Value& at(const Value& value, const char* key) {
  REQUIRE_MESSAGE(value.find(key) != nullptr, key);
  return *value.find(key);
}

const Value& test_case(const Value& report, std::size_t i) {
  return at(report, "test_cases").as_list()->at(i);
}

}  // namespace

TEST_CASE("the report tells of the run, its agents and each test case") {
  Run run;
  AttemptResult result;
  result.outcome = Outcome::succeeded;
  result.exit_status = 0;
  result.usage = {3, 1, 0.5, 1000};
  result.metrics_json = R"({"accuracy": NaN, "f1": 0.5})";
  result.output_dir = "./ws/digits/svc/x";
  run.end(0, result, Outcome::succeeded);

  const Value report = run.report();

  CHECK(at(report, "run") == Value(4));
  CHECK(at(report, "job") == Value("digits"));
  CHECK(at(report, "started_at") == Value("2026-11-24T16:00:35Z"));
  CHECK(at(report, "exit_code") == Value(0));
  CHECK(at(report, "stop_reason").is_none());
  CHECK(at(at(report, "totals"), "wall_seconds") == Value(3.0));
  CHECK(at(at(report, "totals"), "speed_up") == Value(1.5));
  const Value& agent = at(report, "agents").as_list()->at(0);
  CHECK(at(agent, "host") == Value("nor\ufffdth"));
  CHECK(at(agent, "cpu") == Value(2.5));
  CHECK(at(agent, "gpus") == Value(Value::List{"0"}));
  CHECK(at(agent, "interpreters").as_list()->at(0) ==
        Value(Value::Dict{{"python", "./venv/bin/python"},
                          {"usable", true},
                          {"version", "3.11.2"},
                          {"ianvs", "/ianvs/core"},
                          {"sedna", "0.6.0.1"},
                          {"error", Value()}}));
  const Value& first = test_case(report, 0);
  CHECK(at(first, "outcome") == Value("succeeded"));
  CHECK(at(first, "agent") == at(agent, "id"));
  CHECK(at(first, "metrics") == Value(Value::Dict{{"accuracy", "nan"}, {"f1", 0.5}}));
  CHECK(
      at(first, "modules") ==
      Value(Value::List{Value::Dict{
          {"type", "basemodel"}, {"name", "svc"}, {"hyperparameters", Value::Dict{{"C", "1"}}}}}));
  CHECK(at(first, "cpu_seconds") == Value(1.5));
  CHECK(at(first, "stdout") ==
        Value("./ws/digits/runs/4/logs/00000000-0000-0000-0000-000000000000.1.out"));
  CHECK(at(first, "stderr") ==
        Value("./ws/digits/runs/4/logs/00000000-0000-0000-0000-000000000000.1.err"));
}

TEST_CASE("a failure is reported as its last attempt ended, with its message") {
  Run run;
  AttemptResult result;
  result.outcome = Outcome::crashed;
  result.signal = 11;
  result.message = "killed by signal 11\nlook for a core file";
  run.end(1, result, Outcome::failed);

  const Value report = run.report();
  const Value& failed = test_case(report, 1);

  CHECK(at(failed, "outcome") == Value("crashed"));
  CHECK(at(failed, "signal") == Value(11));
  CHECK(at(failed, "exit_status").is_none());
  CHECK(at(failed, "message") == Value("killed by signal 11"));
  CHECK(at(failed, "hint") == Value("look for a core file"));
  CHECK(at(failed, "metrics").is_none());
}

TEST_CASE("of a divided test case the report tells which partition failed it") {
  Run run;
  run.plan.algorithms[0].partitions = 4;
  AttemptResult result;
  result.outcome = Outcome::failed;
  run.end(0, result, Outcome::failed, 3);

  const Value report = run.report();

  CHECK(at(test_case(report, 0), "partitions") == Value(4));
  CHECK(at(test_case(report, 0), "partition") == Value(3));
  CHECK(*at(test_case(report, 0), "stderr").as_string() ==
        "./ws/digits/runs/4/logs/00000000-0000-0000-0000-000000000000.p3.1.err");
  CHECK(at(test_case(report, 2), "partitions") == Value(1));
  CHECK(at(test_case(report, 2), "partition").is_none());
}

TEST_CASE("what never started and a run of no time have nulls") {
  Run run;
  run.facts.elapsed = {};
  run.log.add(Stopping{"Ctrl-C"});

  const Value report = run.report();

  CHECK(at(report, "stop_reason") == Value("Ctrl-C"));
  CHECK(at(at(report, "totals"), "speed_up").is_none());
  for (const char* key : {"outcome", "agent", "wall_seconds", "message", "url", "stderr"}) {
    CHECK(at(test_case(report, 2), key).is_none());
  }
}
