#include "coordinator/runner_verb.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <vector>

#include "tests/support/temp_folder.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {

/// An interpreter of our own: a shell script that gets the runner's program and the verb.
struct Fixture {
  TempFolder folder;
  ProcessLimits limits;
  std::vector<std::string> lines;

  VerbEnd run(
      const std::string& script, const std::string& input = "",
      std::optional<Duration> limit = std::nullopt,
      const std::function<void()>& on_each_line = [] {}) {
    const auto python = folder.path("python");
    std::ofstream(python) << "#!/bin/sh\n" << script << "\n";
    chmod(python.c_str(), 0755);
    auto end = run_verb({python, "verb", input, limit}, limits, [&](std::string_view line) {
      lines.emplace_back(line);
      on_each_line();
    });
    REQUIRE(end.has_value());
    return *end;
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a verb reads its input, prints its answer, and its lines are heard") {
  const std::string input(1 << 20, 'x');

  const auto end = run("wc -c; echo one >&2; echo $(basename $1) $2 >&2; printf rest >&2", input);

  CHECK(end.answer == "1048576\n");
  CHECK(end.how == "exit status 0");
  CHECK(lines == std::vector<std::string>{"one", "__main__.py verb", "rest"});
  CHECK(end.stopped_by == 0);
  CHECK_FALSE(end.timed_out);
}

TEST_CASE_FIXTURE(Fixture, "how a verb ended is told") {
  CHECK(run("exit 3").how == "exit status 3");
  CHECK(run("kill -SEGV $$").how == "killed by SIGSEGV");
}

TEST_CASE_FIXTURE(Fixture, "a verb that takes too long is stopped") {
  const auto end = run("exec sleep 1000", "", std::chrono::milliseconds(50));

  CHECK(end.timed_out);
  CHECK(end.how == "killed by SIGTERM");
}

TEST_CASE_FIXTURE(Fixture, "a signal for this program stops the verb") {
  const auto end = run("echo ready >&2; exec sleep 1000", "", std::nullopt, [] { raise(SIGTERM); });

  CHECK(end.stopped_by == SIGTERM);
  CHECK(end.how == "killed by SIGTERM");
}

TEST_CASE_FIXTURE(Fixture, "a verb that is deaf to the first signal is killed by the second") {
  const auto end =
      run("trap '' TERM; echo ready >&2; while :; do sleep 1000; done", "", std::nullopt, [] {
        raise(SIGTERM);
        raise(SIGTERM);
      });

  CHECK(end.stopped_by == SIGTERM);
  CHECK(end.how == "killed by SIGKILL");
}

TEST_CASE_FIXTURE(Fixture, "what a verb leaves running keeps nobody waiting") {
  const auto end = run("sleep 1000 & echo $! >&2; echo done");

  CHECK(end.answer == "done\n");
  REQUIRE(lines.size() == 1);
  CHECK(kill(std::stoi(lines[0]), SIGKILL) == 0);
}

TEST_CASE("an interpreter that isn't there is an error that names it") {
  const ProcessLimits limits;

  const auto end = run_verb({"./no/python", "verb", "", std::nullopt}, limits, [](auto) {});

  REQUIRE_FALSE(end.has_value());
  CHECK(end.error().kind == ErrorKind::not_found);
  CHECK(end.error().where == "./no/python");
}
