/// The life of one attempt: running, stopping, killing, sweeping, gone. Makes no system call.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/outcome.hpp"
#include "common/time.hpp"

namespace ianvs::agent {

enum class AttemptState : std::uint8_t {
  running,   ///< its runner lives
  stopping,  ///< SIGTERM was sent, `grace` runs
  killing,   ///< SIGKILL was sent to the whole tree
  sweeping,  ///< the runner is gone; what it left behind is being killed
  gone       ///< nothing of it is left: its result may be told
};

// ---- what happens ----
struct RunnerExited {
  int wait_status = 0;   ///< as wait4 gives it
  Usage usage;
};
/// No process of it is left.
struct TreeGone {};
struct StopAsked {};     ///< cancelled
struct DeadlinePassed {};
using AttemptEvent = std::variant<RunnerExited, TreeGone, StopAsked, DeadlinePassed>;

// ---- what is to be done ----
enum class AttemptAction : std::uint8_t {
  none,
  terminate,  ///< SIGTERM to the runner's process group
  kill,       ///< SIGKILL to all of the tree
  sweep,      ///< kill whatever the runner left behind, then say TreeGone
  report      ///< it is over: read the result, tell it
};

/// What the runner wrote to IANVS_RESULT.
struct ResultFile {
  bool exists = false;
  std::string content;      ///< up to the limit
  bool too_large = false;
};

class Attempt {
 public:
  Attempt(AttemptId id, Time started_at, std::optional<Duration> timeout, Duration grace);

  AttemptAction handle(const AttemptEvent& event, Time now);
  std::optional<Time> next_deadline() const;
  AttemptState state() const;

  /// For state `gone`: the outcome with its message. Why *we* killed it was recorded before the signal; exit status alone
  /// never decides. `stderr_tail` may hold any bytes.
  AttemptResult conclude(const ResultFile& file, std::string stderr_tail) const;
  /// For a program that couldn't be started.
  static AttemptResult not_startable(AttemptId id, std::string why);

 private:
  AttemptId id_;
};

}  // namespace ianvs::agent
