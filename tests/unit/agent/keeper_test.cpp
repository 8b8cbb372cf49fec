#include "agent/keeper.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

using namespace ianvs::agent;

namespace {

[[noreturn]] void sleep_for_ever() {
  for (;;) {
    ::pause();
  }
}

struct Pipe {
  Pipe() { REQUIRE(::pipe(ends) == 0); }
  ~Pipe() {
    ::close(ends[0]);
    close_writer();
  }
  void close_writer() {
    if (ends[1] >= 0) {
      ::close(ends[1]);
      ends[1] = -1;
    }
  }
  void say(char byte) const { (void)!::write(ends[1], &byte, 1); }
  /// '\0' once nobody can write any more.
  char hear() const {
    char byte = 0;
    return ::read(ends[0], &byte, 1) == 1 ? byte : '\0';
  }
  int ends[2] = {-1, -1};
};

/// A keeper in a process of its own, as `keep` takes its process over.
pid_t start_keeper(const std::function<int(int)>& agent_main) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::_exit(keep([&](int lifeline) {
      ::_exit(agent_main(lifeline));  // nothing of the test program is to run at exit
      return 0;
    }));
  }
  return pid;
}

int exit_status_of(pid_t keeper) {
  int status = 0;
  REQUIRE(::waitpid(keeper, &status, 0) == keeper);
  REQUIRE(WIFEXITED(status));
  return WEXITSTATUS(status);
}

}  // namespace

TEST_CASE("the keeper ends with the agent's exit status, or 128 and its signal") {
  CHECK(exit_status_of(start_keeper([](int) { return 0; })) == 0);
  CHECK(exit_status_of(start_keeper([](int) { return 3; })) == 3);
  CHECK(exit_status_of(start_keeper([](int) {
          ::raise(SIGKILL);
          return 0;
        })) == 128 + SIGKILL);
}

TEST_CASE("when the agent is killed, the keeper ends its trees before it ends itself") {
  Pipe pipe;
  const pid_t keeper = start_keeper([&](int) {
    for (int i = 0; i < 3; ++i) {
      if (::fork() == 0) {
        ::setsid();
        ::signal(SIGTERM, SIG_IGN);
        if (::fork() == 0) {
          ::setsid();
          pipe.say('x');
        }
        sleep_for_ever();
      }
    }
    for (int i = 0; i < 3; ++i) {
      pipe.hear();
    }
    ::raise(SIGKILL);
    return 0;
  });

  CHECK(exit_status_of(keeper) == 128 + SIGKILL);

  pipe.close_writer();
  CHECK(pipe.hear() == '\0');  // all who held the other end are gone
}

TEST_CASE("the keeper passes signals on, each as often as it comes") {
  Pipe pipe;
  static const Pipe* heard = nullptr;
  heard = &pipe;
  const pid_t keeper = start_keeper([&](int lifeline) {
    for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2}) {
      ::signal(signal, [](int caught) { heard->say(static_cast<char>(caught)); });
    }
    pipe.say('r');
    char byte = 0;
    while (::read(lifeline, &byte, 1) < 0) {
    }
    return 0;
  });
  REQUIRE(pipe.hear() == 'r');

  for (const int signal : {SIGTERM, SIGINT, SIGINT, SIGHUP, SIGUSR1, SIGUSR2}) {
    ::kill(keeper, signal);
    CHECK(pipe.hear() == static_cast<char>(signal));
  }

  ::kill(keeper, SIGKILL);  // which ends the agent's wait
  CHECK(::waitpid(keeper, nullptr, 0) == keeper);
}

TEST_CASE("when the keeper is killed, the agent sees the end of its lifeline and goes on") {
  Pipe pipe;
  const pid_t keeper = start_keeper([&](int lifeline) {
    pipe.say('r');
    char byte = 0;
    pipe.say(::read(lifeline, &byte, 1) == 0 ? 'e' : 'n');
    return 0;
  });
  REQUIRE(pipe.hear() == 'r');
  ::kill(keeper, SIGKILL);
  CHECK(pipe.hear() == 'e');
  CHECK(::waitpid(keeper, nullptr, 0) == keeper);
}

TEST_CASE("the agent lives in a session of its own, with the signals that the keeper was given") {
  CHECK(exit_status_of(start_keeper([](int) {
          sigset_t blocked;
          ::sigprocmask(SIG_SETMASK, nullptr, &blocked);
          return ::getsid(0) == ::getpid() && ::sigismember(&blocked, SIGTERM) == 0 ? 7 : 1;
        })) == 7);
}
