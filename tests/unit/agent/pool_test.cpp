#include "agent/pool.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <map>
#include <optional>

#include "agent/process.hpp"
#include "common/file.hpp"
#include "tests/support/pool_harness.hpp"

using namespace ianvs;
using namespace ianvs::agent;
using namespace ianvs::test;
using namespace std::chrono_literals;
using std::filesystem::exists;

namespace {

bool lives(const std::string& pid_text) {
  REQUIRE_FALSE(pid_text.empty());
  return ::kill(static_cast<pid_t>(std::stol(pid_text)), 0) == 0;
}

std::size_t open_descriptors() {
  return static_cast<std::size_t>(
      std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {}));
}

}  // namespace

TEST_CASE("an attempt runs in its own folder and environment, and its result is kept and told") {
  PoolHarness harness;

  const auto result = harness.run(
      attempt(7, std::string("pwd -P >where; echo $IANVS_RUN_ID $IANVS_ATTEMPT >numbers; "
                             "cp $IANVS_TESTCASE $IANVS_OUTPUT_DIR/case; ") +
                     writes_result));

  CHECK(result.outcome == Outcome::succeeded);
  CHECK(result.metrics_json == R"({"accuracy":0.5})");
  CHECK(result.output_dir == "./ws/algorithm/7");
  CHECK(result.ended_at.unix_ms > 0);
  CHECK(result.usage.wall_seconds > 0);
  CHECK(harness.started == std::vector<std::uint64_t>{7});
  CHECK(harness.text("where") == harness.folder.path() + "\n");
  CHECK(harness.text("numbers") == "1 1\n");
  CHECK(harness.text("ws/algorithm/7/case") == "{}");
  CHECK(exists(harness.spool("7.done")));

  harness.pool->forget_result(AttemptId{7});
  CHECK_FALSE(exists(harness.spool("7.done")));
}

TEST_CASE("nothing of an attempt is left when its end is told, however it was forked away") {
  PoolHarness harness;

  harness.run(attempt(1, std::string("setsid sh -c 'trap \"\" TERM HUP; "
                                     "(setsid sleep 1000 & echo $! >grandchild); "
                                     "echo $$ >child; exec sleep 1000' & "
                                     "while [ ! -s child ]; do :; done; ") +
                             writes_result));

  CHECK(harness.ended[1].outcome == Outcome::succeeded);
  CHECK_FALSE(lives(harness.text("child")));
  CHECK_FALSE(lives(harness.text("grandchild")));
}

TEST_CASE("what one attempt leaves behind is swept while another one goes on with its children") {
  PoolHarness harness;
  harness.pool->take({attempt(1, std::string("sleep 1000 & echo $! >mine; "
                                             "while [ ! -e go ]; do sleep 0.01; done; kill $!; ") +
                                     writes_result)});
  harness.run_until_exists("mine");

  harness.run(attempt(2, "(setsid sleep 1000 & echo $! >theirs); exit 3"));

  CHECK_FALSE(lives(harness.text("theirs")));
  CHECK(lives(harness.text("mine")));
  CHECK(harness.ended.count(1) == 0);
  REQUIRE(write_file(harness.folder.path("go"), ""));
  harness.run_until_ended(2);
  CHECK(harness.ended[1].outcome == Outcome::succeeded);
}

TEST_CASE("each way to fail has its outcome, its message and the end of stderr") {
  PoolHarness harness;
  const auto status = harness.run(attempt(1, "echo out; echo 'what went wrong' >&2; exit 3"));
  CHECK(status.outcome == Outcome::failed);
  CHECK(status.message == "exit status 3");
  CHECK(status.exit_status == 3);
  CHECK(status.stderr_tail == "what went wrong\n");
  CHECK(harness.text("ws/runs/1/logs/01000000-0000-0000-0000-000000000000.1.out") == "out\n");

  const auto signal = harness.run(attempt(2, "kill -SEGV $$"));
  CHECK(signal.outcome == Outcome::crashed);
  CHECK(signal.message == "killed by signal 11 (SIGSEGV)");

  CHECK(harness.run(attempt(3, "true")).message == "wrote no result file (IANVS_RESULT)");
  CHECK(harness.run(attempt(4, "echo '{}' >$IANVS_RESULT")).outcome == Outcome::failed);

  AttemptSpec missing = attempt(5, "");
  missing.command = {"pyhton3", "svc.py"};
  const auto not_found = harness.run(missing);
  CHECK(not_found.outcome == Outcome::failed);
  CHECK(not_found.started);
  CHECK(not_found.message == "cannot start 'pyhton3': not found in PATH");
  CHECK(exists(harness.spool("5.done")));

  AttemptSpec blocked = attempt(6, "true");
  blocked.output_dir = "./where/inside";  // `where` is a file
  REQUIRE(write_file(harness.folder.path("where"), ""));
  CHECK(harness.run(blocked).message.find(harness.folder.path("where/inside")) == 0);
}

TEST_CASE("an attempt past its timeout gets SIGTERM, and SIGKILL if it is deaf") {
  PoolHarness harness;
  AttemptSpec polite = attempt(1, "trap 'echo asked >&2; exit 0' TERM; sleep 1000 & wait");
  polite.timeout = 50ms;
  polite.grace = 1h;
  const auto ended = harness.run(polite);
  CHECK(ended.outcome == Outcome::timed_out);
  CHECK(ended.exit_status == 0);
  CHECK(ended.stderr_tail == "asked\n");

  AttemptSpec deaf = attempt(
      2, "trap '' TERM; (setsid sleep 1000 & echo $! >deaf_child); while :; do sleep 1000; done");
  deaf.timeout = 50ms;
  const auto killed = harness.run(deaf);
  CHECK(killed.outcome == Outcome::timed_out);
  CHECK(killed.signal == SIGKILL);
  CHECK(killed.message.find("ran longer than its timeout of ") == 0);
  CHECK_FALSE(lives(harness.text("deaf_child")));
}

TEST_CASE("no more run at once than there are workers, and all get their turn in order") {
  PoolHarness harness(workers(2));
  std::vector<AttemptSpec> specs;
  for (std::uint64_t id = 1; id <= 9; ++id) {
    specs.push_back(attempt(id, std::string(writes_result)));
  }
  harness.pool->take(specs);
  while (harness.ended.size() < 9) {
    CHECK(harness.pool->running() <= 2);
    harness.loop.run_one();
  }
  CHECK(harness.started == std::vector<std::uint64_t>{1, 2, 3, 4, 5, 6, 7, 8, 9});
}

TEST_CASE("those that wait are given back untouched; a recall leaves those alone that run") {
  PoolHarness harness(workers(1));
  harness.pool->take({attempt(1, "echo $$ >pid; exec sleep 1000"), attempt(2, "true"),
                      attempt(3, "true"), attempt(4, "true")});
  harness.run_until_exists("pid");

  harness.pool->stop({AttemptId{1}, AttemptId{3}, AttemptId{99}}, true);
  CHECK(harness.ended.size() == 1);
  CHECK(harness.ended[3].outcome == Outcome::cancelled);
  CHECK_FALSE(harness.ended[3].started);
  CHECK_FALSE(exists(harness.spool("3.done")));

  harness.pool->stop({AttemptId{2}, AttemptId{1}}, false);
  harness.run_until_ended(4);
  CHECK(harness.ended[1].outcome == Outcome::cancelled);
  CHECK(harness.ended[1].started);
  CHECK_FALSE(harness.ended[2].started);
  CHECK(harness.ended[4].started);
}

TEST_CASE("stopping all ends what runs and gives back what waits") {
  PoolHarness harness(workers(2));
  harness.pool->take({attempt(1, "exec sleep 1000"), attempt(2, "exec sleep 1000"),
                      attempt(3, "exec sleep 1000")});
  harness.pool->stop_all();
  harness.run_until_ended(3);
  CHECK(harness.started.size() == 2);
  for (const auto& [id, result] : harness.ended) {
    CHECK(result.outcome == Outcome::cancelled);
  }
}

TEST_CASE("what asks for more than is offered, or names no command, fails with the reason") {
  PoolHarness harness;
  AttemptSpec greedy = attempt(1, "true");
  greedy.resources.cpu = 3 * amount_unit;
  AttemptSpec empty = attempt(2, "true");
  empty.command.clear();
  harness.pool->take({greedy, empty});
  CHECK(harness.ended[1].outcome == Outcome::failed);
  CHECK(harness.ended[1].message == "asks for 3 cpu, offered are 2 cpu");
  CHECK(harness.ended[2].message == "there is no command to start");
}

TEST_CASE("two hundred attempts leave no process, no file beside their results, no descriptor") {
  PoolHarness harness(workers(4));
  harness.run(attempt(1000, "true"));  // what is opened once is open now
  const auto before = open_descriptors();
  std::vector<AttemptSpec> specs;
  for (std::uint64_t id = 1; id <= 200; ++id) {
    specs.push_back(attempt(id, id % 3 == 0 ? "(setsid sleep 1000 &) ; exit 1" : writes_result));
  }
  harness.pool->take(std::move(specs));
  harness.run_until_ended(201);
  for (const auto& [id, result] : harness.ended) {
    harness.pool->forget_result(AttemptId{id});
  }

  CHECK(open_descriptors() == before);
  CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);
  CHECK(errno == ECHILD);
  CHECK(std::filesystem::is_empty(harness.run_folder + "/logs"));
  const std::string folder = harness.run_folder;
  harness.pool.reset();
  CHECK(std::filesystem::is_empty(folder + "/spool"));
  CHECK(std::distance(std::filesystem::directory_iterator(harness.scratch.path()), {}) <= 4);
}

TEST_CASE("each attempt has an empty folder for temporary files, and nothing of it stays") {
  PoolHarness harness;
  const auto in_use = [&] {
    return std::distance(std::filesystem::directory_iterator(harness.temporary.path()), {});
  };
  const std::string looks = "ls -A \"$TMPDIR\" >> seen; echo \"$TMPDIR\" >> places; ";

  for (std::uint64_t id = 1; id <= 3; ++id) {
    harness.run(
        attempt(id, looks + "mkdir -p \"$TMPDIR/a/b\" \"$TMPDIR.tmp/c\"; chmod 0 \"$TMPDIR/a\"; " +
                        writes_result));
    CHECK(harness.ended[id].outcome == Outcome::succeeded);
  }
  harness.run(attempt(4, looks + "rm -r \"$TMPDIR\"; ln -s / \"$TMPDIR\"; " + writes_result));
  harness.run(attempt(5, looks + writes_result));

  CHECK(harness.text("seen") == "");
  CHECK(harness.text("places").find(harness.temporary.path("0") + "\n") == 0);
  harness.pool.reset();
  CHECK(in_use() == 1);  // the slot's empty folder goes with the agent
  CHECK(std::filesystem::is_empty(harness.temporary.path("0")));
}

TEST_CASE("where the system has no room for a process, starting waits and says which limit") {
  PoolHarness harness;
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const int next = ::dup(0);
  ::close(next);
  const rlimit low{static_cast<rlim_t>(next), limit.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &low);
  harness.pool->take({attempt(1, writes_result), attempt(2, writes_result)});
  CHECK(harness.started.empty());
  REQUIRE(harness.warnings.size() == 1);
  CHECK(harness.warnings[0].find("Too many open files") != std::string::npos);

  harness.loop.run_one();  // one more try, which says nothing new
  CHECK(harness.started.empty());
  CHECK(harness.warnings.size() == 1);
  ::setrlimit(RLIMIT_NOFILE, &limit);
  harness.run_until_ended(2);
  CHECK(harness.ended[1].outcome == Outcome::succeeded);
  CHECK(harness.ended[2].outcome == Outcome::succeeded);
}

TEST_CASE("one that waits for room in the system can be given back") {
  PoolHarness harness;
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const int next = ::dup(0);
  ::close(next);
  const rlimit low{static_cast<rlim_t>(next), limit.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &low);
  harness.pool->take({attempt(1, writes_result)});
  harness.pool->stop({AttemptId{1}}, true);
  ::setrlimit(RLIMIT_NOFILE, &limit);
  CHECK_FALSE(harness.ended[1].started);
  CHECK(harness.run(attempt(2, writes_result)).outcome == Outcome::succeeded);
}

TEST_CASE("a result that can't be kept is told all the same") {
  PoolHarness harness;
  harness.pool->take({attempt(1, "while [ ! -e go ]; do sleep 0.01; done; exit 3")});
  std::filesystem::remove_all(harness.spool(""));
  REQUIRE(write_file(harness.folder.path("go"), ""));
  harness.run_until_ended(1);
  CHECK(harness.ended[1].message == "exit status 3");
  REQUIRE(harness.spool_failures.size() == 1);
  CHECK(harness.spool_failures[0].find("1.done") != std::string::npos);
}

TEST_CASE("a node that doesn't see the run's folders says which, and gives attempts back") {
  PoolHarness harness;
  Welcome elsewhere = harness.welcome();
  elsewhere.run_folder = "/no/such/run";
  asio::io_context loop;
  std::vector<AttemptResult> back;
  Pool pool(
      loop, workers(1), {}, {},
      {nullptr, [&](AttemptResult result) { back.push_back(result); }, nullptr, nullptr, nullptr});

  CHECK(pool.enter_run(elsewhere, AgentId{}).error().where == "/no/such/run");
  CHECK_FALSE(exists("/no/such"));
  elsewhere.directory = "/no/such/directory";
  CHECK(pool.enter_run(elsewhere, AgentId{}).error().where == "/no/such/directory");
  pool.take({attempt(1, "true")});
  REQUIRE(back.size() == 1);
  CHECK_FALSE(back[0].started);
}

TEST_CASE("a pool that goes takes what runs with it") {
  std::string pid;
  {
    PoolHarness harness;
    harness.pool->take({attempt(1,
                                "trap '' TERM; (setsid sleep 1000 & echo $! >orphan); "
                                "while :; do sleep 1000; done")});
    harness.run_until_exists("orphan");
    while ((pid = harness.text("orphan")).empty()) {
    }
  }
  CHECK_FALSE(lives(pid));
}
