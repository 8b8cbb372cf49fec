#include "coordinator/progress.hpp"

#include <doctest/doctest.h>

#include "tests/support/toy_plan.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {

constexpr auto run_folder = "./workspace/digits/runs/1";

struct Fixture {
  Plan plan = toy_plan();
  std::vector<TestCaseId> ids = test_case_ids(plan, RunId{1});
  Progress progress{plan, ids, run_folder, false};

  std::string only_text(const Notice& notice) {
    const auto lines = progress.lines(notice);
    REQUIRE(lines.size() == 1);
    return lines[0].text;
  }
};

TestCaseDone done(std::uint32_t test_case, Outcome outcome) {
  TestCaseDone notice;
  notice.test_case = {test_case};
  notice.outcome = outcome == Outcome::succeeded ? outcome : Outcome::failed;
  notice.attempts = notice.number = 1;
  notice.agent = AgentId{};
  notice.result.outcome = outcome;
  notice.result.started = true;
  notice.result.usage.wall_seconds = 12;
  return notice;
}

}  // namespace

TEST_CASE_FIXTURE(Fixture,
                  "a success is one line: how far the run is, what it was, its time, its metrics") {
  auto notice = done(1, Outcome::succeeded);
  notice.result.metrics_json = R"({"accuracy": 0.97555555, "matrix": [1, 2], "f1": 1})";

  CHECK(only_text(notice) == "[1/4] succeeded  svc C=1 kernel=poly  12s  accuracy 0.9756  f1 1");
}

TEST_CASE_FIXTURE(
    Fixture,
    "a failure tells its cause, the end of stderr without control characters, and the log") {
  auto notice = done(0, Outcome::crashed);
  notice.attempts = notice.number = 2;
  notice.result.message = "killed by SIGSEGV";
  notice.result.stderr_tail = "first\n\x1b[31mred\x1b[0m\n";

  CHECK(only_text(notice) ==
        "[1/4] crashed    svc C=1 kernel=rbf  12s  (attempt 2): killed by SIGSEGV\n"
        "    first\n"
        "    \\x1b[31mred\\x1b[0m\n"
        "    log: ./workspace/digits/runs/1/logs/" +
            uuid_text(ids[0]) + ".2.err");
}

TEST_CASE_FIXTURE(
    Fixture, "an exception is told by the user's own line, then what to do, then the traceback") {
  auto notice = done(0, Outcome::failed);
  notice.result.message = "svc.py:31 in train: ValueError: bad C\nGive C as a number.";
  notice.result.stderr_tail = "  File \"svc.py\", line 31, in train\nValueError: bad C\n";
  Progress colored(plan, ids, run_folder, true);

  const auto log = "\n    log: ./workspace/digits/runs/1/logs/" + uuid_text(ids[0]) + ".1.err";
  CHECK(only_text(notice) ==
        "[1/4] failed     svc C=1 kernel=rbf  12s: svc.py:31 in train: ValueError: bad C\n"
        "    Give C as a number.\n"
        "      File \"svc.py\", line 31, in train\n"
        "    ValueError: bad C" +
            log);
  CHECK(colored.lines(notice)[0].text.find("\x1b[33mGive C as a number.\x1b[0m") !=
        std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "a failure that was told before is one line and its log") {
  auto notice = done(0, Outcome::failed);
  notice.result.message = "svc.py:31 in train: ValueError: bad C\nGive C as a number.";
  notice.result.stderr_tail = "Traceback\nValueError: bad C\n";
  progress.lines(notice);
  notice.test_case = {1};
  auto other = notice;
  other.test_case = {2};
  other.result.message = "svc.py:32 in train: ValueError: bad C";

  CHECK(only_text(notice) ==
        "[2/4] failed     svc C=1 kernel=poly  12s: svc.py:31 in train: ValueError: bad C\n"
        "    log: ./workspace/digits/runs/1/logs/" +
            uuid_text(ids[1]) + ".1.err");
  CHECK(only_text(other).find("Traceback") != std::string::npos);
  other.result.message = std::string(250, 'x');
  const auto first_length = only_text(other).find("\n");
  CHECK(only_text(other).find("\n") < first_length - 100);
}

TEST_CASE_FIXTURE(Fixture, "of a divided test case each line says which partition it is about") {
  plan.algorithms[0].partitions = 4;
  const auto logs = std::string(run_folder) + "/logs/" + uuid_text(ids[1]);
  PartitionDone part;
  part.test_case = {1};
  part.partition = part.number = 2;
  part.done = 3;
  part.result.usage.wall_seconds = 5;
  AttemptRetried again;
  again.test_case = {1};
  again.partition = 2;
  again.result.outcome = Outcome::failed;
  again.result.started = true;
  auto failed = done(1, Outcome::failed);
  failed.partition = 2;
  failed.result.message = "exit status 1";

  CHECK(only_text(part) ==
        "part  svc C=1 kernel=poly, partition 2 of 4  5.0s  (attempt 2)  (3 done)");
  CHECK(only_text(again) ==
        "again  svc C=1 kernel=poly: partition 2 of 4, attempt 1 failed\n    log: " + logs +
            ".p2.1.err");
  CHECK(only_text(failed) ==
        "[1/4] failed     svc C=1 kernel=poly, partition 2 of 4  12s: exit status 1"
        "\n    log: " +
            logs + ".p2.1.err");
  CHECK(only_text(done(1, Outcome::succeeded)) ==
        "[2/4] succeeded  svc C=1 kernel=poly, merge of 4 partitions  12s");
}

TEST_CASE_FIXTURE(Fixture, "a log that lies on another machine is told with its host") {
  AgentArrived arrived;
  arrived.host = "node7";
  arrived.pid = 42;
  arrived.offer.workers = 2;
  progress.lines(arrived);

  CHECK(only_text(done(0, Outcome::failed)).ends_with(".1.err on node7 (process 42)"));
}

TEST_CASE_FIXTURE(Fixture, "a success that replaces a failure doesn't count twice") {
  progress.lines(done(0, Outcome::lost));
  auto late = done(0, Outcome::succeeded);
  late.replaces = true;

  CHECK(only_text(late).starts_with("[1/4] succeeded"));
}

TEST_CASE_FIXTURE(Fixture, "a lost agent is a warning, one that left on its own is none") {
  AgentGone gone;
  gone.host = "node7";
  gone.pid = 42;
  gone.reason = "no sign of life for 12s";
  gone.lost = true;
  gone.attempts_lost = 3;

  const auto lost = progress.lines(gone);
  gone.lost = false;
  gone.reason = "said goodbye";
  const auto left = progress.lines(gone);

  CHECK(lost[0].level == ProgressLine::Level::warning);
  CHECK(lost[0].text ==
        "agent node7 (process 42) is lost: no sign of life for 12s; 3 attempts begin again "
        "elsewhere");
  CHECK(left[0].level == ProgressLine::Level::info);
}

TEST_CASE_FIXTURE(Fixture,
                  "what a lost agent ran begins again, but not while the run is stopping") {
  AgentGone gone;
  gone.host = "node7";
  gone.lost = true;
  gone.reason = "silent";
  gone.attempts_lost = 1;

  const auto before = progress.lines(gone);
  progress.lines(Stopping{"interrupted"});
  const auto after = progress.lines(gone);

  CHECK(before[0].text.ends_with("silent; 1 attempt begins again elsewhere"));
  CHECK(after[0].text.ends_with("silent"));
}

TEST_CASE_FIXTURE(Fixture, "why the others of an algorithm aren't started is told once") {
  CHECK(only_text(AlgorithmGivenUp{{0}, "sedna lacks it"}) ==
        "the other test cases of \"svc\" would fail for the same reason: none of them is started");
}

TEST_CASE_FIXTURE(Fixture, "a request that no agent can meet is named with the nearest offer") {
  CannotBePlaced notice;
  notice.test_cases = 3;
  notice.request = "1 jetson";
  notice.nearest_offer = "2 cpu of node7";

  const auto lines = progress.lines(notice);

  CHECK(lines[0].level == ProgressLine::Level::error);
  CHECK(lines[0].text ==
        "svc C=1 kernel=rbf and 2 other test cases can't run on any agent: asked for are 1 jetson; "
        "the nearest offer: 2 cpu of node7");
}

TEST_CASE_FIXTURE(Fixture,
                  "an agent that lacks an interpreter is told once it leaves work to others") {
  InterpreterChecked notice;
  notice.host = "node2";
  notice.report = {"./py", false, "", "", "", "there is no such file; make it\nwith venv"};
  notice.test_cases = 3;
  notice.others = true;

  const auto told = progress.lines(notice);
  notice.others = false;
  const auto with_all = progress.lines(notice);
  notice.report = {"./py", true, "3.11.2", "/ianvs/core", "0.6", ""};
  const auto usable = progress.lines(notice);

  CHECK(told[0].level == ProgressLine::Level::warning);
  CHECK(told[0].text ==
        "node2: ./py can't be used: there is no such file; make it\n    with venv\n"
        "  3 test cases go to other agents");
  CHECK(with_all[0].level == ProgressLine::Level::detail);
  CHECK(usable[0].level == ProgressLine::Level::detail);
  CHECK(usable[0].text == "node2: ./py is Python 3.11.2 with Ianvs from /ianvs/core and sedna 0.6");
}

TEST_CASE_FIXTURE(Fixture, "an interpreter that no agent can use is told with each reason") {
  CannotBePlaced notice;
  notice.test_cases = 2;
  notice.python = "python3";
  notice.problems = {{"Ianvs can't be imported", {"node1"}}};

  CHECK(only_text(notice) ==
        "svc C=1 kernel=rbf and 1 other test case can't run on any agent: python3 can't be used\n"
        "  node1: Ianvs can't be imported");
  notice.problems = {{"no Ianvs", {"a", "b", "c", "d", "e"}}, {"is missing", {"f"}}};
  notice.more_may_come = true;
  CHECK(only_text(notice) ==
        "svc C=1 kernel=rbf and 1 other test case can't run on any agent: python3 can't be used\n"
        "  5 of 6 agents (a, b, c and 2 others): no Ianvs\n"
        "  1 of 6 agents (f): is missing\n"
        "  waiting for an agent that can");
  notice.request = "1 gpu";
  notice.nearest_offer = "x lacks 1 gpu";
  notice.problems.resize(1);
  notice.problems[0].hosts.resize(1);
  notice.more_may_come = false;
  CHECK(only_text(notice) ==
        "svc C=1 kernel=rbf and 1 other test case can't run on any agent: asked for are 1 gpu; "
        "the nearest offer: x lacks 1 gpu\n"
        "  elsewhere python3 can't be used\n"
        "  a: no Ianvs");
}

TEST_CASE_FIXTURE(
    Fixture, "what was cancelled before it began is no line, what could not be started is one") {
  auto never = done(0, Outcome::cancelled);
  never.outcome = Outcome::cancelled;
  never.result.started = false;
  auto stopped = never;
  stopped.result.started = true;
  auto missing = done(0, Outcome::failed);
  missing.result.started = false;

  CHECK(progress.lines(never)[0].level == ProgressLine::Level::detail);
  CHECK(progress.lines(stopped)[0].level == ProgressLine::Level::info);
  CHECK(progress.lines(missing)[0].level == ProgressLine::Level::info);
}

TEST_CASE_FIXTURE(Fixture, "colours are used only where they were asked for") {
  Progress colored(plan, ids, run_folder, true);

  CHECK(only_text(done(0, Outcome::succeeded)).find('\x1b') == std::string::npos);
  CHECK(colored.lines(done(0, Outcome::succeeded))[0].text.find("\x1b[32m") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture,
                  "the bar shows what is done, failed and running, and for how long still") {
  const Counts counts{.waiting = 28, .running = 2, .succeeded = 9, .failed = 1, .cancelled = 0};

  CHECK(progress.bar(counts, std::chrono::seconds(20), 120) ==
        "[#######.......................] 10/40 done, 1 failed, 2 running, 20s, about 1m 00s left");
  CHECK(progress.bar({.waiting = 40}, std::chrono::seconds(0), 120) ==
        "[..............................] 0/40 done, 0 running, 0.0s");
}

TEST_CASE_FIXTURE(Fixture, "the bar fits into any terminal") {
  const Counts counts{.waiting = 28, .running = 2, .succeeded = 9, .failed = 1, .cancelled = 0};
  for (unsigned width = 1; width < 130; ++width) {
    CAPTURE(width);
    const auto bar = progress.bar(counts, std::chrono::seconds(20), width);
    CHECK((bar.find("\xE2\x80\xA6") == std::string::npos ? bar.size() : bar.size() - 2) <= width);
  }
}

TEST_CASE("a label names algorithm and hyperparameters, however long and odd they are") {
  auto plan = toy_plan();
  plan.algorithms[0].name = "odd\nname";
  plan.algorithms[0].modules[0].axes[0].texts[0] = std::string(500, 'x');

  const auto label = label_of(plan, TestCaseIndex{0});

  CHECK(label.starts_with("odd\\nname C=xxx"));
  CHECK(label.size() <= 102);
}
