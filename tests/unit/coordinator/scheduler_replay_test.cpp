#include <doctest/doctest.h>

#include "tests/support/scheduler_harness.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;
using namespace ianvs::test;
using namespace std::chrono_literals;

TEST_SUITE_BEGIN("scheduler: from a journal");

TEST_CASE("what has finished stays so, and attempt ids go on behind the old ones") {
  Harness before(simple_plan(4));
  before.joins('a', offer(1));
  before.ends('a', 1);
  before.ends('a', 2, Outcome::failed);
  before.sent();

  Harness run(simple_plan(4), {}, before.journal());
  CHECK(run.scheduler().counts().succeeded == 1);
  CHECK(run.scheduler().counts().failed == 1);
  run.joins('b', offer(1));

  CHECK(run.sent() == "b: start 4 (3)");
}

TEST_CASE("attempts that ran by the journal get a full term before they are given up") {
  Harness before(simple_plan(1));
  before.joins('a', offer(1));
  before.starts('a', 1);
  before.sent();

  Harness run(simple_plan(1), {}, before.journal());
  run.joins('b', offer(1));
  CHECK(run.sent() == "");
  CHECK(run.scheduler().next_deadline() == run.now() + 12s);
  run.passes(12s);

  CHECK(run.recorded() == "taken b; ended 1 lost; assigned 2 (0) b");
  CHECK(run.sent() == "b: start 2 (0)");
}

TEST_CASE("an agent that rejoins a resumed run keeps what it runs, and its results count") {
  Harness before(simple_plan(2));
  before.joins('a', offer(2));
  before.starts('a', 1);
  before.sent();

  Harness run(simple_plan(2), {}, before.journal());
  run.joins('a', offer(2), {1});
  CHECK(run.sent() == "a: start 3 (1)");
  run.ends('a', 1);
  run.ends('a', 3);

  CHECK(run.sent() == "a: ack 1; a: ack 3; a: dismiss");
  CHECK(run.scheduler().finished()->succeeded == 2);
}

TEST_CASE("a result that the journal has is acknowledged again and counts once") {
  Harness before(simple_plan(2));
  before.joins('a', offer(2));
  before.ends('a', 1);
  before.sent();

  Harness run(simple_plan(2), {}, before.journal());
  run.joins('a', offer(2), {1, 2});
  run.ends('a', 1);

  CHECK(run.sent() == "a: ack 1; a: ack 1");
  CHECK(run.scheduler().counts().succeeded == 1);
}

TEST_CASE("what was cancelled waits again") {
  Harness before(simple_plan(2));
  before.joins('a', offer(1));
  before.starts('a', 1);
  before.stop();
  before.ends('a', 1);
  before.sent();
  REQUIRE(before.is_finished());

  Harness run(simple_plan(2), {}, before.journal());
  run.joins('a', offer(1));

  CHECK(run.sent() == "a: start 2 (1)");
}

TEST_CASE("a success of an attempt that an earlier coordinator had given up still counts") {
  Harness before(simple_plan(1));
  before.joins('a', offer(1));
  before.starts('a', 1);
  before.is_lost('a');
  before.sent();

  Harness run(simple_plan(1), {}, before.journal());
  run.joins('b', offer(1));
  run.joins('a', offer(1), {1});
  run.ends('a', 1);

  CHECK(run.sent() == "b: start 2 (0); b: recall 2; a: ack 1; b: cancel 2; a: dismiss; b: dismiss");
}

TEST_CASE("budgets are charged with what the journal has of failures and losses") {
  Harness before(simple_plan(1, 1));
  before.joins('a', offer(1));
  before.ends('a', 1, Outcome::failed);
  before.sent();
  std::vector<Record> journal = before.journal();
  journal.push_back(AttemptEnded{TestCaseIndex{0}, agent_id('a'), result_of(2, Outcome::lost)});

  Harness run(simple_plan(1, 1), {}, journal);
  run.joins('a', offer(1));
  run.ends('a', 3, Outcome::failed);

  CHECK(run.sent() == "a: start 3 (0); a: ack 3; a: dismiss");
  CHECK(run.scheduler().finished()->failed == 1);
}

TEST_CASE("a journal that breaks off behind a result is gone on with") {
  for (const Outcome outcome : {Outcome::succeeded, Outcome::failed}) {
    CAPTURE(to_text(outcome));
    Harness before(simple_plan(2));
    before.joins('a', offer(1));
    before.ends('a', 1, outcome);
    before.sent();
    std::vector<Record> journal = before.journal();
    while (!std::holds_alternative<AttemptEnded>(journal.back())) {
      journal.pop_back();
    }

    Harness run(simple_plan(2), {}, journal);
    run.joins('a', offer(1));

    CHECK(run.recorded() ==
          "case 0 " + std::string(to_text(outcome)) + " by 1; taken a; assigned 2 (1) a");
    CHECK(run.sent() == "a: start 2 (1)");
  }
}

TEST_CASE("a journal in which all is done needs no event to be finished") {
  Harness before(simple_plan(1));
  before.joins('a', offer(1));
  before.ends('a', 1);
  before.sent();

  Harness run(simple_plan(1), {}, before.journal());

  CHECK(run.is_finished());
  run.joins('a', offer(1));
  CHECK(run.sent() == "a: dismiss");
}

TEST_CASE("records that can't be of this plan are passed over") {
  const std::vector<Record> journal = {
      RunStarted{RunId{1}, "0", "job.yaml", "/", 1, {}},
      AttemptAssigned{AttemptId{1}, TestCaseIndex{9}, 1, agent_id('a')},
      AttemptEnded{TestCaseIndex{9}, agent_id('a'), result_of(1, Outcome::succeeded)},
      TestCaseEnded{TestCaseIndex{9}, Outcome::succeeded, AttemptId{1}},
      AttemptAssigned{AttemptId{5}, TestCaseIndex{0}, 1, agent_id('a')},
      AttemptAssigned{AttemptId{5}, TestCaseIndex{0}, 1, agent_id('a')},
      RunEnded{0}};

  Harness run(simple_plan(1), {}, journal);
  run.joins('a', offer(1));

  CHECK(run.sent() == "a: start 6 (0)");
}

TEST_SUITE_END();
