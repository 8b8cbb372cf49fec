#include "agent/keeper.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>

#include "agent/process.hpp"
#include "common/outcome.hpp"

namespace ianvs::agent {
namespace {

int status_of(int wait_status) {
  return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

/// Passes signals on until `agent` has ended; gives its exit status.
int watch(pid_t agent, const sigset_t& signals) {
  for (;;) {
    const int signal = ::sigwaitinfo(&signals, nullptr);
    if (signal > 0 && signal != SIGCHLD) {
      ::kill(agent, signal);
    }
    int wait_status = 0;
    if (::waitpid(agent, &wait_status, WNOHANG) == agent) {
      return status_of(wait_status);
    }
  }
}

int cannot_start(const char* what) {
  std::fprintf(stderr, "ianvs-agent: cannot start: %s: %s\n", what, std::strerror(errno));
  return static_cast<int>(AgentExitCode::cannot_go_on);
}

}  // namespace

int keep(const std::function<int(int lifeline)>& agent_main) {
  // First of all: a signal that comes now waits until there is somebody to pass it on to.
  sigset_t signals, before;
  ::sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2, SIGCHLD}) {
    ::sigaddset(&signals, signal);
  }
  struct sigaction hang_up {};
  ::sigaction(SIGHUP, nullptr, &hang_up);
  if (hang_up.sa_handler == SIG_IGN) {  // nohup; blocked, it would come all the same
    ::sigdelset(&signals, SIGHUP);
  }
  ::sigprocmask(SIG_BLOCK, &signals, &before);
  become_subreaper();
  int lifeline[2];
  if (::pipe2(lifeline, O_CLOEXEC) != 0) {
    return cannot_start("pipe");
  }
  const pid_t agent = ::fork();
  if (agent < 0) {
    return cannot_start("fork");
  }
  if (agent == 0) {
    ::close(lifeline[1]);
    ::setsid();  // a Ctrl-C is for the keeper alone: passed on, it must not come twice
    ::sigprocmask(SIG_SETMASK, &before, nullptr);
    std::exit(agent_main(lifeline[0]));
  }
  ::close(lifeline[0]);
  const int status = watch(agent, signals);
  const ChildList children;
  end_all_children(children);
  return status;
}

}  // namespace ianvs::agent
