// Which waiting test case goes to which agent, now or to wait there for a moment.
#include <algorithm>

#include "coordinator/scheduler_state.hpp"

namespace ianvs::coordinator {
namespace {

/// At most so many attempts wait at one agent, however short they are: 256 specs stay well below 1
/// MiB.
constexpr std::size_t most_ahead = 256;
/// Test cases longer than so many times `ahead` wait at no agent: a round trip is nothing to them.
constexpr int long_test_case = 20;
/// Work that should have been done after `ahead` is recalled after so many times that, if it could
/// start elsewhere.
constexpr int patience = 2;
/// A wall time beyond this is as good as for ever; keeps sums of durations far from their end.
constexpr double longest_expected = 1e6;

}  // namespace

std::optional<Duration> Scheduler::State::expected(PieceIndex piece) const {
  const auto& wall = expected_wall[waiting.algorithm_of(piece).value];
  return wall ? std::optional(seconds(std::min(*wall, longest_expected))) : std::nullopt;
}

void Scheduler::State::dispatch(Actions& out) {
  std::vector<bool> is_blocked(waiting.shape_count(), false);
  while (!stopping) {
    const auto shape = waiting.next_shape(is_blocked);
    if (!shape) {
      break;
    }
    const PieceIndex piece = *waiting.first_of(*shape);
    if (const auto placement =
            place(waiting.request_of(*shape), agents.rooms(waiting.python_of(*shape)))) {
      assign(piece, AgentIndex{static_cast<std::uint32_t>(placement->room)}, out);
    } else if (const auto agent = agent_to_wait_at(piece, *shape)) {
      assign(piece, *agent, out);
    } else {
      is_blocked[shape->value] = true;
    }
  }
  recall_stuck(out);
}

void Scheduler::State::assign(PieceIndex piece, AgentIndex agent, Actions& out) {
  waiting.remove(piece);
  const Attempt attempt = test_cases.add(test_cases.next_id(), piece, agent);
  test_cases.set(piece, PieceState::assigned);
  const ShapeIndex shape = waiting.shape_of(piece);
  const Holding& holding = agents.hold(agent, attempt.id,
                                       Holding{shape,
                                               &waiting.request_of(shape),
                                               expected(piece).value_or(Duration::zero()),
                                               now,
                                               0,
                                               false,
                                               {}});
  StartOrder start{attempt.id,
                   test_case_of(attempt),
                   attempt.number,
                   holding.request->resources,
                   {},
                   partition_of(attempt),
                   {}};
  for (const GpuShare& share : holding.gpus) {
    start.gpus.push_back(agents[agent].room.offer().gpus[share.gpu]);
  }
  if (start.partition == 0) {
    for_each_partition(start.test_case, [&](PieceIndex partition) {
      start.parts.push_back(test_cases[partition].counted);
    });
  }
  out.commit.push_back(AttemptAssigned{attempt.id, start.test_case, attempt.number,
                                       agents[agent].id, start.partition});
  order(agent, std::move(start), out);
}

/// Only where all that the agent holds has this shape: then whatever ends there makes room for the
/// next one, and the agent's own order of starting (first come, first served) is ours.
std::optional<AgentIndex> Scheduler::State::agent_to_wait_at(PieceIndex piece,
                                                             ShapeIndex shape) const {
  const Request& request = waiting.request_of(shape);
  const auto wall = expected(piece);
  if (request.exclusive || request.resources.gpu > 0 || !wall ||
      *wall > config.ahead * long_test_case) {
    return std::nullopt;
  }
  std::optional<AgentIndex> best;
  Duration shortest{};
  for (std::uint32_t i = 0; i < agents.count(); ++i) {
    const Agent& agent = agents[AgentIndex{i}];
    const bool is_alike = agent.shapes.size() == 1 && agent.shapes.begin()->first == shape;
    if (!agent.may_get_work() || !is_alike || agent.ahead.size() >= most_ahead ||
        !agent.can_use(waiting.python_of(shape))) {
      continue;
    }
    const auto workers = static_cast<std::int64_t>(agent.room.offer().workers);
    const bool is_short = agent.ahead_work + *wall <= config.ahead * workers;
    const Duration wait = agent.ahead_work / workers;
    if ((agent.ahead.empty() || is_short) && (!best || wait < shortest)) {
      best = AgentIndex{i};
      shortest = wait;
    }
  }
  return best;
}

/// Long test cases turned up where short ones were expected: what waits behind them while another
/// agent idles comes back.
void Scheduler::State::recall_stuck(Actions& out) {
  recall_at = std::nullopt;
  std::int64_t idle = 0;
  for (const Room* room : agents.rooms()) {
    idle += room != nullptr ? room->slots_left() : 0;
  }
  for (std::uint32_t i = 0; i < agents.count() && idle > 0; ++i) {
    const auto& [ahead, held] = std::tie(agents[AgentIndex{i}].ahead, agents[AgentIndex{i}].held);
    if (ahead.empty()) {
      continue;
    }
    const std::vector<AttemptId> last_first(ahead.rbegin(), ahead.rend());
    for (const AttemptId id : last_first) {
      const Attempt attempt = *test_cases.find(id);
      const Holding& holding = held.at(id);
      if (idle <= 0 || attempt.state != AttemptState::ordered || attempt.wish == Wish::cancel ||
          !place(*holding.request, agents.rooms(waiting.python_of(holding.shape)))) {
        continue;
      }
      const Time due = holding.ordered_at + config.ahead * patience;
      if (attempt.wish == Wish::recall) {
        --idle;  // on its way to the idle slot already
      } else if (due <= now) {
        wish(id, Wish::recall, out);
        --idle;
      } else if (!recall_at || due < *recall_at) {
        recall_at = due;
      }
    }
  }
}

}  // namespace ianvs::coordinator
