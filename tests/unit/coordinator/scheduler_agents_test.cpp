#include <doctest/doctest.h>

#include "tests/support/scheduler_harness.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;
using namespace ianvs::test;
using namespace std::chrono_literals;

TEST_SUITE_BEGIN("scheduler: agents come and go");

TEST_CASE("what a lost agent ran starts again elsewhere, before all that has not started") {
  Harness run(simple_plan(4));
  run.joins('a', offer(2));
  run.starts('a', 1);
  run.sent();
  run.recorded();
  run.noticed();

  run.is_lost('a');
  CHECK(run.sent() == "");
  CHECK(run.recorded() == "ended 1 lost; ended 2 lost");
  CHECK(run.noticed() == "gone a; retried 0 lost");
  run.joins('b', offer(3));

  CHECK(run.sent() == "b: start 3 (0); b: start 4 (1); b: start 5 (2)");
}

TEST_CASE("the notice of a lost agent counts what was lost with it") {
  Harness run(simple_plan(2));
  run.joins('a', offer(2));
  run.starts('a', 2);
  run.sent();
  run.noticed();

  run.is_lost('a');

  const auto& gone = std::get<AgentGone>(run.notices().front());
  CHECK(gone.attempts_lost == 1);
  CHECK(gone.lost);
  CHECK(gone.reason == "its connection broke");
}

TEST_CASE("an agent that is lost twice is lost once") {
  Harness run(simple_plan(1));
  run.joins('a', offer(1));
  run.starts('a', 1);
  run.is_lost('a');
  run.sent();
  run.recorded();

  run.is_lost('a');

  CHECK(run.recorded() == "");
}

TEST_CASE(
    "a result that comes back after its agent was given up counts, and its replacement is "
    "cancelled") {
  Harness run(simple_plan(1));
  run.joins('a', offer(1));
  run.starts('a', 1);
  run.is_lost('a');
  run.joins('b', offer(1));
  run.starts('b', 2);
  CHECK(run.sent() == "a: start 1 (0); b: start 2 (0)");
  run.recorded();

  run.joins('a', offer(1), {1});
  run.ends('a', 1);

  CHECK(run.sent() == "a: ack 1; b: cancel 2; a: dismiss; b: dismiss");
  CHECK(run.recorded() == "taken a; ended 1 succeeded; case 0 succeeded by 1");
}

TEST_CASE("an attempt that comes back before its replacement started recalls the replacement") {
  Harness run(simple_plan(2));
  run.joins('a', offer(1));
  run.starts('a', 1);
  run.is_lost('a');
  run.joins('b', offer(1));
  CHECK(run.sent() == "a: start 1 (0); b: start 2 (0)");

  run.joins('a', offer(1), {1});
  CHECK(run.sent() == "b: recall 2");
  run.gives_back('b', 2);
  CHECK(run.sent() == "b: ack 2; b: start 3 (1)");
  run.ends('a', 1);

  CHECK(run.sent() == "a: ack 1");
  CHECK(run.scheduler().counts().succeeded == 1);
}

TEST_CASE("an attempt that comes back while its test case waits takes it out of the queue") {
  Harness run(simple_plan(1));
  run.joins('a', offer(1));
  run.starts('a', 1);
  run.is_lost('a');
  run.sent();

  run.joins('a', offer(1), {1});

  CHECK(run.sent() == "");
  CHECK(run.scheduler().counts().running == 1);
  run.ends('a', 1);
  CHECK(run.sent() == "a: ack 1; a: dismiss");
}

TEST_CASE("if elder and replacement both run, the first success counts and the other is stopped") {
  Harness run(simple_plan(1));
  run.joins('a', offer(1));
  run.starts('a', 1);
  run.is_lost('a');
  run.joins('b', offer(1));
  run.starts('b', 2);
  run.joins('a', offer(1), {1});
  run.sent();
  run.recorded();

  run.ends('b', 2);

  CHECK(run.sent() == "b: ack 2; a: cancel 1; a: dismiss; b: dismiss");
  CHECK(run.recorded() == "ended 2 succeeded; case 0 succeeded by 2");
}

TEST_CASE("a second success is recorded as stale, acknowledged and counted nowhere") {
  Harness run(simple_plan(2));
  run.joins('a', offer(1));
  run.starts('a', 1);
  run.is_lost('a');
  run.joins('b', offer(1));
  run.starts('b', 2);
  run.joins('a', offer(1), {1});
  run.ends('b', 2);
  run.starts('b', 3);
  CHECK(run.sent() == "a: start 1 (0); b: start 2 (0); b: ack 2; a: cancel 1; b: start 3 (1)");
  run.recorded();
  run.noticed();

  run.ends('a', 1);

  CHECK(run.sent() == "a: ack 1");
  CHECK(run.recorded() == "ended 1 stale");
  CHECK(run.noticed() == "");
}

TEST_CASE("a failure of an attempt that was given up ends nothing while another one lives") {
  Harness run(simple_plan(1));
  run.joins('a', offer(1));
  run.starts('a', 1);
  run.is_lost('a');
  run.joins('b', offer(1));
  run.starts('b', 2);
  run.joins('a', offer(1), {1});
  run.sent();

  run.ends('a', 1, Outcome::failed);
  CHECK(run.sent() == "a: ack 1");
  CHECK_FALSE(run.is_finished());
  run.ends('b', 2);

  CHECK(run.sent() == "b: ack 2; a: dismiss; b: dismiss");
  CHECK(run.scheduler().finished()->succeeded == 1);
}

TEST_CASE("a late failure takes the place of the loss, and ends what has no retries left") {
  Harness run(simple_plan(1));
  run.joins('a', offer(1));
  run.starts('a', 1);
  run.is_lost('a');
  run.sent();

  run.joins('a', offer(0), {1});
  run.ends('a', 1, Outcome::failed);

  CHECK(run.sent() == "a: ack 1; a: dismiss");
  CHECK(run.scheduler().finished()->failed == 1);
}

TEST_CASE(
    "a test case is failed when its agents went away five times, unstarted attempts not counted") {
  SchedulerConfig config;
  config.agents_may_join = true;
  Harness run(simple_plan(1), config);
  std::uint64_t attempt = 0;
  for (int loss = 1; loss <= 5; ++loss) {
    run.joins('a', offer(1));
    ++attempt;
    run.is_lost('a');  // before it started
    run.joins('a', offer(1));
    run.starts('a', ++attempt);
    CHECK_FALSE(run.is_finished());
    run.is_lost('a');
  }

  CHECK(run.is_finished());
  CHECK(run.scheduler().finished()->failed == 1);
  run.sent();
}

TEST_CASE("a late success saves a test case that lost agents had failed, until the run has ended") {
  SchedulerConfig config;
  config.lost_budget = 1;
  Harness run(simple_plan(2), config);
  run.joins('a', offer(1));
  run.joins('b', offer(1));
  run.starts('a', 1);
  run.is_lost('a');
  CHECK(run.sent() == "a: start 1 (0); b: start 2 (1)");
  CHECK(run.scheduler().counts().failed == 1);

  run.joins('a', offer(1), {1});
  CHECK(run.sent() == "");
  run.noticed();
  run.ends('a', 1);

  CHECK(run.sent() == "a: ack 1");
  CHECK(run.noticed() == "saved 0 succeeded");
  CHECK(run.scheduler().counts().failed == 0);
  CHECK(run.scheduler().counts().succeeded == 1);
}

TEST_CASE("a failure that a late success undid does not count for max_failures") {
  SchedulerConfig config;
  config.lost_budget = 1;
  config.max_failures.count = 2;
  Harness run(simple_plan(4), config);
  run.joins('a', offer(1));
  run.joins('b', offer(1));
  run.starts('a', 1);
  run.is_lost('a');
  run.joins('a', offer(1), {1});
  run.ends('a', 1);
  REQUIRE(run.scheduler().counts().failed == 0);
  run.noticed();

  run.ends('b', 2, Outcome::failed);

  CHECK(run.scheduler().counts().failed == 1);
  CHECK(run.noticed().find("stopping") == std::string::npos);
  CHECK(run.sent().ends_with("b: start 4 (3)"));
}

TEST_CASE("a success after the run's end waits in the spool, unacknowledged") {
  SchedulerConfig config;
  config.lost_budget = 1;
  Harness run(simple_plan(1), config);
  run.joins('a', offer(1));
  run.starts('a', 1);
  run.is_lost('a');
  REQUIRE(run.is_finished());
  run.sent();
  run.recorded();

  run.joins('a', offer(1), {1});
  run.ends('a', 1);

  CHECK(run.sent() == "a: dismiss");
  CHECK(run.recorded() == "");
}

TEST_CASE("an agent that comes back in a new session without an attempt has lost it") {
  Harness run(simple_plan(3));
  run.joins('a', offer(3));
  run.starts('a', 1);
  run.starts('a', 2);
  run.sent();
  run.recorded();

  run.joins('a', offer(3), {2});

  CHECK(run.recorded() == "ended 1 lost; ended 3 lost; assigned 4 (0) a; assigned 5 (2) a");
  CHECK(run.sent() == "a: start 4 (0); a: start 5 (2)");
}

TEST_CASE(
    "what an agent holds although nobody wants it is cancelled, what has ended is acknowledged "
    "again") {
  Harness run(simple_plan(2));
  run.joins('a', offer(1));
  run.ends('a', 1);
  CHECK(run.sent() == "a: start 1 (0); a: ack 1; a: start 2 (1)");

  run.joins('a', offer(1), {1, 2, 99});

  CHECK(run.sent() == "a: ack 1; a: cancel 99");
}

TEST_CASE(
    "an attempt that two reports in a row don't name is gone; one report may have crossed the "
    "order") {
  Harness run(simple_plan(2));
  run.joins('a', offer(2));
  CHECK(run.sent() == "a: start 1 (0); a: start 2 (1)");

  run.heartbeat('a', {1});
  run.heartbeat('a', {1, 2});
  run.heartbeat('a', {1});
  CHECK(run.sent() == "");
  run.heartbeat('a', {1});

  CHECK(run.sent() == "a: start 3 (1)");
}

TEST_CASE("an attempt that was taken for gone and turns up again is kept") {
  Harness run(simple_plan(1));
  run.joins('a', offer(2));
  run.heartbeat('a', {});
  run.heartbeat('a', {});
  CHECK(run.sent() == "a: start 1 (0); a: start 2 (0)");

  run.starts('a', 1);

  CHECK(run.sent() == "a: recall 2");
  run.ends('a', 1);
  CHECK(run.sent() == "a: ack 1; a: cancel 2; a: dismiss");
}

TEST_CASE("a cancel that may have got lost is said again") {
  Harness run(simple_plan(2));
  run.joins('a', offer(1));
  run.starts('a', 1);
  run.is_lost('a');
  run.joins('b', offer(1));
  run.starts('b', 2);
  run.joins('a', offer(1), {1});
  run.ends('a', 1);
  run.starts('a', 3);
  CHECK(run.sent() == "a: start 1 (0); b: start 2 (0); a: ack 1; b: cancel 2; a: start 3 (1)");

  run.joins('b', offer(1), {2});

  CHECK(run.sent() == "b: cancel 2");
}

TEST_CASE("results from the spool of an agent that is gone may come through another one") {
  Harness run(simple_plan(2));
  run.joins('a', offer(1));
  run.starts('a', 1);
  run.is_lost('a');
  run.joins('b', offer(1));
  CHECK(run.sent() == "a: start 1 (0); b: start 2 (0)");

  run.ends('b', 1);

  CHECK(run.sent() == "b: ack 1; b: cancel 2");
  CHECK(run.scheduler().counts().succeeded == 1);
  run.gives_back('b', 2);
  CHECK(run.sent() == "b: ack 2; b: start 3 (1)");
}

TEST_SUITE_END();
