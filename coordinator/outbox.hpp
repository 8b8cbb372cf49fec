/// Puts the scheduler's orders together into few messages for each agent.
#pragma once
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "common/messages.hpp"
#include "coordinator/events.hpp"

namespace ianvs::coordinator {

/// What a StartOrder stands for in full; the shell knows commands, folders and files.
using MakeSpec = std::function<AttemptSpec(const StartOrder&)>;

struct Outbox {
  /// Agent by agent, in order for each of them.
  std::vector<std::pair<AgentId, ToAgent>> messages;
  /// Attempts that no frame can carry: they must be reported to the scheduler as failed.
  std::vector<std::pair<AgentId, AttemptId>> too_large;
};

/// Starts and cancels keep their order and are joined where they follow each other;
/// acknowledgements go into one message behind them, since what is acknowledged is over and no
/// other order of the batch speaks of it; the dismissal comes last. Every message stays below the
/// frame limit. `run_over` is what a dismissed agent is told.
Outbox pack(std::span<const Order> orders, const MakeSpec& make_spec, const std::string& run_over);

/// No fewer bytes than the spec takes in a StartAttempts frame.
std::size_t wire_size_limit(const AttemptSpec& spec);

}  // namespace ianvs::coordinator
