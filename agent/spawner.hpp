/// Starts the processes of runners.
#pragma once
#include <sys/resource.h>
#include <sys/types.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/result.hpp"

namespace ianvs::agent {

/// The limits that this process was given before it changed them for itself.
struct GivenLimits {
  std::optional<rlimit> descriptors, core;
};
/// Raises the soft limit of descriptors to the hard one and forbids core dumps, as the agent holds
/// keys.
GivenLimits change_own_limits();

/// What one runner starts with.
struct Spawn {
  std::vector<std::string> command;      ///< command[0] is looked up in PATH unless it has a slash
  std::vector<std::string> environment;  ///< "NAME=value", beside what all runners have in common
  std::string stdout_path, stderr_path;  ///< made anew
  int inherited = -1;                    ///< it gets this descriptor of ours as number 3; -1: none
  bool is_subreaper = true;              ///< false: what it orphans comes to us
};

/// Not thread-safe: to be used by the first thread alone, with which runners die. Descriptors 0, 1
/// and 2 must be open.
class Spawner {
 public:
  /// Runners get `limits` back.
  explicit Spawner(GivenLimits limits);
  ~Spawner();
  Spawner(const Spawner&) = delete;
  Spawner& operator=(const Spawner&) = delete;

  /// Where runners start (absolute), and what all have in common: "NAME=value", each name once,
  /// PATH among them.
  void set_scene(std::string directory, std::vector<std::string> environment);

  /// Starts the program in a session of its own, with stdin from /dev/null, default signals, the
  /// given limits and no other descriptor; it dies with this process. Returns once it
  /// is executed. Costs a vfork: no page is copied. `unavailable`: a limit is reached, which is
  /// named, and a later try may go well; else what can't be started and why.
  Result<pid_t> spawn(const Spawn& what);

 private:
  struct Child;
  Result<std::string> find_program(const std::string& name);
  Error failure_of(const Child& child, const Spawn& what) const;

  GivenLimits limits_;
  int null_ = -1;
  std::unique_ptr<std::byte[]> stack_;
  std::string directory_;
  std::vector<std::string> environment_;
  std::unordered_map<std::string, std::string> programs_;  ///< by name: where PATH had it
};

}  // namespace ianvs::agent
