#include "coordinator/scheduler.hpp"

#include <doctest/doctest.h>

#include "tests/support/scheduler_harness.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;
using namespace ianvs::test;
using namespace std::chrono_literals;

TEST_SUITE_BEGIN("scheduler");

TEST_CASE("test cases start in plan order as slots come free, and the run ends with the last one") {
  Harness run(simple_plan(3));

  run.joins('a', offer(2));
  CHECK(run.sent() == "a: start 1 (0); a: start 2 (1)");
  run.starts('a', 1);
  run.starts('a', 2);
  CHECK(run.scheduler().counts().running == 2);
  run.ends('a', 2);
  CHECK(run.sent() == "a: ack 2; a: start 3 (2)");
  run.ends('a', 1);
  CHECK(run.sent() == "a: ack 1");
  CHECK_FALSE(run.is_finished());
  run.ends('a', 3);

  CHECK(run.sent() == "a: ack 3; a: dismiss");
  CHECK(run.recorded() ==
        "taken a; assigned 1 (0) a; assigned 2 (1) a; ended 2 succeeded; case 1 succeeded by 2; "
        "assigned 3 (2) a; ended 1 succeeded; case 0 succeeded by 1; ended 3 succeeded; "
        "case 2 succeeded by 3");
  CHECK(run.noticed() ==
        "arrived a; began 1; began 2; done 1 succeeded; done 0 succeeded; done 2 succeeded");
  CHECK(run.scheduler().finished()->succeeded == 3);
  CHECK_FALSE(run.scheduler().finished()->stopped);
}

TEST_CASE("a higher priority starts first, whatever its place in the plan") {
  Harness run(PlanBuilder().algorithm(2).algorithm(1).priority(5).build());

  run.joins('a', offer(2));

  CHECK(run.sent() == "a: start 1 (2); a: start 2 (0)");
}

TEST_CASE("a failure of its own is retried as often as the job says, then the test case failed") {
  Harness run(simple_plan(1, 1));
  run.joins('a', offer(1));
  CHECK(run.sent() == "a: start 1 (0)");

  run.ends('a', 1, Outcome::crashed);
  CHECK(run.sent() == "a: ack 1; a: start 2 (0)");
  run.ends('a', 2, Outcome::timed_out);

  CHECK(run.sent() == "a: ack 2; a: dismiss");
  CHECK(run.noticed() == "arrived a; retried 0 crashed; done 0 failed");
  CHECK(run.scheduler().finished()->failed == 1);
}

TEST_CASE("a retry goes before test cases that have not started") {
  Harness run(simple_plan(3, 1));
  run.joins('a', offer(1));

  run.ends('a', 1, Outcome::failed);

  CHECK(run.sent() == "a: start 1 (0); a: ack 1; a: start 2 (0)");
}

TEST_CASE("a result that is told twice is acknowledged twice and counted once") {
  Harness run(simple_plan(2));
  run.joins('a', offer(1));
  run.ends('a', 1);
  CHECK(run.sent() == "a: start 1 (0); a: ack 1; a: start 2 (1)");
  run.recorded();

  run.ends('a', 1);
  run.ends('a', 1, Outcome::failed);

  CHECK(run.sent() == "a: ack 1; a: ack 1");
  CHECK(run.recorded() == "");
  CHECK(run.scheduler().counts().succeeded == 1);
}

TEST_CASE("results of attempts that never were are acknowledged, so that they are forgotten") {
  Harness run(simple_plan(1));
  run.joins('a', offer(1));
  run.sent();
  run.recorded();

  run.ends('a', 77);

  CHECK(run.sent() == "a: ack 77");
  CHECK(run.recorded() == "");
}

TEST_CASE("nobody speaks for an agent that is here") {
  Harness run(simple_plan(1));
  run.joins('a', offer(1));
  run.joins('b', offer(1));
  CHECK(run.sent() == "a: start 1 (0)");

  run.starts('b', 1);
  run.ends('b', 1);
  run.heartbeat('b', {1});

  CHECK(run.sent() == "");
  CHECK(run.scheduler().counts().waiting == 1);
}

TEST_CASE("what a stranger says changes nothing") {
  Harness run(simple_plan(1));
  run.joins('a', offer(1));
  CHECK(run.sent() == "a: start 1 (0)");
  run.recorded();

  run.starts('x', 1);
  run.ends('x', 1);
  run.heartbeat('x', {1, 2});
  run.is_lost('x');
  run.happens(AgentSuspected{agent_id('x')});
  run.happens(AgentHeard{agent_id('x')});
  run.happens(AgentDrains{agent_id('x'), ""});

  CHECK(run.sent() == "");
  CHECK(run.recorded() == "");
}

TEST_CASE("an attempt that is given back unstarted costs nothing and goes to the front") {
  Harness run(simple_plan(3));
  run.joins('a', offer(1));
  run.joins('b', offer(1));
  CHECK(run.sent() == "a: start 1 (0); b: start 2 (1)");

  run.happens(AgentDrains{agent_id('a'), "SIGTERM"});
  run.gives_back('a', 1);
  CHECK(run.sent() == "a: ack 1");
  run.ends('b', 2);

  CHECK(run.sent() == "b: ack 2; b: start 3 (0)");
  CHECK(run.noticed() == "arrived a; arrived b; done 1 succeeded");
}

TEST_CASE("an agent that gives back unasked gets nothing for a second") {
  Harness run(simple_plan(1));
  run.joins('a', offer(1));
  run.gives_back('a', 1);
  CHECK(run.sent() == "a: start 1 (0); a: ack 1");

  CHECK(run.scheduler().next_deadline() == run.now() + 1s);
  run.passes(999ms);
  CHECK(run.sent() == "");
  run.passes(1ms);

  CHECK(run.sent() == "a: start 2 (0)");
}

TEST_CASE("a program that can't be started is a failure, though nothing started") {
  Harness run(simple_plan(1));
  run.joins('a', offer(1));
  AttemptResult result;
  result.attempt = AttemptId{1};
  result.outcome = Outcome::failed;

  run.happens(AttemptReported{agent_id('a'), result});

  CHECK(run.sent() == "a: start 1 (0); a: ack 1; a: dismiss");
  CHECK(run.scheduler().finished()->failed == 1);
}

TEST_CASE("an agent that is suspected or drains gets nothing new") {
  Harness run(simple_plan(4));
  run.joins('a', offer(2));
  run.sent();

  run.happens(AgentSuspected{agent_id('a')});
  run.ends('a', 1);
  CHECK(run.sent() == "a: ack 1");
  run.happens(AgentHeard{agent_id('a')});
  CHECK(run.sent() == "a: start 3 (2)");
  run.happens(AgentDrains{agent_id('a'), ""});
  run.ends('a', 2);

  CHECK(run.sent() == "a: ack 2");
}

TEST_CASE("GPUs are named in the order to start") {
  Harness run(
      PlanBuilder().algorithm(3).gpu(amount_unit / 2).algorithm(1).gpu(amount_unit).build());

  run.joins('a', offer(8, 2));

  CHECK(run.sent() == "a: start 1 (0) gpu0; a: start 2 (1) gpu0; a: start 3 (2) gpu1");
  run.ends('a', 3);
  CHECK(run.sent() == "a: ack 3; a: start 4 (3) gpu1");
}

TEST_CASE("100,000 test cases are taken in and half of them run through one agent") {
  const Plan plan = simple_plan(100'000);
  Scheduler scheduler(plan, {}, {});
  Actions actions;
  Time now{};
  scheduler.handle(AgentJoined{agent_id('a'), "a", 1, true, offer(4), {}}, now, actions);
  std::size_t ended = 0;
  while (ended < 50'000) {
    const std::vector<Order> orders = std::exchange(actions, {}).send;
    for (const Order& order : orders) {
      if (const auto* start = std::get_if<StartOrder>(&order.what)) {
        AttemptResult result;
        result.attempt = start->attempt;
        result.outcome = Outcome::succeeded;
        result.started = true;
        result.usage.wall_seconds = 0.001;
        now += 1us;
        scheduler.handle(AttemptReported{agent_id('a'), result}, now, actions);
        ++ended;
      }
    }
  }
  CHECK(scheduler.counts().succeeded == ended);
}

TEST_SUITE_END();
