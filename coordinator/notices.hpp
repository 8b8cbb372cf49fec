/// What a run tells its listeners: progress, leaderboard, report. Shown only after what it rests on
/// is on disk; losing one harms nobody but the listener.
#pragma once
#include <optional>
#include <string>
#include <variant>

#include "common/ids.hpp"
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
};
/// Nothing can start although test cases wait: no agent here can ever take this request.
struct CannotBePlaced {
  TestCaseIndex test_case;
  std::uint32_t test_cases = 0;        ///< how many are in that position
  std::string request, nearest_offer;  ///< for people
};
/// Nothing more is started: max_failures was reached, or somebody asked to stop.
struct Stopping {
  std::string reason;
};
using Notice = std::variant<AgentArrived, AgentGone, AttemptBegan, AttemptRetried, TestCaseDone,
                            CannotBePlaced, Stopping>;

}  // namespace ianvs::coordinator
