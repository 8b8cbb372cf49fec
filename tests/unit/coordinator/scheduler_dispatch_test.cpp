#include <doctest/doctest.h>

#include <algorithm>

#include "tests/support/scheduler_harness.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;
using namespace ianvs::test;
using namespace std::chrono_literals;

namespace {

std::size_t starts_in(const std::string& sent) {
  std::size_t count = 0;
  for (std::size_t at = sent.find("start"); at != std::string::npos;
       at = sent.find("start", at + 1)) {
    ++count;
  }
  return count;
}

}  // namespace

TEST_SUITE_BEGIN("scheduler: dispatch");

TEST_CASE("before anything is known of an algorithm, nothing waits at an agent") {
  Harness run(simple_plan(100));

  run.joins('a', offer(2));

  CHECK(starts_in(run.sent()) == 2);
}

TEST_CASE("short test cases wait at an agent, some 50 ms of work for each of its slots") {
  Harness run(simple_plan(1000));
  run.joins('a', offer(2));
  run.sent();

  run.ends('a', 1, Outcome::succeeded, 0.010);

  CHECK(starts_in(run.sent()) == 1 + 2 * 5);
  CHECK(run.scheduler().attempts_on(agent_id('a')).size() == 2 + 2 * 5);
}

TEST_CASE("however short they are, at most 256 wait at an agent") {
  Harness run(simple_plan(1000));
  run.joins('a', offer(1));
  run.sent();

  run.ends('a', 1, Outcome::succeeded, 0.000001);

  CHECK(starts_in(run.sent()) == 1 + 256);
}

TEST_CASE("of longer test cases one waits at an agent, of very long ones none") {
  const auto ordered_after = [](double wall_seconds) {
    Harness run(simple_plan(100));
    run.joins('a', offer(1));
    run.sent();
    run.ends('a', 1, Outcome::succeeded, wall_seconds);
    return starts_in(run.sent());
  };
  CHECK(ordered_after(0.5) == 2);
  CHECK(ordered_after(60) == 1);
}

TEST_CASE("a wall time that can't be teaches nothing") {
  for (const double wall :
       {-1.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    Harness run(simple_plan(100));
    run.joins('a', offer(1));
    run.sent();
    run.ends('a', 1, Outcome::succeeded, wall);
    CHECK(starts_in(run.sent()) == 1);
  }
}

TEST_CASE("nothing that asks for a GPU or for a whole agent waits at an agent") {
  const auto ordered_after_a_short_one = [](Plan plan) {
    Harness run(std::move(plan));
    run.joins('a', offer(8, 1));
    run.sent();
    run.ends('a', 1, Outcome::succeeded, 0.001);
    return starts_in(run.sent());
  };
  CHECK(ordered_after_a_short_one(PlanBuilder().algorithm(100).gpu(amount_unit).build()) == 1);
  CHECK(ordered_after_a_short_one(PlanBuilder().algorithm(100).exclusive().build()) == 1);
}

TEST_CASE(
    "where requests differ nothing waits at an agent, since its own order of starting could be "
    "another") {
  Request big;
  big.resources.cpu = 2 * amount_unit;
  Harness run(PlanBuilder().algorithm(50).algorithm(50).request(big).build());
  run.joins('a', offer(2));
  CHECK(run.sent() == "a: start 1 (0); a: start 2 (1)");

  run.ends('a', 1, Outcome::succeeded, 0.001);

  CHECK(run.scheduler().attempts_on(agent_id('a')).size() == 1 + 48);
  CHECK(starts_in(run.sent()) == 48);
}

TEST_CASE("what waits behind a long test case is recalled when another agent could start it") {
  Harness run(simple_plan(4));
  run.joins('a', offer(1));
  run.ends('a', 1, Outcome::succeeded, 0.001);
  CHECK(run.sent() == "a: start 1 (0); a: ack 1; a: start 2 (1); a: start 3 (2); a: start 4 (3)");
  run.starts('a', 2);

  run.joins('b', offer(2));
  CHECK(run.sent() == "");
  CHECK(run.scheduler().next_deadline() == run.now() + 100ms);
  run.passes(100ms);
  CHECK(run.sent() == "a: recall 4; a: recall 3");
  run.gives_back('a', 4);
  CHECK(run.sent() == "a: ack 4; b: start 5 (3)");
  run.gives_back('a', 3);

  CHECK(run.sent() == "a: ack 3; b: start 6 (2)");
}

TEST_CASE("no more is recalled than can start elsewhere, however often one looks") {
  Harness run(simple_plan(5));
  run.joins('a', offer(1));
  run.ends('a', 1, Outcome::succeeded, 0.001);
  run.joins('b', offer(1));
  run.sent();

  run.passes(100ms);
  CHECK(run.sent() == "a: recall 5");
  run.passes(100ms);

  CHECK(run.sent() == "");
  run.gives_back('a', 5);
  CHECK(run.sent() == "a: ack 5; b: start 6 (4)");
}

TEST_CASE("nothing waits at an agent that is suspected") {
  Harness run(simple_plan(50));
  run.joins('a', offer(2));
  run.happens(AgentSuspected{agent_id('a')});
  run.sent();

  run.ends('a', 1, Outcome::succeeded, 0.001);

  CHECK(run.sent() == "a: ack 1");
}

TEST_CASE("a recall that comes too late changes nothing") {
  Harness run(simple_plan(3));
  run.joins('a', offer(1));
  run.ends('a', 1, Outcome::succeeded, 0.001);
  run.joins('b', offer(1));
  run.passes(100ms);
  CHECK(run.sent() == "a: start 1 (0); a: ack 1; a: start 2 (1); a: start 3 (2); a: recall 3");

  run.ends('a', 2);
  run.starts('a', 3);
  run.heartbeat('a', {3});
  run.ends('a', 3);

  CHECK(run.sent() == "a: ack 2; a: ack 3; a: dismiss; b: dismiss");
}

TEST_CASE("while a slot is free anywhere nothing waits that fits it") {
  Request big;
  big.resources.cpu = 4 * amount_unit;
  Harness run(PlanBuilder().algorithm(2).request(big).algorithm(3).build());

  run.joins('a', offer(2));
  run.joins('b', offer(4));

  CHECK(run.sent() == "a: start 1 (2); a: start 2 (3); b: start 3 (0); b: start 4 (4)");
}

TEST_CASE("a test case that asks for no cpu takes a slot and nothing of the cores") {
  Harness run(simple_plan(8));
  Offer small = offer(8);
  small.resources.cpu = 2 * amount_unit;

  run.joins('a', small);

  CHECK(starts_in(run.sent()) == 8);
}

TEST_CASE("an exclusive test case waits for an agent that is empty, and then has it alone") {
  Harness run(PlanBuilder().algorithm(1).algorithm(1).exclusive().algorithm(1).build());
  run.joins('a', offer(4));
  CHECK(run.sent() == "a: start 1 (0); a: start 2 (2)");

  run.ends('a', 1);
  CHECK(run.sent() == "a: ack 1");
  run.ends('a', 2);

  CHECK(run.sent() == "a: ack 2; a: start 3 (1)");
}

TEST_SUITE_END();
