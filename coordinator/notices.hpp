/// What a run tells its listeners: progress, leaderboard, report. Shown only after what it rests on
/// is on disk; losing one harms nobody but the listener.
#pragma once
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/ids.hpp"
#include "common/messages.hpp"
#include "common/outcome.hpp"
#include "common/resources.hpp"

namespace ianvs::coordinator {

struct AgentArrived {
  AgentId agent;
  std::string host;
  std::uint64_t pid = 0;
  bool local = false;
  bool returned = false;  ///< had been taken for lost
  Offer offer;
};
struct AgentGone {
  AgentId agent;
  std::string host;
  std::uint64_t pid = 0;
  std::string reason;  ///< "its connection broke", "no sign of life for 12s", "said goodbye"
  bool lost = false;   ///< went without a goodbye
  std::uint32_t attempts_lost = 0;
};
/// Its program runs now.
struct AttemptBegan {
  TestCaseIndex test_case;
  AttemptId attempt;
  AgentId agent;
};
/// An attempt ended and its test case goes on with another one.
struct AttemptRetried {
  TestCaseIndex test_case;
  std::uint32_t number = 1;  ///< of the attempt that ended
  AgentId agent;
  AttemptResult result;
  std::uint32_t partition = 0;  ///< at which it was a try; 0: at all of it, or at the merge
};
/// A partition of a test case has succeeded.
struct PartitionDone {
  TestCaseIndex test_case;
  std::uint32_t partition = 1;
  std::uint32_t number = 1;  ///< of the attempt that counted
  std::uint32_t done = 1;    ///< so many partitions of the test case have succeeded
  AgentId agent;
  AttemptResult result;
};
/// A test case has its outcome. If `replaces` is set, it had another one before (failed for lost
/// agents) and a late success came.
struct TestCaseDone {
  TestCaseIndex test_case;
  Outcome outcome = Outcome::failed;  ///< succeeded, failed, cancelled
  std::uint32_t attempts = 0;
  std::optional<AgentId> agent;  ///< of the attempt that decided; none if it never started
  AttemptResult
      result;  ///< of that attempt: its own outcome may be failed, crashed, timed_out, lost ...
  bool replaces = false;
  std::uint32_t number = 0;     ///< of the attempt that decided; 0 if none did
  std::uint32_t partition = 0;  ///< at which that was a try; 0: at all of it, or at the merge
};
/// An agent said something new of an interpreter.
struct InterpreterChecked {
  AgentId agent;
  std::string host;
  InterpreterReport report;
  std::uint32_t test_cases = 0;  ///< that need it and wait
  bool others = false;           ///< another agent that is here or expected back can use it, or may
};
/// Agents that can't use an interpreter for one reason.
struct InterpreterProblem {
  std::string error;
  std::vector<std::string> hosts;  ///< one for each agent
  friend bool operator==(const InterpreterProblem&, const InterpreterProblem&) = default;
};
/// Nothing can start although test cases wait: no agent here can ever take this request.
struct CannotBePlaced {
  TestCaseIndex test_case;
  std::uint32_t test_cases = 0;  ///< how many are in that position
  /// For people; empty if no agent has the interpreter that the test cases need.
  std::string request, nearest_offer;
  std::string python;                        ///< empty if they need none
  std::vector<InterpreterProblem> problems;  ///< of agents that can't use it, the commonest first
  bool more_may_come = false;                ///< then they wait for another agent
};
/// A test case has failed for what has nothing to do with its hyperparameters: others of its
/// algorithm that haven't begun are cancelled.
struct AlgorithmGivenUp {
  AlgorithmIndex algorithm;
  std::string reason;  ///< of the one that failed
};
/// Nothing more is started: max_failures was reached, or somebody asked to stop.
struct Stopping {
  std::string reason;
};
using Notice =
    std::variant<AgentArrived, AgentGone, AttemptBegan, AttemptRetried, PartitionDone, TestCaseDone,
                 InterpreterChecked, CannotBePlaced, AlgorithmGivenUp, Stopping>;

}  // namespace ianvs::coordinator
