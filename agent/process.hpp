/// Sees, reaps and ends the processes below this one.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace ianvs::agent {

/// Makes this process the parent of all orphans below it.
void become_subreaper();

struct Reaped {
  pid_t pid = 0;
  int wait_status = 0;
  double user_seconds = 0, system_seconds = 0;  ///< with the descendants that it waited for
  /// Of the largest of these; never less than this process' own, which a child shares until its
  /// exec and the kernel counts.
  std::int64_t peak_ram_bytes = 0;
};
/// All children that have ended by now.
std::vector<Reaped> reap();

/// The children of the thread that makes this, which must be the process's first one: the kernel
/// gives it all orphans. Keeps its file open, so that a lack of descriptors can't hide a child.
class ChildList {
 public:
  ChildList();
  ~ChildList();
  ChildList(const ChildList&) = delete;
  ChildList& operator=(const ChildList&) = delete;

  /// False on a kernel without /proc/<pid>/task/<tid>/children.
  bool is_available() const { return descriptor_ >= 0; }
  /// Those that have ended and were not reaped included. Complete as long as nobody reaps
  /// meanwhile. 0.3 us.
  std::vector<pid_t> read() const;

 private:
  int descriptor_ = -1;
};

/// Descendants of `pid` as far as they can be seen in one look, without itself, parents first.
std::vector<pid_t> descendants(pid_t pid);

/// SIGTERM to the process group that `pid` leads, or to `pid` alone as long as it leads none, and
/// to all else below it.
void terminate_tree(pid_t pid);
/// SIGKILL to the same group.
void kill_group(pid_t pid);
/// SIGKILL to every child, and to those whom their deaths make our children, until none is left.
void end_all_children(const ChildList& children);

}  // namespace ianvs::agent
