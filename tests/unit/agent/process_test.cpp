#include "agent/process.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <functional>
#include <thread>

using namespace ianvs::agent;

namespace {

/// Forks a child that runs `body` and ends.
pid_t child_of(const std::function<void()>& body) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    body();
    ::_exit(0);
  }
  return pid;
}

/// Ends the children that a failed test leaves.
struct NoChildLeft {
  ~NoChildLeft() { end_all_children(children); }
  ChildList children;
};

[[noreturn]] void sleep_for_ever() {
  for (;;) {
    ::pause();
  }
}

}  // namespace

TEST_CASE("children are those that live and those that have ended, until they are reaped") {
  NoChildLeft guard;
  CHECK(guard.children.read().empty());
  const pid_t living = child_of([] { sleep_for_ever(); });
  const pid_t ended = child_of([] {});
  siginfo_t info;
  ::waitid(P_PID, static_cast<id_t>(ended), &info, WEXITED | WNOWAIT);

  CHECK(guard.children.read() == std::vector{living, ended});
  const auto reaped = reap();
  REQUIRE(reaped.size() == 1);
  CHECK(reaped[0].pid == ended);
  CHECK(reaped[0].wait_status == 0);
  CHECK(reaped[0].peak_ram_bytes > 0);
  CHECK(guard.children.read() == std::vector{living});
}

TEST_CASE("many children are all listed") {
  NoChildLeft guard;
  std::vector<pid_t> expected;
  for (int i = 0; i < 700; ++i) {  // more than one read's worth
    expected.push_back(child_of([] { sleep_for_ever(); }));
  }
  CHECK(guard.children.read() == expected);
}

TEST_CASE("orphans come to the first thread, also of a process that has others") {
  NoChildLeft guard;
  become_subreaper();
  int pipe[2];
  REQUIRE(::pipe(pipe) == 0);
  std::thread other([&] {
    char byte = 0;
    (void)!::read(pipe[0], &byte, 1);
  });
  const pid_t middle = child_of([] { child_of([] { sleep_for_ever(); }); });
  REQUIRE(::waitpid(middle, nullptr, 0) == middle);

  CHECK(guard.children.read().size() == 1);

  REQUIRE(::write(pipe[1], "x", 1) == 1);
  other.join();
  ::close(pipe[0]);
  ::close(pipe[1]);
}

TEST_CASE("descendants are seen through all generations") {
  become_subreaper();  // or the guard wouldn't see the lower ones, when the upper one is dead
  NoChildLeft guard;
  int pipe[2];
  REQUIRE(::pipe(pipe) == 0);
  const pid_t top = child_of([&] {
    child_of([&] {
      child_of([&] {
        (void)!::write(pipe[1], "x", 1);
        sleep_for_ever();
      });
      sleep_for_ever();
    });
    sleep_for_ever();
  });
  char byte = 0;
  REQUIRE(::read(pipe[0], &byte, 1) == 1);

  CHECK(descendants(top).size() == 2);
  CHECK(descendants(::getpid()).size() == 3);

  ::close(pipe[0]);
  ::close(pipe[1]);
}

TEST_CASE("ending all children ends their orphans too, however deaf they are") {
  become_subreaper();
  int pipe[2];
  REQUIRE(::pipe(pipe) == 0);
  for (int i = 0; i < 20; ++i) {
    child_of([&] {
      ::setsid();
      ::signal(SIGTERM, SIG_IGN);
      if (::fork() == 0) {
        ::setsid();
        ::fork();
        (void)!::write(pipe[1], "x", 1);
      }
      sleep_for_ever();
    });
  }
  char byte = 0;
  for (int i = 0; i < 40; ++i) {
    REQUIRE(::read(pipe[0], &byte, 1) == 1);
  }

  const ChildList children;
  end_all_children(children);

  CHECK(children.read().empty());
  // Nobody holds the other end any more.
  ::close(pipe[1]);
  CHECK(::read(pipe[0], &byte, 1) == 0);
  ::close(pipe[0]);
}
