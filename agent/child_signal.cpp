#include "agent/child_signal.hpp"

#include <pthread.h>
#include <sys/signalfd.h>

namespace ianvs::agent {

ChildSignal::ChildSignal() {
  sigset_t child;
  ::sigemptyset(&child);
  ::sigaddset(&child, SIGCHLD);
  ::pthread_sigmask(SIG_BLOCK, &child, &before_);
  descriptor_ = ::signalfd(-1, &child, SFD_NONBLOCK | SFD_CLOEXEC);
}

ChildSignal::~ChildSignal() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

}  // namespace ianvs::agent
