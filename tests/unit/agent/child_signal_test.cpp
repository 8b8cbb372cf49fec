#include "agent/child_signal.hpp"

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

using namespace ianvs::agent;

namespace {

bool is_blocked(int signal) {
  sigset_t blocked;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
  return ::sigismember(&blocked, signal) == 1;
}

}  // namespace

TEST_CASE("the end of a child makes it readable, and reading it doesn't block") {
  REQUIRE_FALSE(is_blocked(SIGCHLD));
  int descriptor = -1;
  {
    const ChildSignal signal;
    descriptor = signal.descriptor();
    CHECK(is_blocked(SIGCHLD));
    signalfd_siginfo info{};
    CHECK(::read(descriptor, &info, sizeof(info)) == -1);
    CHECK(errno == EAGAIN);

    const pid_t child = ::fork();
    if (child == 0) {
      ::_exit(0);
    }
    pollfd readable{descriptor, POLLIN, 0};
    CHECK(::poll(&readable, 1, -1) == 1);
    CHECK(::read(descriptor, &info, sizeof(info)) == sizeof(info));
    CHECK(info.ssi_pid == static_cast<std::uint32_t>(child));
    ::waitpid(child, nullptr, 0);
  }
  CHECK_FALSE(is_blocked(SIGCHLD));
  ::close(descriptor);
}
