#include <doctest/doctest.h>

#include "tests/support/scheduler_harness.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;
using namespace ianvs::test;
using namespace std::chrono_literals;

TEST_SUITE_BEGIN("scheduler: algorithms without hope");

TEST_CASE("what fails for all of an algorithm cancels those that wait, and no other algorithm's") {
  Harness run(PlanBuilder().algorithm(4).retries(3).algorithm(1).build());
  run.joins('a', offer(1));
  run.starts('a', 1);
  run.sent();
  run.noticed();

  run.fails_for_all('a', 1);

  CHECK(
      run.noticed() ==
      "given up algorithm 0; done 0 failed; done 1 cancelled; done 2 cancelled; done 3 cancelled");
  CHECK(run.sent() == "a: ack 1; a: start 2 (4)");
  run.ends('a', 2);
  run.sent();
  CHECK(run.scheduler().finished()->failed == 1);
  CHECK(run.scheduler().finished()->cancelled == 3);
  CHECK_FALSE(run.scheduler().finished()->stopped);
}

TEST_CASE("what runs already goes on, and counts when it succeeds after all") {
  Harness run(simple_plan(4));
  run.joins('a', offer(1));
  run.joins('b', offer(1));
  run.starts('a', 1);
  run.starts('b', 2);
  run.fails_for_all('a', 1);
  run.sent();

  run.ends('b', 2);

  CHECK(run.sent() == "b: ack 2; a: dismiss; b: dismiss");
  CHECK(run.scheduler().finished()->succeeded == 1);
  CHECK(run.scheduler().finished()->cancelled == 2);
}

TEST_CASE("after a success such a failure is a node's own, and counts for one test case only") {
  Harness run(simple_plan(3));
  run.joins('a', offer(1));
  run.ends('a', 1);
  run.fails_for_all('a', 2);
  run.ends('a', 3);
  run.sent();

  CHECK(run.scheduler().finished()->succeeded == 2);
  CHECK(run.scheduler().finished()->failed == 1);
}

TEST_CASE("a partition that fails for all ends its test case and those that wait") {
  Harness run(PlanBuilder().algorithm(2).partitions(2).build());
  run.joins('a', offer(1));
  run.starts('a', 1);
  run.fails_for_all('a', 1);
  run.sent();

  CHECK(run.scheduler().finished()->failed == 1);
  CHECK(run.scheduler().finished()->cancelled == 1);
}

TEST_CASE("many are cancelled piece by piece, without another being started") {
  Harness run(simple_plan(2500));
  run.joins('a', offer(1));
  run.fails_for_all('a', 1);
  CHECK_FALSE(run.is_finished());
  CHECK(run.scheduler().next_deadline() <= run.now());

  run.passes(0ms);
  run.passes(0ms);

  CHECK(run.sent() == "a: start 1 (0); a: ack 1; a: dismiss");
  CHECK(run.scheduler().finished()->cancelled == 2499);
}
