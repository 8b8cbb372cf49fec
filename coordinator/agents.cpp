#include "coordinator/agents.hpp"

#include <utility>

#include "common/assert.hpp"

namespace ianvs::coordinator {

std::optional<AgentIndex> Agents::find(AgentId id) const {
  const auto found = index_.find(id);
  return found == index_.end() ? std::nullopt : std::optional(found->second);
}

AgentIndex Agents::find_or_add(AgentId id) {
  const auto [entry, is_new] = index_.try_emplace(id, AgentIndex{count()});
  if (is_new) {
    Agent& agent = agents_.emplace_back();
    agent.id = id;
    agent.interpreters.resize(rooms_.size() - 1);
    for (auto& rooms : rooms_) {
      rooms.push_back(nullptr);
    }
  }
  return entry->second;
}

void Agents::refresh(AgentIndex agent) {
  for (std::size_t place = 0; place < rooms_.size(); ++place) {
    rooms_[place][agent.value] = open_room(agents_[agent.value], place);
  }
}

const Room* Agents::open_room(const Agent& agent, std::size_t place) const {
  const auto python =
      place == 0 ? std::nullopt : std::optional(PythonIndex{static_cast<std::uint32_t>(place - 1)});
  const bool is_open = agent.may_get_work() && agent.ahead.empty() && agent.can_use(python);
  return is_open ? &agent.room : nullptr;
}

bool Agents::seat(Agent& agent, AttemptId attempt, Holding& holding) {
  if (holding.gpus.empty() || !agent.room.fits_on(*holding.request, holding.gpus)) {
    auto gpus = agent.room.fit(*holding.request);
    if (!gpus) {
      return false;
    }
    holding.gpus = std::move(*gpus);
  }
  agent.room.take(*holding.request, holding.gpus);
  holding.has_room = true;
  if (agent.ahead.erase(attempt) > 0) {
    agent.ahead_work -= holding.expected;
  }
  return true;
}

void Agents::move_up(Agent& agent) {
  // In the order of arrival and no other: so the agent itself starts them.
  while (!agent.ahead.empty()) {
    const AttemptId next = *agent.ahead.begin();
    if (!seat(agent, next, agent.held.at(next))) {
      return;
    }
  }
}

const Holding& Agents::hold(AgentIndex agent, AttemptId attempt, Holding holding) {
  Agent& entry = agents_[agent.value];
  if (const auto left = gpus_left_.find(attempt); left != gpus_left_.end()) {
    holding.gpus = std::move(left->second);
    gpus_left_.erase(left);
  }
  holding.has_room = false;
  const auto [held, is_new] = entry.held.try_emplace(attempt, std::move(holding));
  IANVS_ASSERT(is_new);
  ++entry.shapes[held->second.shape];
  if (!entry.ahead.empty() || !entry.present || !seat(entry, attempt, held->second)) {
    entry.ahead.insert(attempt);
    entry.ahead_work += held->second.expected;
  }
  refresh(agent);
  return held->second;
}

void Agents::let_go(AgentIndex agent, AttemptId attempt, bool for_good) {
  Agent& entry = agents_[agent.value];
  const auto held = entry.held.find(attempt);
  if (held == entry.held.end()) {
    gpus_left_.erase(attempt);
    return;
  }
  Holding& holding = held->second;
  if (holding.has_room) {
    entry.room.give_back(*holding.request, holding.gpus);
  } else {
    entry.ahead.erase(attempt);
    entry.ahead_work -= holding.expected;
  }
  if (!for_good && !holding.gpus.empty()) {
    gpus_left_[attempt] = std::move(holding.gpus);
  }
  const auto shape = entry.shapes.find(holding.shape);
  if (--shape->second == 0) {
    entry.shapes.erase(shape);
  }
  entry.held.erase(held);
  move_up(entry);
  refresh(agent);
}

void Agents::set_absent(AgentIndex agent, AttemptId attempt, std::uint32_t reports) {
  agents_[agent.value].held.at(attempt).absent = reports;
}

void Agents::set_offer(AgentIndex agent, const Offer& offer) {
  Agent& entry = agents_[agent.value];
  entry.room = Room(offer);
  entry.ahead.clear();
  entry.ahead_work = Duration::zero();
  for (auto& [attempt, holding] : entry.held) {
    holding.has_room = false;
    entry.ahead.insert(attempt);
    entry.ahead_work += holding.expected;
  }
  move_up(entry);
  refresh(agent);
}

void Agents::check_invariants() const {
  for (std::uint32_t i = 0; i < count(); ++i) {
    const Agent& agent = agents_[i];
    Room room(agent.room.offer());
    Duration ahead_work{};
    std::size_t ahead = 0;
    std::map<ShapeIndex, std::uint32_t> shapes;
    for (const auto& [attempt, holding] : agent.held) {
      ++shapes[holding.shape];
      if (holding.has_room) {
        room.take(*holding.request, holding.gpus);
      } else {
        IANVS_ASSERT(agent.ahead.contains(attempt));
        ahead_work += holding.expected;
        ++ahead;
      }
    }
    IANVS_ASSERT(room == agent.room && shapes == agent.shapes);
    IANVS_ASSERT(ahead == agent.ahead.size() && ahead_work == agent.ahead_work);
    for (std::size_t place = 0; place < rooms_.size(); ++place) {
      IANVS_ASSERT(rooms_[place][i] == open_room(agent, place));
    }
    IANVS_ASSERT(index_.at(agent.id) == AgentIndex{i});
  }
}

}  // namespace ianvs::coordinator
