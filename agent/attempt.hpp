/// The life of one attempt: running, stopping, killing, sweeping, gone. Makes no system call.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "agent/result_file.hpp"
#include "common/outcome.hpp"
#include "common/plan.hpp"
#include "common/time.hpp"

namespace ianvs::agent {

enum class AttemptState : std::uint8_t {
  running,   ///< its runner lives
  stopping,  ///< SIGTERM was sent, `grace` runs
  killing,   ///< SIGKILL was sent to the runner
  sweeping,  ///< the runner is gone; what it left behind is being killed
  gone       ///< nothing of it is left: its result may be told
};

// ---- what happens ----
struct RunnerExited {
  std::optional<int> exit_status;  ///< either this
  std::optional<int> signal;       ///< or this
  Usage usage;                     ///< `wall_seconds` is not looked at
};
/// No process of it is left.
struct TreeGone {};
/// It was cancelled.
struct StopAsked {};
/// `next_deadline` is reached. Nothing happens if it isn't.
struct DeadlinePassed {};
using AttemptEvent = std::variant<RunnerExited, TreeGone, StopAsked, DeadlinePassed>;

// ---- what is to be done ----
enum class AttemptAction : std::uint8_t {
  none,
  terminate,  ///< SIGTERM to all of the tree
  kill,       ///< SIGKILL to the runner and its process group: its exit starts the sweep
  sweep,      ///< kill whatever the runner left behind, then say TreeGone
  report      ///< it is over: read what it wrote and conclude
};

/// Invariants: (1) states only go forward; (2) each action but `none` is given at most once; (3)
/// the reason for which we end it is the first one, and is recorded before any signal: exit status
/// alone never decides.
class Attempt {
 public:
  Attempt(AttemptId id, Time started_at, std::optional<Duration> timeout, Duration grace);

  /// Any event in any state is fine; those that come late or twice change nothing.
  AttemptAction handle(const AttemptEvent& event, Time now);
  /// Of the timeout or the grace; nullopt if only a process can change something.
  std::optional<Time> next_deadline() const { return deadline_; }
  AttemptState state() const { return state_; }

  /// For state `gone`: the outcome with its message, all but `ended_at` and `output_dir`.
  /// `stderr_tail` may hold any bytes.
  AttemptResult conclude(RunnerKind runner, const ResultFile& file, std::string stderr_tail) const;
  /// For an attempt whose program couldn't be started.
  static AttemptResult not_startable(AttemptId id, std::string why);
  /// For an attempt that is given back as it came.
  static AttemptResult given_back(AttemptId id, std::string why);

 private:
  enum class StopReason : std::uint8_t { none, cancelled, timed_out };

  AttemptAction handle_one(const RunnerExited& exited, Time now);
  AttemptAction handle_one(const TreeGone& gone, Time now);
  AttemptAction handle_one(const StopAsked& asked, Time now);
  AttemptAction handle_one(const DeadlinePassed& passed, Time now);
  AttemptAction stop(StopReason reason, Time now);
  /// True if we ended it, or if a signal did; the outcome and its message are in `result` then.
  bool was_ended(AttemptResult& result) const;
  void conclude_command(const ResultFile& file, AttemptResult& result) const;
  void conclude_ianvs(const ResultFile& file, AttemptResult& result) const;

  AttemptId id_;
  Time started_at_;
  std::optional<Duration> timeout_;
  Duration grace_;
  AttemptState state_ = AttemptState::running;
  std::optional<Time> deadline_;
  StopReason stop_reason_ = StopReason::none;
  RunnerExited exited_;
};

}  // namespace ianvs::agent
