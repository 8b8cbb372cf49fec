#include <doctest/doctest.h>

#include "tests/support/scheduler_harness.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;
using namespace ianvs::test;
using namespace std::chrono_literals;

namespace {

/// `count` test cases for the interpreter "py".
Plan plan_for_py(std::uint32_t count) {
  return PlanBuilder().algorithm(count).python("py").build();
}

SchedulerConfig more_may_come() {
  SchedulerConfig config;
  config.agents_may_join = true;
  return config;
}

const CannotBePlaced& last_unplaceable(const Harness& run) {
  const auto* notice = std::get_if<CannotBePlaced>(&run.notices().back());
  REQUIRE(notice != nullptr);
  return *notice;
}

std::vector<std::string> hosts(std::initializer_list<const char*> names) {
  return {names.begin(), names.end()};
}

}  // namespace

TEST_SUITE_BEGIN("scheduler: interpreters");

TEST_CASE("a test case of Ianvs waits until its agent says that the interpreter can be used") {
  Harness run(plan_for_py(2));

  run.joins('a', offer(1));
  CHECK(run.sent() == "");
  CHECK(run.noticed() == "arrived a");
  run.can_use('a', "py");

  CHECK(run.noticed() == "a can use py");
  CHECK(run.sent() == "a: start 1 (0)");
}

TEST_CASE("programs start at once, whatever is said of interpreters") {
  Harness run(PlanBuilder().algorithm(1).python("py").algorithm(1).build());

  run.joins('a', offer(2));
  CHECK(run.sent() == "a: start 1 (1)");
  run.cannot_use('a', "py");
  run.ends('a', 1);

  CHECK(run.sent() == "a: ack 1; a: dismiss");
}

TEST_CASE("an agent that lacks the interpreter gets none of its test cases, others get all") {
  Harness run(plan_for_py(4), more_may_come());
  run.joins('a', offer(2));
  run.joins('b', offer(2));
  run.noticed();

  run.cannot_use('a', "py");
  CHECK(run.noticed() == "a can't use py: 4 go elsewhere");
  run.can_use('b', "py");
  CHECK(run.sent() == "b: start 1 (0); b: start 2 (1)");
  run.ends('b', 1);
  run.ends('b', 2);

  CHECK(run.sent() == "b: ack 1; b: start 3 (2); b: ack 2; b: start 4 (3)");
}

TEST_CASE("each test case goes where its own interpreter is") {
  Harness run(PlanBuilder().algorithm(2).python("one").algorithm(2).python("two").build());
  run.joins('a', offer(4));
  run.joins('b', offer(4));

  run.can_use('a', "two");
  run.cannot_use('a', "one");
  run.can_use('b', "one");
  run.cannot_use('b', "two");

  CHECK(run.sent() == "a: start 1 (2); a: start 2 (3); b: start 3 (0); b: start 4 (1)");
}

TEST_CASE("without an agent that can use the interpreter the run ends, as if the job were wrong") {
  Harness run(plan_for_py(3));
  run.joins('a', offer(2));
  run.noticed();

  run.cannot_use('a', "py", "no module named core");

  CHECK(run.sent() == "a: dismiss");
  REQUIRE(run.notices().size() > 2);
  const auto* told = std::get_if<CannotBePlaced>(&run.notices()[1]);
  REQUIRE(told != nullptr);
  CHECK(told->test_cases == 3);
  CHECK(told->python == "py");
  CHECK(told->request.empty());
  CHECK(told->problems == std::vector<InterpreterProblem>{{"no module named core", hosts({"a"})}});
  CHECK(run.noticed() ==
        "a can't use py; unplaceable 0; done 0 cancelled; done 1 cancelled; done 2 cancelled");
  CHECK(run.scheduler().finished()->no_progress);
  CHECK(run.scheduler().finished()->no_interpreter);
}

TEST_CASE("what can run goes on; the rest is no progress") {
  Harness run(PlanBuilder().algorithm(1).python("bad").algorithm(2).python("good").build());
  run.joins('a', offer(1));

  run.cannot_use('a', "bad");
  CHECK_FALSE(run.is_finished());
  run.can_use('a', "good");
  run.ends('a', 1);
  CHECK_FALSE(run.is_finished());
  run.ends('a', 2);

  CHECK(run.sent() == "a: start 1 (1); a: ack 1; a: start 2 (2); a: ack 2; a: dismiss");
  const auto summary = run.scheduler().finished();
  REQUIRE(summary);
  CHECK(summary->succeeded == 2);
  CHECK(summary->cancelled == 1);
  CHECK(summary->no_progress);
  CHECK_FALSE(summary->no_interpreter);
}

TEST_CASE("nothing is hopeless before every agent has reported, or its time for that is over") {
  SchedulerConfig config;
  config.report_term = 1min;
  Harness run(plan_for_py(1), config);
  run.joins('a', offer(1));
  run.joins('b', offer(1));
  run.noticed();

  run.cannot_use('a', "py");
  CHECK(run.noticed() == "a can't use py: 1 go elsewhere");
  CHECK_FALSE(run.is_finished());
  CHECK(run.scheduler().next_deadline() == run.now() + 1min);
  run.passes(59s);
  CHECK_FALSE(run.is_finished());
  run.passes(1s);

  CHECK(run.is_finished());
  CHECK(run.sent() == "a: dismiss; b: dismiss");
  const auto* told = std::get_if<CannotBePlaced>(&run.notices()[0]);
  REQUIRE(told != nullptr);
  REQUIRE(told->problems.size() == 2);
  CHECK(told->problems[1].hosts == hosts({"b"}));
  CHECK(told->problems[1].error.find("does not say") != std::string::npos);
}

TEST_CASE("a report that comes after its time still counts") {
  SchedulerConfig config = more_may_come();
  config.report_term = 1min;
  Harness run(plan_for_py(1), config);
  run.joins('a', offer(1));
  run.passes(2min);
  CHECK(run.noticed() == "arrived a; unplaceable 0");

  run.can_use('a', "py");

  CHECK(run.sent() == "a: start 1 (0)");
}

TEST_CASE("an agent that was lost may come back with the interpreter") {
  Harness run(plan_for_py(1));
  run.joins('a', offer(1));
  run.joins('b', offer(1));
  run.is_lost('b');

  run.cannot_use('a', "py");
  CHECK_FALSE(run.is_finished());
  run.joins('b', offer(1));
  run.can_use('b', "py");

  CHECK(run.sent() == "b: start 1 (0)");
}

TEST_CASE("what an agent said holds in its next sessions, and is not told twice") {
  Harness run(plan_for_py(3), more_may_come());
  run.joins('a', offer(1));
  run.can_use('a', "py");
  run.is_lost('a');
  CHECK(run.sent() == "a: start 1 (0)");
  run.noticed();

  run.joins('a', offer(1));
  CHECK(run.sent() == "a: start 2 (0)");
  run.can_use('a', "py");

  CHECK(run.noticed() == "returned a");
}

TEST_CASE("where more agents may come, test cases wait for one that has the interpreter") {
  Harness run(plan_for_py(2), more_may_come());
  run.joins('a', offer(1));
  run.cannot_use('a', "py", "is missing");
  CHECK(last_unplaceable(run).more_may_come);
  run.noticed();

  run.joins('b', offer(1));
  CHECK(run.noticed() == "arrived b");
  run.cannot_use('b', "py", "is missing");
  CHECK(last_unplaceable(run).problems ==
        std::vector<InterpreterProblem>{{"is missing", hosts({"a", "b"})}});
  CHECK(run.noticed() == "b can't use py; unplaceable 0");
  run.joins('c', offer(1));
  run.can_use('c', "py");

  CHECK(run.sent() == "c: start 1 (0)");
}

TEST_CASE(
    "reasons are grouped, the commonest first, and test cases of one interpreter are told once") {
  Request large;
  large.resources.cpu = 2 * amount_unit;
  Harness run(
      PlanBuilder().algorithm(2).python("py").algorithm(3).python("py").request(large).build(),
      more_may_come());
  for (const char agent : {'a', 'b', 'c'}) {
    run.joins(agent, offer(4));
  }

  run.cannot_use('a', "py", "odd");
  run.cannot_use('b', "py", "common");
  run.cannot_use('c', "py", "common");

  const CannotBePlaced& told = last_unplaceable(run);
  CHECK(told.test_cases == 5);
  CHECK(told.problems ==
        std::vector<InterpreterProblem>{{"common", hosts({"b", "c"})}, {"odd", hosts({"a"})}});
  CHECK(run.noticed() ==
        "arrived a; arrived b; arrived c; a can't use py: 5 go elsewhere; "
        "b can't use py: 5 go elsewhere; c can't use py; unplaceable 0");
}

TEST_CASE("who has the interpreter may lack resources, and the other way round") {
  Harness run(PlanBuilder().algorithm(1).python("py").gpu(amount_unit).build());
  run.joins('a', offer(1, 1));
  run.joins('b', offer(1));
  run.can_use('b', "py");

  run.cannot_use('a', "py", "is missing");

  CHECK(run.sent() == "a: dismiss; b: dismiss");
  const auto told = std::get<CannotBePlaced>(run.notices()[4]);
  CHECK(told.request == "1 gpu");
  CHECK(told.nearest_offer.starts_with("b "));
  CHECK(told.problems == std::vector<InterpreterProblem>{{"is missing", hosts({"a"})}});
  CHECK_FALSE(run.scheduler().finished()->no_interpreter);
}

TEST_CASE(
    "an interpreter that can't be used any more gets nothing new, and gives back what waits") {
  Harness run(plan_for_py(3), more_may_come());
  run.joins('a', offer(2));
  run.can_use('a', "py");
  run.starts('a', 1);
  CHECK(run.sent() == "a: start 1 (0); a: start 2 (1)");

  run.cannot_use('a', "py");
  CHECK(run.sent() == "a: recall 2");
  run.gives_back('a', 2);
  run.ends('a', 1);
  CHECK(run.sent() == "a: ack 2; a: ack 1");
  run.can_use('a', "py");

  CHECK(run.sent() == "a: start 3 (1); a: start 4 (2)");
}

TEST_CASE("short test cases wait at an agent only behind those of the same interpreter") {
  Harness run(PlanBuilder().algorithm(4).python("one").algorithm(4).python("two").build());
  run.joins('a', offer(1));
  run.can_use('a', "one");
  run.ends('a', 1, Outcome::succeeded, 0.001);
  CHECK(run.sent() == "a: start 1 (0); a: ack 1; a: start 2 (1); a: start 3 (2); a: start 4 (3)");

  run.can_use('a', "two");
  CHECK(run.sent() == "");
  run.ends('a', 2, Outcome::succeeded, 0.001);
  run.ends('a', 3, Outcome::succeeded, 0.001);
  run.ends('a', 4, Outcome::succeeded, 0.001);

  CHECK(run.sent() == "a: ack 2; a: ack 3; a: ack 4; a: start 5 (4)");
}

TEST_CASE(
    "reports of strangers, of those that left, and of what the plan doesn't name change nothing") {
  Harness run(plan_for_py(1), more_may_come());
  run.joins('a', offer(1));
  run.says_goodbye('a');
  run.noticed();

  run.can_use('a', "py");
  run.can_use('?', "py");
  run.joins('b', offer(1));
  run.can_use('b', "other");

  CHECK(run.noticed() == "arrived b");
}

TEST_CASE("after the end nobody's report matters") {
  Harness run(plan_for_py(1));
  run.joins('a', offer(1));
  run.can_use('a', "py");
  run.ends('a', 1);
  run.sent();
  run.noticed();

  run.cannot_use('a', "py");

  CHECK(run.noticed() == "");
}

TEST_CASE("after a resume agents report anew, and what was started before is no wrong job") {
  Harness first(plan_for_py(2));
  first.joins('a', offer(1));
  first.can_use('a', "py");
  first.ends('a', 1);
  CHECK(first.sent() == "a: start 1 (0); a: ack 1; a: start 2 (1)");

  Harness second(plan_for_py(2), {}, first.journal());
  second.joins('b', offer(1));
  second.cannot_use('b', "py");
  CHECK_FALSE(second.is_finished());  // a may come back with attempt 2
  second.passes(13s);

  CHECK(second.sent() == "b: dismiss");
  CHECK(second.scheduler().finished()->no_progress);
  CHECK_FALSE(second.scheduler().finished()->no_interpreter);
}

TEST_SUITE_END();
