#include <doctest/doctest.h>

#include "tests/support/scheduler_harness.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;
using namespace ianvs::test;
using namespace std::chrono_literals;

namespace {

SchedulerConfig with_limit(std::optional<std::uint32_t> count, std::optional<double> percent = {}) {
  SchedulerConfig config;
  config.max_failures = {count, percent};
  return config;
}

}  // namespace

TEST_SUITE_BEGIN("scheduler: the end");

TEST_CASE("the first request to stop lets run what runs, and cancels the rest after it") {
  Harness run(simple_plan(4));
  run.joins('a', offer(2));
  run.starts('a', 1);
  run.sent();
  run.noticed();

  run.stop();
  CHECK(run.sent() == "a: recall 2");
  CHECK(run.noticed() == "stopping");
  run.gives_back('a', 2);
  CHECK(run.sent() == "a: ack 2");
  run.ends('a', 1);

  CHECK(run.sent() == "a: ack 1; a: dismiss");
  const auto summary = run.scheduler().finished();
  REQUIRE(summary);
  CHECK(summary->succeeded == 1);
  CHECK(summary->cancelled == 3);
  CHECK(summary->stopped);
}

TEST_CASE("the second request stops what runs; a success that was faster still counts") {
  Harness run(simple_plan(3));
  run.joins('a', offer(2));
  run.starts('a', 1);
  run.starts('a', 2);
  run.stop();
  run.sent();

  run.stop(true);
  CHECK(run.sent() == "a: cancel 1; a: cancel 2");
  run.stop(true);
  run.stop();
  CHECK(run.sent() == "");
  run.ends('a', 1, Outcome::succeeded);
  run.ends('a', 2, Outcome::cancelled);

  CHECK(run.sent() == "a: ack 1; a: ack 2; a: dismiss");
  CHECK(run.scheduler().finished()->succeeded == 1);
  CHECK(run.scheduler().finished()->cancelled == 2);
}

TEST_CASE(
    "a failure while stopping is not retried: the test case ends as cancelled, for a resume") {
  Harness run(simple_plan(1, 1));
  run.joins('a', offer(1));
  run.starts('a', 1);
  run.stop();

  run.ends('a', 1, Outcome::failed);

  CHECK(run.sent() == "a: start 1 (0); a: ack 1; a: dismiss");
  CHECK(run.scheduler().finished()->cancelled == 1);
}

TEST_CASE("an agent that is lost while stopping takes its test cases along as cancelled") {
  Harness run(simple_plan(2));
  run.joins('a', offer(1));
  run.starts('a', 1);
  run.stop();

  run.is_lost('a');

  CHECK(run.sent() == "a: start 1 (0)");
  CHECK(run.scheduler().finished()->cancelled == 2);
}

TEST_CASE("what comes back while everything is stopped is stopped too") {
  SchedulerConfig config;
  config.agents_may_join = true;
  Harness run(simple_plan(2), config);
  run.joins('a', offer(1));
  run.joins('b', offer(1));
  run.starts('a', 1);
  run.starts('b', 2);
  run.is_lost('a');
  run.sent();

  run.stop(true);
  CHECK(run.sent() == "b: cancel 2");
  run.joins('a', offer(1), {1});

  CHECK(run.sent() == "a: cancel 1");
  run.ends('b', 2, Outcome::cancelled);
  CHECK(run.sent() == "b: ack 2; a: dismiss; b: dismiss");
}

TEST_CASE("what comes back unstarted while the run stops is given back") {
  Harness run(simple_plan(2));
  run.joins('a', offer(1));
  run.joins('b', offer(1));
  run.starts('b', 2);
  run.is_lost('a');
  run.stop();
  run.sent();

  run.joins('a', offer(1), {1});
  CHECK(run.sent() == "a: recall 1");
  run.gives_back('a', 1);
  run.ends('b', 2);

  CHECK(run.sent() == "a: ack 1; b: ack 2; a: dismiss; b: dismiss");
  CHECK(run.scheduler().finished()->cancelled == 1);
}

TEST_CASE("a stop before any agent has come ends the run") {
  Harness run(simple_plan(2));

  run.stop();

  CHECK(run.scheduler().finished()->cancelled == 2);
}

TEST_CASE("after max_failures nothing more is started") {
  Harness run(simple_plan(10), with_limit(2));
  run.joins('a', offer(2));
  run.ends('a', 1, Outcome::failed);
  CHECK(run.sent() == "a: start 1 (0); a: start 2 (1); a: ack 1; a: start 3 (2)");
  run.starts('a', 3);

  run.ends('a', 2, Outcome::failed);
  CHECK(run.sent() == "a: ack 2");
  CHECK_FALSE(run.is_finished());
  run.ends('a', 3);

  CHECK(run.sent() == "a: ack 3; a: dismiss");
  CHECK(run.scheduler().finished()->failed == 2);
  CHECK(run.scheduler().finished()->succeeded == 1);
  CHECK(run.scheduler().finished()->cancelled == 7);
  CHECK(run.scheduler().finished()->stopped);
}

TEST_CASE("max_failures in percent is of the planned test cases, rounded up, and at least one") {
  const auto failed_at_the_end = [](double percent) {
    Harness run(simple_plan(40), with_limit({}, percent));
    run.joins('a', offer(1));
    for (std::uint64_t attempt = 1; !run.is_finished(); ++attempt) {
      run.ends('a', attempt, Outcome::failed);
    }
    run.sent();
    return run.scheduler().finished()->failed;
  };
  CHECK(failed_at_the_end(5) == 2);
  CHECK(failed_at_the_end(6) == 3);
  CHECK(failed_at_the_end(0.1) == 1);
  CHECK(failed_at_the_end(100) == 40);
}

TEST_CASE("a run whose last test case reaches max_failures was not stopped") {
  Harness run(simple_plan(1), with_limit(1));
  run.joins('a', offer(1));
  run.ends('a', 1, Outcome::failed);

  CHECK(run.sent() == "a: start 1 (0); a: ack 1; a: dismiss");
  CHECK_FALSE(run.scheduler().finished()->stopped);
}

TEST_CASE("a long list is cancelled piece by piece") {
  Harness run(simple_plan(2500));

  run.stop();
  CHECK_FALSE(run.is_finished());
  CHECK(run.scheduler().next_deadline() <= run.now());
  run.passes(0ms);
  run.passes(0ms);

  CHECK(run.is_finished());
  CHECK(run.scheduler().finished()->cancelled == 2500);
}

TEST_CASE(
    "what no agent can ever take is told at once, and ends the run when nothing else is left") {
  Harness run(PlanBuilder().algorithm(1).algorithm(2).gpu(amount_unit).build());

  run.joins('a', offer(1));
  CHECK(run.sent() == "a: start 1 (0)");
  const auto* unplaceable = std::get_if<CannotBePlaced>(&run.notices().back());
  REQUIRE(unplaceable != nullptr);
  CHECK(unplaceable->test_cases == 2);
  CHECK(unplaceable->request == "1 gpu");
  CHECK(unplaceable->nearest_offer == "a (1 slot, 1 cpu, 16GB ram) lacks 1 gpu");
  run.ends('a', 1);

  CHECK(run.sent() == "a: ack 1; a: dismiss");
  CHECK(run.scheduler().finished()->no_progress);
  CHECK_FALSE(run.scheduler().finished()->stopped);
  CHECK(run.scheduler().finished()->cancelled == 2);
  CHECK(run.noticed() ==
        "arrived a; unplaceable 1; done 0 succeeded; done 1 cancelled; done 2 cancelled");
}

TEST_CASE("where more agents may come, what fits none waits for one") {
  SchedulerConfig config;
  config.agents_may_join = true;
  Harness run(PlanBuilder().algorithm(1).gpu(amount_unit).build(), config);

  run.joins('a', offer(1));
  run.passes(1h);
  CHECK(run.noticed() == "arrived a; unplaceable 0");
  CHECK_FALSE(run.is_finished());
  run.joins('b', offer(1, 1));

  CHECK(run.sent() == "b: start 1 (0) gpu0");
}

TEST_CASE("without any agent yet the run waits for its own one") {
  Harness run(simple_plan(1));

  run.passes(1h);

  CHECK_FALSE(run.is_finished());
  CHECK(run.noticed() == "");
}

TEST_CASE("when the only agent is gone, lost or with a goodbye, the run waits for the next one") {
  for (const bool says_goodbye : {false, true}) {
    CAPTURE(says_goodbye);
    Harness run(simple_plan(1));
    run.joins('a', offer(1));
    run.gives_back('a', 1);
    says_goodbye ? run.says_goodbye('a') : run.is_lost('a');
    run.sent();

    run.passes(1h);
    CHECK_FALSE(run.is_finished());
    CHECK(run.noticed() == "arrived a; gone a");
    run.joins('b', offer(1));

    CHECK(run.sent() == "b: start 2 (0)");
  }
}

TEST_CASE("who joins after the end is sent home, and repeated results are still acknowledged") {
  Harness run(simple_plan(1));
  run.joins('a', offer(1));
  run.ends('a', 1);
  run.sent();
  run.recorded();
  run.noticed();

  run.ends('a', 1);
  run.joins('b', offer(1));
  run.is_lost('b');
  run.stop();
  run.passes(1s);

  CHECK(run.sent() == "a: ack 1; b: dismiss");
  CHECK(run.recorded() == "");
  CHECK(run.noticed() == "gone b");
}

TEST_SUITE_END();
