/// Starts the runner's program for what the coordinator itself needs of Ianvs, and waits for its
/// answer.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "common/result.hpp"
#include "common/time.hpp"
#include "coordinator/process_limits.hpp"

namespace ianvs::coordinator {

struct VerbCall {
  std::string python;             ///< the interpreter: a path, or a name to be looked up in PATH
  std::string verb;               ///< what the program is to do, "simulate" or "picture"
  std::string input;              ///< what it reads from stdin
  std::optional<Duration> limit;  ///< after so long it is stopped; nullopt: never
};

struct VerbEnd {
  std::string answer;  ///< its stdout, at most 1 MiB
  std::string how;     ///< "exit status 1", "killed by SIGKILL"
  int stopped_by = 0;  ///< the first signal that asked this program to stop meanwhile
  bool timed_out = false;
};

/// Hears each line of what the verb prints to stderr, without the line break.
using VerbLine = std::function<void(std::string_view)>;

/// Runs the verb to its end, in a session of its own. A signal that asks this program to stop, and
/// the end of the limit, stop the verb and its session by SIGTERM, a second signal or two more
/// seconds by SIGKILL. `not_found`, `io` if it can't be started.
Result<VerbEnd> run_verb(const VerbCall& call, const ProcessLimits& limits,
                         const VerbLine& on_line);

}  // namespace ianvs::coordinator
