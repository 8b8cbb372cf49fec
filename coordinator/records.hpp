/// What a run's journal holds, in order; the scheduler can be rebuilt from it. Old programs'
/// records must stay readable: add fields at the end and new kinds with new numbers
/// (coordinator/record_codec).
#pragma once
#include <string>
#include <variant>
#include <vector>

#include "common/ids.hpp"
#include "common/outcome.hpp"

namespace ianvs::coordinator {

/// First record of a journal.
struct RunStarted {
  RunId run;
  std::string program_version;
  std::string job_path, directory;
  std::uint32_t test_cases = 0;
  WallTime at;
  friend bool operator==(const RunStarted&, const RunStarted&) = default;
};
/// An agent was taken in, or came back. What people see of it stands here once.
struct AgentTaken {
  AgentId agent;
  std::string host;
  std::uint64_t pid = 0;
  bool local = false;
  friend bool operator==(const AgentTaken&, const AgentTaken&) = default;
};
/// Stands before the order to start it leaves the process.
struct AttemptAssigned {
  AttemptId attempt;
  TestCaseIndex test_case;
  std::uint32_t number = 1;  ///< 1, 2, ... of this test case, or of this partition of it
  AgentId agent;
  /// 1, 2, ...: try at just this partition of the test case; 0: at all of it, or, if it has
  /// partitions, at their merge.
  std::uint32_t partition = 0;
  friend bool operator==(const AttemptAssigned&, const AttemptAssigned&) = default;
};
/// What came of an attempt: from its agent, or "lost" when that was given up.
struct AttemptEnded {
  TestCaseIndex test_case;
  AgentId agent;
  AttemptResult result;
  friend bool operator==(const AttemptEnded&, const AttemptEnded&) = default;
};
/// The one outcome of a test case in the leaderboard's eyes: succeeded, failed or cancelled. A
/// later success of an attempt that the journal knows may follow a `failed` that came from lost
/// agents, and replaces it.
struct TestCaseEnded {
  TestCaseIndex test_case;
  Outcome outcome = Outcome::failed;
  AttemptId attempt;  ///< the one that decided it; 0 if none did (cancelled before a start)
  friend bool operator==(const TestCaseEnded&, const TestCaseEnded&) = default;
};
struct RunEnded {
  int exit_code = 0;
  friend bool operator==(const RunEnded&, const RunEnded&) = default;
};
using Record =
    std::variant<RunStarted, AgentTaken, AttemptAssigned, AttemptEnded, TestCaseEnded, RunEnded>;

}  // namespace ianvs::coordinator
