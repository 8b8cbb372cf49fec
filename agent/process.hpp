/// Starts one runner's process and ends process trees: the system calls of the pool.
#pragma once
#include <sys/types.h>

#include <string>
#include <vector>

#include "common/outcome.hpp"
#include "common/result.hpp"

namespace ianvs::agent {

struct Spawn {
  std::vector<std::string> command;      ///< command[0] is looked up in PATH of `environment` unless it has a slash
  std::vector<std::string> environment;  ///< "NAME=value", whole
  std::string directory;
  std::string stdout_path, stderr_path;  ///< made anew
};

/// Starts the program in a session of its own, as a subreaper, with stdin from /dev/null, default signals and the limits that
/// the agent itself was given; it dies with the agent. Costs a vfork: no page is copied. `not_found`/`refused`/`io` if exec fails.
Result<pid_t> spawn(const Spawn& what);

struct Reaped {
  pid_t pid = 0;
  int wait_status = 0;
  double user_seconds = 0, system_seconds = 0;
  std::int64_t peak_ram_bytes = 0;
};
/// All children that have ended by now.
std::vector<Reaped> reap();

/// Direct children of this process, from /proc/self/task/*/children.
std::vector<pid_t> children();
/// All descendants of `pid`, without itself, deepest last.
std::vector<pid_t> descendants(pid_t pid);

}  // namespace ianvs::agent
