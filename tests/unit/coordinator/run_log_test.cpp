#include "coordinator/run_log.hpp"

#include <doctest/doctest.h>

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {

const AgentId first_agent{{{1}}}, second_agent{{{2}}};

AgentArrived arrived(AgentId agent, const std::string& host) {
  AgentArrived notice;
  notice.agent = agent;
  notice.host = host;
  notice.pid = 7;
  return notice;
}

AttemptResult ended(Outcome outcome, double wall_seconds) {
  AttemptResult result;
  result.outcome = outcome;
  result.started = true;
  result.usage.wall_seconds = wall_seconds;
  result.usage.user_seconds = 1;
  result.usage.system_seconds = 0.5;
  result.stderr_tail = "Traceback";
  return result;
}

TestCaseDone done(Outcome outcome, AgentId agent, double wall_seconds, bool replaces = false) {
  TestCaseDone notice;
  notice.outcome = outcome;
  notice.attempts = 2;
  notice.agent = agent;
  notice.result = ended(outcome, wall_seconds);
  notice.replaces = replaces;
  return notice;
}

}  // namespace

TEST_CASE("a test case's own figures are those of the attempt that decided, its sums of all") {
  RunLog log(2);
  log.add(arrived(first_agent, "north"));
  log.add(AttemptRetried{{0}, 1, first_agent, ended(Outcome::crashed, 3)});
  log.add(done(Outcome::succeeded, first_agent, 2));

  const TestCaseLog& test_case = log.test_cases()[0];
  CHECK(test_case.is_done);
  CHECK(test_case.outcome == Outcome::succeeded);
  CHECK(test_case.attempts == 2);
  CHECK(test_case.result.usage.wall_seconds == 2);
  CHECK(test_case.result.stderr_tail.empty());
  CHECK(test_case.all_wall_seconds == 5);
  CHECK(test_case.all_cpu_seconds == 3);
  CHECK_FALSE(log.test_cases()[1].is_done);
  CHECK(log.agents()[0].succeeded == 1);
}

TEST_CASE(
    "a divided test case took what those attempts took that counted, and all attempts in sum") {
  RunLog log(1);
  log.add(arrived(first_agent, "north"));
  for (const std::uint32_t partition : {2U, 1U}) {
    PartitionDone part;
    part.partition = partition;
    part.agent = first_agent;
    part.result = ended(Outcome::succeeded, 10 * partition);
    part.result.usage.peak_ram_bytes = 1000 * partition;
    log.add(part);
  }
  log.add(AttemptRetried{{0}, 1, first_agent, ended(Outcome::failed, 5), 0});

  log.add(done(Outcome::succeeded, first_agent, 2));

  const TestCaseLog& test_case = log.test_cases()[0];
  CHECK(test_case.result.usage.wall_seconds == 32);
  CHECK(test_case.result.usage.user_seconds == 3);
  CHECK(test_case.result.usage.system_seconds == 1.5);
  CHECK(test_case.result.usage.peak_ram_bytes == 2000);
  CHECK(test_case.all_wall_seconds == 37);
  CHECK(test_case.all_cpu_seconds == 6);
}

TEST_CASE("a late success takes the place of the failure, also in its agent's count") {
  RunLog log(1);
  log.add(arrived(first_agent, "north"));
  log.add(arrived(second_agent, "south"));
  log.add(done(Outcome::failed, first_agent, 1));
  CHECK(log.find_agent(first_agent)->failed == 1);

  log.add(done(Outcome::succeeded, second_agent, 1, true));

  CHECK(log.test_cases()[0].outcome == Outcome::succeeded);
  CHECK(log.find_agent(first_agent)->failed == 0);
  CHECK(log.find_agent(second_agent)->succeeded == 1);
}

TEST_CASE("an agent that comes back is one agent, and its losses add up") {
  RunLog log(1);
  AgentGone gone;
  gone.agent = first_agent;
  gone.reason = "no sign of life for 12s";
  gone.attempts_lost = 2;

  log.add(arrived(first_agent, "north"));
  log.add(gone);
  CHECK(log.agents()[0].gone == "no sign of life for 12s");
  log.add(arrived(first_agent, "north"));
  CHECK(log.agents()[0].gone.empty());
  log.add(gone);

  REQUIRE(log.agents().size() == 1);
  CHECK(log.agents()[0].attempts_lost == 4);
  CHECK(log.agents()[0].host == "north");
  CHECK(log.find_agent(second_agent) == nullptr);
}

TEST_CASE("notices of agents that nobody told of are no harm, and the first reason to stop stays") {
  RunLog log(1);
  log.add(done(Outcome::cancelled, second_agent, 0));
  log.add(AgentGone{});
  log.add(Stopping{"5 test cases failed"});
  log.add(Stopping{"Ctrl-C"});

  CHECK(log.agents().empty());
  CHECK(log.stop_reason() == "5 test cases failed");
}

TEST_CASE("of an agent's interpreters the last word counts, each where it was first told") {
  RunLog log(1);
  log.add(arrived(first_agent, "north"));
  const auto say = [&log](AgentId agent, const std::string& python, bool usable) {
    InterpreterChecked checked;
    checked.agent = agent;
    checked.report.python = python;
    checked.report.usable = usable;
    log.add(checked);
  };

  say(first_agent, "a", false);
  say(first_agent, "b", true);
  say(first_agent, "a", true);
  say(second_agent, "a", true);

  const auto& interpreters = log.agents().at(0).interpreters;
  REQUIRE(interpreters.size() == 2);
  CHECK(interpreters[0].python == "a");
  CHECK(interpreters[0].usable);
  CHECK(interpreters[1].python == "b");
  CHECK(log.agents().size() == 1);
}
