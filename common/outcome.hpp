/// How attempts end, what they used, and the programs' exit codes: one table.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/ids.hpp"
#include "common/time.hpp"

namespace ianvs {

enum class Outcome : std::uint8_t {
  succeeded = 0,
  failed = 1,   ///< of its own: exit status, no or wrong result
  crashed = 2,  ///< killed by a signal that neither we nor the kernel's OOM killer sent
  timed_out = 3,
  out_of_memory = 4,
  cancelled = 5,  ///< on request, or given back before it started
  lost = 6,       ///< its agent went away
  stale = 7       ///< came after another attempt had already counted
};
/// The word that people, JSON and the command line use: "succeeded", "timed_out" ...
std::string_view to_text(Outcome outcome);

struct Usage {
  double wall_seconds = 0;
  double user_seconds = 0;
  double system_seconds = 0;
  std::int64_t peak_ram_bytes = 0;  ///< of the whole process tree as far as it is known
  friend bool operator==(const Usage&, const Usage&) = default;
};

/// What came of one attempt, as its agent tells it. Texts come from users' programs: any bytes,
/// bounded by the agent.
struct AttemptResult {
  AttemptId attempt;
  Outcome outcome = Outcome::failed;
  bool started = false;  ///< false: given back untouched, costs no budget
  std::optional<int> exit_status;
  std::optional<int> signal;
  Usage usage;
  WallTime ended_at;        ///< by the agent's clock
  std::string message;      ///< why, one sentence; empty for a success
  std::string stderr_tail;  ///< last lines of stderr, at most 4 KiB; empty for a success
  std::string
      metrics_json;  ///< the object that the runner wrote, at most 256 KiB; empty unless succeeded
  std::string output_dir;  ///< as in the leaderboard's url column, e.g. "./ws/digits/svc/<id>"
  /// An object of texts for those metrics whose cell in the leaderboard isn't the text of their
  /// JSON; empty: there are none.
  std::string texts_json;
  /// Failed for what hyperparameters have no part in: all others of the algorithm would, too.
  bool concerns_algorithm = false;
  friend bool operator==(const AttemptResult&, const AttemptResult&) = default;
};

/// Exit codes of ianvs-coordinator.
enum class ExitCode : int {
  success = 0,
  some_failed = 1,   ///< some test cases did not succeed
  different = 1,     ///< the two that were compared are not equal
  invalid = 2,       ///< the job or the command line is wrong
  no_progress = 3,   ///< no agent can ever satisfy a request
  cannot_go_on = 4,  ///< disk, journal, port: our side
  interrupted = 130,
  terminated = 143
};

/// Exit codes of ianvs-agent: 0 the run ended or it drained; 2 command line, access or version; 3
/// nothing to offer; 4 it could not go on.
enum class AgentExitCode : int { success = 0, invalid = 2, nothing_to_offer = 3, cannot_go_on = 4 };

}  // namespace ianvs
