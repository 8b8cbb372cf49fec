/// What the scheduler is told, and the orders that it gives.
#pragma once
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "common/ids.hpp"
#include "common/messages.hpp"
#include "common/outcome.hpp"
#include "common/resources.hpp"
#include "coordinator/notices.hpp"
#include "coordinator/records.hpp"

namespace ianvs::coordinator {

// ---- events; ids are what peers claim ----

/// A new session of an agent, be it known or not; an earlier session of the same agent is over.
struct AgentJoined {
  AgentId agent;
  std::string host;
  std::uint64_t pid = 0;
  bool local = false;
  Offer offer;
  std::vector<AttemptId> holds;
};
/// No sign of life for a while: gets nothing new until AgentHeard.
struct AgentSuspected {
  AgentId agent;
};
struct AgentHeard {
  AgentId agent;
};
/// Given up, or ended (`said_goodbye`). May join again.
struct AgentLost {
  AgentId agent;
  std::string reason;
  bool said_goodbye = false;
};
struct AgentDrains {
  AgentId agent;
  std::string reason;
};
/// From a heartbeat: all that the agent holds, for the repair of what got lost on the way.
struct HoldsReported {
  AgentId agent;
  std::vector<AttemptId> holds;
};
/// What an agent found out of interpreters; replaces what it said of these before.
struct InterpretersReported {
  AgentId agent;
  std::vector<InterpreterReport> interpreters;
};
struct AttemptStarted {
  AgentId agent;
  AttemptId attempt;
};
struct AttemptReported {
  AgentId agent;
  AttemptResult result;
};
struct StopRequested {
  std::string reason;
  bool stop_attempts = false;  ///< else what runs may finish
};
struct TimePassed {};
using Event =
    std::variant<AgentJoined, AgentSuspected, AgentHeard, AgentLost, AgentDrains, HoldsReported,
                 InterpretersReported, AttemptStarted, AttemptReported, StopRequested, TimePassed>;

// ---- orders ----

struct StartOrder {
  AttemptId attempt;
  TestCaseIndex test_case;
  std::uint32_t number = 1;
  Resources resources;
  std::vector<std::string> gpus;
  std::uint32_t partition = 0;  ///< as in AttemptAssigned
  /// For the merge of a test case's partitions: for each of them, in order, the number of the
  /// attempt that counted.
  std::vector<std::uint32_t> parts{};
};
struct AckOrder {
  AttemptId attempt;
};
struct CancelOrder {
  AttemptId attempt;
  bool only_waiting = false;
};
/// The run is over for this agent.
struct DismissOrder {};
struct Order {
  AgentId agent;
  std::variant<StartOrder, AckOrder, CancelOrder, DismissOrder> what;
};

/// What follows from events. All of `commit`, and of every earlier one, is on disk before any of
/// `send` leaves this process or any notice is shown: acknowledgements of repeated results rest on
/// records of before.
struct Actions {
  std::vector<Record> commit;
  std::vector<Order> send;  ///< in order, for each agent
  std::vector<Notice> notices;
};

}  // namespace ianvs::coordinator
