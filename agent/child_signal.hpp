/// Makes SIGCHLD readable.
#pragma once
#include <csignal>

namespace ianvs::agent {

/// Blocks SIGCHLD for the thread that makes it, and for those that it starts later, until it goes.
class ChildSignal {
 public:
  ChildSignal();
  ~ChildSignal();
  ChildSignal(const ChildSignal&) = delete;
  ChildSignal& operator=(const ChildSignal&) = delete;

  /// Readable, without blocking, when children have ended since it was read. To be closed by the
  /// caller.
  int descriptor() const { return descriptor_; }

 private:
  sigset_t before_;
  int descriptor_ = -1;
};

}  // namespace ianvs::agent
