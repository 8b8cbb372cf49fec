#include <doctest/doctest.h>

#include "tests/support/scheduler_harness.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;
using namespace ianvs::test;
using namespace std::chrono_literals;

namespace {

Plan divided_plan(std::uint32_t partitions, std::uint32_t retries = 0,
                  std::uint32_t test_cases = 1) {
  return PlanBuilder().algorithm(test_cases).partitions(partitions).retries(retries).build();
}

}  // namespace

TEST_SUITE_BEGIN("scheduler: partitions");

TEST_CASE(
    "partitions run anywhere at the same time, and when all have succeeded, their merge runs") {
  Harness run(divided_plan(3));
  run.joins('a', offer(2));
  run.joins('b', offer(2));
  CHECK(run.sent() == "a: start 1 (0 p1); a: start 2 (0 p2); b: start 3 (0 p3)");
  CHECK(run.recorded() ==
        "taken a; assigned 1 (0 p1) a; assigned 2 (0 p2) a; taken b; assigned 3 (0 p3) b");
  run.noticed();

  run.ends('b', 3);
  run.ends('a', 1);
  CHECK(run.sent() == "b: ack 3; a: ack 1");
  CHECK_FALSE(run.is_finished());
  run.ends('a', 2);

  CHECK(run.sent() == "a: ack 2; a: start 4 (0 of 1 1 1)");
  CHECK(run.recorded() ==
        "ended 3 succeeded; ended 1 succeeded; ended 2 succeeded; assigned 4 (0) a");
  CHECK(run.noticed() == "part 0 p3; part 0 p1; part 0 p2");
  run.ends('a', 4);
  CHECK(run.sent() == "a: ack 4; a: dismiss; b: dismiss");
  CHECK(run.recorded() == "ended 4 succeeded; case 0 succeeded by 4");
  CHECK(run.scheduler().finished()->succeeded == 1);
}

TEST_CASE("a test case's outcome tells of all attempts and of the one that decided") {
  Harness run(divided_plan(2, 1));
  run.joins('a', offer(2));
  run.ends('a', 1);
  run.ends('a', 2, Outcome::failed);
  run.ends('a', 3);
  run.noticed();

  run.ends('a', 4);

  const auto done = std::get<TestCaseDone>(run.notices().back());
  CHECK(done.attempts == 4);
  CHECK(done.number == 1);
  CHECK(done.partition == 0);
  run.sent();
}

TEST_CASE("a partition that fails is retried alone, and the merge takes the attempt that counted") {
  Harness run(divided_plan(2, 1));
  run.joins('a', offer(2));
  run.ends('a', 1);
  run.sent();
  run.noticed();

  run.ends('a', 2, Outcome::failed);
  CHECK(run.sent() == "a: ack 2; a: start 3 (0 p2)");
  CHECK(run.noticed() == "retried 0 p2 failed");
  run.ends('a', 3);

  CHECK(run.sent() == "a: ack 3; a: start 4 (0 of 1 2)");
}

TEST_CASE("each partition and the merge have retries of their own") {
  Harness run(divided_plan(2, 1));
  run.joins('a', offer(2));
  run.ends('a', 1, Outcome::failed);
  run.ends('a', 2, Outcome::failed);
  run.ends('a', 3);
  run.ends('a', 4);
  run.sent();

  run.ends('a', 5, Outcome::failed);
  CHECK(run.sent() == "a: ack 5; a: start 6 (0 of 2 2)");
  run.ends('a', 6, Outcome::failed);

  CHECK(run.sent() == "a: ack 6; a: dismiss");
  CHECK(run.scheduler().finished()->failed == 1);
}

TEST_CASE(
    "a partition whose retries are used up fails its test case, and the others are cancelled") {
  Harness run(divided_plan(3, 0, 2));
  run.joins('a', offer(2));
  run.starts('a', 1);
  run.sent();
  run.recorded();
  run.noticed();

  run.ends('a', 2, Outcome::failed);

  CHECK(run.recorded() == "ended 2 failed; case 0 failed by 2; assigned 3 (1 p1) a");
  CHECK(run.sent() == "a: ack 2; a: cancel 1; a: start 3 (1 p1)");
  const auto& done = std::get<TestCaseDone>(run.notices().back());
  CHECK(done.partition == 2);
  CHECK(done.number == 1);
  CHECK(done.attempts == 2);
  run.ends('a', 1, Outcome::cancelled);
  CHECK(run.sent() == "a: ack 1; a: start 4 (1 p2)");
}

TEST_CASE("each partition has a budget of lost agents of its own") {
  SchedulerConfig config;
  config.lost_budget = 2;
  config.agents_may_join = true;
  Harness run(divided_plan(2), config);
  run.joins('a', offer(1));
  run.starts('a', 1);
  run.joins('b', offer(1));
  run.starts('b', 2);
  run.is_lost('a');
  run.is_lost('b');
  run.joins('c', offer(1));
  run.starts('c', 3);
  run.sent();
  run.recorded();

  run.is_lost('c');

  CHECK(run.recorded() == "ended 3 lost; case 0 failed by 3");
  CHECK(run.scheduler().finished()->failed == 1);
}

TEST_CASE("a late result of a partition counts, and its replacement is cancelled") {
  Harness run(divided_plan(2));
  run.joins('a', offer(1));
  run.starts('a', 1);
  run.is_lost('a');
  run.joins('b', offer(2));
  run.starts('b', 2);
  CHECK(run.sent() == "a: start 1 (0 p1); b: start 2 (0 p1); b: start 3 (0 p2)");

  run.joins('a', offer(1), {1});
  run.ends('a', 1);
  CHECK(run.sent() == "a: ack 1; b: cancel 2");
  run.ends('b', 3);
  CHECK(run.sent() == "b: ack 3; a: start 4 (0 of 1 1)");
  run.recorded();
  run.ends('b', 2);

  CHECK(run.recorded() == "ended 2 stale");
  CHECK(run.sent() == "b: ack 2");
}

TEST_CASE("a partition's result that comes twice counts once") {
  Harness run(divided_plan(2));
  run.joins('a', offer(2));
  run.ends('a', 1);
  run.sent();
  run.recorded();

  run.ends('a', 1);
  run.ends('a', 1, Outcome::failed);

  CHECK(run.sent() == "a: ack 1; a: ack 1");
  CHECK(run.recorded() == "");
}

TEST_CASE("nobody but the agent of a partition speaks for it") {
  Harness run(divided_plan(2));
  run.joins('a', offer(2));
  run.joins('b', offer(2));
  run.sent();
  run.recorded();

  run.ends('b', 1);

  CHECK(run.recorded() == "");
}

TEST_CASE("what failed for lost agents goes on when the partition's success comes late") {
  SchedulerConfig config;
  config.lost_budget = 1;
  config.agents_may_join = true;
  Harness run(divided_plan(3, 0, 2), config);
  run.joins('a', offer(1));
  run.starts('a', 1);
  run.joins('b', offer(1));
  run.ends('b', 2);
  run.sent();
  run.noticed();
  run.is_lost('a');
  CHECK(run.noticed() == "gone a; done 0 failed");
  CHECK(run.sent() == "b: cancel 3");
  run.gives_back('b', 3);
  run.sent();
  run.recorded();

  run.joins('a', offer(1), {1});
  run.ends('a', 1);

  CHECK(run.scheduler().counts().failed == 0);
  CHECK(run.recorded() == "taken a; ended 1 succeeded; assigned 5 (0 p3) a");
  CHECK(run.sent() == "a: ack 1; a: start 5 (0 p3)");
  run.noticed();
  run.ends('a', 5);
  CHECK(run.sent() == "a: ack 5; a: start 6 (0 of 1 1 2)");
  run.ends('a', 6);
  CHECK(run.noticed() == "part 0 p3; saved 0 succeeded");
  run.sent();

  SUBCASE("and so it does in a run that goes on from the journal") {
    std::vector<Record> past;
    for (const Record& record : run.journal()) {
      past.push_back(record);
      const auto* ended = std::get_if<AttemptEnded>(&record);
      if (ended != nullptr && ended->result.attempt == AttemptId{1} &&
          ended->result.outcome == Outcome::succeeded) {
        break;
      }
    }
    Harness again(divided_plan(3, 0, 2), config, past);
    CHECK(again.scheduler().counts().failed == 0);
    again.joins('c', offer(1));

    CHECK(again.sent() == "c: start 5 (0 p3)");
  }
}

TEST_CASE("a late success of one partition does not undo another one's failure") {
  SchedulerConfig config;
  config.agents_may_join = true;
  Harness run(divided_plan(2, 0, 2), config);
  run.joins('a', offer(1));
  run.starts('a', 1);
  run.is_lost('a');
  run.joins('b', offer(2));
  run.ends('b', 3, Outcome::failed);
  CHECK(run.scheduler().counts().failed == 1);
  run.sent();
  run.recorded();

  run.joins('a', offer(1), {1});
  run.ends('a', 1);

  CHECK(run.scheduler().counts().failed == 1);
  CHECK(run.recorded() == "taken a; assigned 5 (1 p2) a; ended 1 succeeded");
  run.sent();
}

TEST_CASE("a stop lets partitions finish, starts no merge and cancels their test case") {
  Harness run(divided_plan(3));
  run.joins('a', offer(2));
  run.starts('a', 1);
  run.starts('a', 2);
  run.sent();
  run.recorded();

  run.stop();
  run.ends('a', 1);
  CHECK_FALSE(run.is_finished());
  run.ends('a', 2);

  CHECK(run.recorded() == "ended 1 succeeded; ended 2 succeeded; case 0 cancelled by 0");
  CHECK(run.sent() == "a: ack 1; a: ack 2; a: dismiss");
}

TEST_CASE("while stopping, a partition that fails leaves the others their end") {
  Harness run(divided_plan(2, 1));
  run.joins('a', offer(2));
  run.starts('a', 1);
  run.starts('a', 2);
  run.sent();
  run.recorded();
  run.noticed();

  run.stop();
  run.ends('a', 1, Outcome::failed);
  CHECK_FALSE(run.is_finished());
  run.ends('a', 2);

  CHECK(run.recorded() == "ended 1 failed; ended 2 succeeded; case 0 cancelled by 0");
  CHECK(run.noticed() == "stopping; part 0 p2; done 0 cancelled");
  run.sent();
}

TEST_CASE("a merge that can't start before the run is stopped is cancelled") {
  Harness run(divided_plan(2));
  run.joins('a', offer(1));
  run.ends('a', 1);
  run.starts('a', 2);
  run.sent();

  run.stop();
  run.ends('a', 2);

  CHECK(run.scheduler().finished()->cancelled == 1);
  run.sent();
}

TEST_CASE("max_failures counts test cases, not partitions") {
  SchedulerConfig config;
  config.max_failures.count = 2;
  Harness run(divided_plan(2, 1, 4), config);
  run.joins('a', offer(2));
  run.ends('a', 1, Outcome::failed);
  run.ends('a', 2, Outcome::failed);
  CHECK_FALSE(run.is_finished());
  run.ends('a', 3, Outcome::failed);
  CHECK(run.scheduler().counts().failed == 1);
  run.noticed();
  CHECK(run.scheduler().counts().waiting + run.scheduler().counts().running == 3);
  run.sent();
}

TEST_CASE("a test case runs while one of its partitions or its merge runs") {
  Harness run(divided_plan(2, 0, 2));
  run.joins('a', offer(2));
  CHECK(run.scheduler().counts().waiting == 2);
  run.starts('a', 1);
  run.starts('a', 2);
  CHECK(run.scheduler().counts().running == 1);
  run.ends('a', 1);
  run.ends('a', 2);
  CHECK(run.scheduler().counts().running == 0);
  CHECK(
      run.sent() ==
      "a: start 1 (0 p1); a: start 2 (0 p2); a: ack 1; a: start 3 (1 p1); a: ack 2; a: start 4 (0 "
      "of 1 1)");

  run.starts('a', 4);

  CHECK(run.scheduler().counts().running == 1);
  CHECK(run.scheduler().counts().waiting == 1);
}

TEST_CASE("a request that no agent can take is told of once, with the number of test cases") {
  Harness run(PlanBuilder().algorithm(2).partitions(3).gpu(amount_unit).build());
  run.joins('a', offer(2));

  const auto& told = std::get<CannotBePlaced>(run.notices()[1]);
  CHECK(told.test_cases == 2);
  CHECK(run.scheduler().finished()->cancelled == 2);
  run.sent();
}

TEST_CASE(
    "a journal keeps what partitions have done, and the merge takes the attempts that counted") {
  Harness before(divided_plan(3, 1));
  before.joins('a', offer(2));
  before.ends('a', 1, Outcome::failed);
  before.ends('a', 2);
  before.ends('a', 3);
  before.sent();

  Harness run(divided_plan(3, 1), {}, before.journal());
  run.joins('b', offer(2));
  run.passes(12s);
  CHECK(run.sent() == "b: start 5 (0 p3)");
  run.ends('b', 5);

  CHECK(run.sent() == "b: ack 5; b: start 6 (0 of 2 1 2)");
}

TEST_CASE("a journal that ends with the last partition goes on with the merge") {
  Harness before(divided_plan(2));
  before.joins('a', offer(2));
  before.ends('a', 1);
  before.ends('a', 2);
  before.sent();
  std::vector<Record> past = before.journal();
  past.pop_back();  // the merge's assignment

  Harness run(divided_plan(2), {}, past);
  run.joins('b', offer(1));

  CHECK(run.sent() == "b: start 3 (0 of 1 1)");
}

TEST_CASE("a journal that breaks off before a failed partition's consequence is settled") {
  Harness before(divided_plan(2, 0, 2));
  before.joins('a', offer(1));
  before.ends('a', 1, Outcome::failed);
  before.sent();
  std::vector<Record> past = before.journal();
  while (!std::holds_alternative<AttemptEnded>(past.back())) {
    past.pop_back();
  }

  Harness run(divided_plan(2, 0, 2), {}, past);
  run.joins('b', offer(1));

  CHECK(run.recorded() == "case 0 failed by 1; taken b; assigned 2 (1 p1) b");
  CHECK(run.sent() == "b: start 2 (1 p1)");
}

TEST_CASE(
    "a failed test case stays so in a run that goes on, and a cancelled one begins where it was") {
  Harness before(divided_plan(2, 0, 2));
  before.joins('a', offer(1));
  before.ends('a', 1, Outcome::failed);
  before.ends('a', 2);
  before.starts('a', 3);
  before.stop(true);
  before.ends('a', 3, Outcome::cancelled);
  CHECK(before.scheduler().finished()->cancelled == 1);
  before.sent();

  Harness run(divided_plan(2, 0, 2), {}, before.journal());
  CHECK(run.scheduler().counts().failed == 1);
  run.joins('b', offer(2));

  CHECK(run.sent() == "b: start 4 (1 p2)");
}

TEST_SUITE_END();
