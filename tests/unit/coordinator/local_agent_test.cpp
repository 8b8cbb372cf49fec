#include "coordinator/local_agent.hpp"

#include <doctest/doctest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "common/log.hpp"
#include "coordinator/standing_agent.hpp"
#include "tests/support/temp_folder.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {

constexpr auto for_ever = std::chrono::seconds(20);

/// PATH holds an ianvs-agent that is a shell script of the test's.
struct Fixture {
  TempFolder folder;
  std::string path_before = getenv("PATH");
  asio::io_context loop;
  ProcessLimits limits;
  std::string logged;
  std::vector<std::uint64_t> lost;
  int gone = 0;
  LocalAgent agent{loop,
                   limits,
                   {"127.0.0.1:7600", "/run/access", 2},
                   {[this](std::uint64_t pid) { lost.push_back(pid); }, [this] { ++gone; }}};

  Fixture() {
    setenv("PATH", (folder.path() + ":" + path_before).c_str(), 1);
    set_up_log(
        {.program = {}, .json = false, .verbosity = 0, .write = [this](std::string_view line) {
           logged += line;
         }});
  }
  ~Fixture() {
    setenv("PATH", path_before.c_str(), 1);
    set_up_log({});
  }

  void script(const std::string& body) {
    const auto path = folder.path("ianvs-agent");
    std::ofstream(path) << "#!/bin/sh\n" << body << '\n';
    chmod(path.c_str(), 0755);
  }
  std::string content(const std::string& name) const {
    std::ifstream file(folder.path(name));
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  template <class Condition>
  void run_until(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + for_ever;
    while (!condition()) {
      REQUIRE(std::chrono::steady_clock::now() < end);
      loop.run_one_for(std::chrono::milliseconds(10));
      loop.restart();
    }
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture,
                  "the local agent is told where to join, and lives in a session of its own") {
  script("cd " + folder.path() +
         "; echo \"$@\" > arguments; read _ _ _ _ _ session _ < /proc/$$/stat; echo $$ $session > "
         "session");

  REQUIRE(agent.start());
  run_until([&] { return gone == 1; });

  CHECK(content("arguments") ==
        "--join 127.0.0.1:7600 --access /run/access --local --workers 2 --orphan-timeout 60s\n");
  std::istringstream session(content("session"));
  int pid = 0, its_session = 1;
  session >> pid >> its_session;
  CHECK(pid == its_session);
  CHECK(agent.how_it_ended() == "exit status 0");
}

TEST_CASE_FIXTURE(Fixture, "its warnings are passed on, all it said last is kept") {
  script("echo all is well >&2; echo 'warning: no disk' >&2; exit 3");

  REQUIRE(agent.start());
  run_until([&] { return gone == 1; });

  CHECK(logged == "warning: local agent: no disk\n");
  CHECK(agent.last_words() == std::vector<std::string>{"all is well", "warning: no disk"});
  CHECK(agent.how_it_ended() == "exit status 3");
}

TEST_CASE_FIXTURE(Fixture,
                  "the process that said hello is watched too, if it is the program's child") {
  script("sleep 1000 & echo $! > " + folder.path("child.tmp") + "; mv " + folder.path("child.tmp") +
         " " + folder.path("child") + "; wait; exit 9");
  REQUIRE(agent.start());
  run_until([&] { return !content("child").empty(); });
  const auto child = std::stoull(content("child"));

  agent.said_hello(static_cast<std::uint64_t>(getpid()));
  agent.said_hello(child);
  kill(static_cast<pid_t>(child), SIGKILL);
  run_until([&] { return gone == 1; });

  CHECK(lost == std::vector<std::uint64_t>{child});
  CHECK(agent.how_it_ended() == "exit status 9");
}

TEST_CASE_FIXTURE(Fixture, "it is asked to end by SIGTERM") {
  script("exec sleep 1000");
  REQUIRE(agent.start());
  CHECK(agent.is_there());

  agent.ask_to_end();
  run_until([&] { return gone == 1; });

  CHECK_FALSE(agent.is_there());
  CHECK(agent.how_it_ended() == "killed by SIGTERM");
}

TEST_CASE_FIXTURE(Fixture, "one that ends again and again is given up with what it said") {
  script("echo run >> " + folder.path("runs") + "; echo 'error: no port' >&2; exit 4");
  std::string why;
  StandingAgent standing(loop, limits, {"127.0.0.1:7600", "/run/access", 2},
                         {[](std::uint64_t) {}, [&](const std::string& text) { why = text; }});

  standing.start();
  run_until([&] { return !why.empty(); });

  CHECK(content("runs") == "run\nrun\nrun\nrun\nrun\n");
  CHECK(why == "the local agent ended 5 times in a row (exit status 4)\n  it said: error: no port");
}

TEST_CASE_FIXTURE(Fixture, "a result in between makes the count begin anew") {
  script("echo run >> " + folder.path("runs") + "; exit 4");
  std::string why;
  StandingAgent standing(loop, limits, {"127.0.0.1:7600", "/run/access", 2},
                         {[](std::uint64_t) {}, [&](const std::string& text) { why = text; }});
  TestCaseDone done;
  done.result.outcome = Outcome::failed;

  standing.start();
  run_until([&] { return content("runs").size() >= 12; });
  standing.hear(done);
  run_until([&] { return !why.empty(); });

  CHECK(content("runs").size() > 20);
}

TEST_CASE_FIXTURE(Fixture, "a program that is nowhere is told with where it was looked for") {
  setenv("PATH", folder.path().c_str(), 1);

  const auto started = agent.start();

  REQUIRE_FALSE(started);
  CHECK(started.error().kind == ErrorKind::not_found);
  CHECK(started.error().what.find("ianvs-agent") != std::string::npos);
}
