/// What the scheduler knows of each agent: what it offers, which interpreters it has, what it
/// holds, and whether it may get more.
#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/messages.hpp"
#include "common/time.hpp"
#include "coordinator/placement.hpp"
#include "coordinator/test_case.hpp"
#include "coordinator/waiting_list.hpp"

namespace ianvs::coordinator {

/// A living attempt at its agent.
struct Holding {
  ShapeIndex shape;
  const Request* request = nullptr;  ///< of that shape
  Duration expected{};               ///< how long it was thought to run when it was ordered
  Time ordered_at{};
  std::uint32_t absent = 0;  ///< so many of the agent's last reports in a row did not name it
  bool has_room = false;     ///< else it waits at the agent, behind those that have
  GpuShares gpus;
};

struct Agent {
  AgentId id;
  std::string host;
  std::uint64_t pid = 0;
  bool local = false;
  bool present = false;    ///< joined, and not taken for lost
  bool suspected = false;  ///< silent for a while
  bool draining = false;
  bool was_lost = false;
  /// Gave something back unasked: gets nothing until then, or the two would play ping-pong.
  std::optional<Time> rests_until;
  /// Not present, but it may well come back until then.
  std::optional<Time> expected_until;

  /// What it said last of each interpreter of the plan, by PythonIndex; an agent process keeps what
  /// it found from session to session.
  std::vector<std::optional<InterpreterReport>> interpreters;
  /// It may still say something of those of which it has said nothing.
  std::optional<Time> reports_until;

  Room room;
  std::map<AttemptId, Holding> held;           ///< in order of arrival at the agent, as ids ascend
  std::set<AttemptId> ahead;                   ///< those of `held` without room
  Duration ahead_work{};                       ///< sum of what is expected of `ahead`
  std::map<ShapeIndex, std::uint32_t> shapes;  ///< how many of `held` have each shape

  bool may_get_work() const { return present && !suspected && !draining && !rests_until; }
  /// Without an interpreter: always.
  bool can_use(std::optional<PythonIndex> python) const {
    return !python || (interpreters[python->value] && interpreters[python->value]->usable);
  }
  /// It can, or may say so soon.
  bool may_use(std::optional<PythonIndex> python) const {
    return can_use(python) || (reports_until && !interpreters[python->value]);
  }
};

/// Invariants: (1) what has room never exceeds the offer; (2) `ahead`, `ahead_work` and `shapes`
/// follow from `held`; (3) rooms(python) holds the room of every agent that may get work, has none
/// waiting and can use this interpreter, else nullptr.
class Agents {
 public:
  /// `pythons`: how many interpreters the plan has.
  explicit Agents(std::uint32_t pythons = 0) : rooms_(pythons + 1) {}

  std::uint32_t count() const { return static_cast<std::uint32_t>(agents_.size()); }
  const Agent& operator[](AgentIndex agent) const { return agents_[agent.value]; }
  std::optional<AgentIndex> find(AgentId id) const;
  /// The agent of this id, made if it isn't known.
  AgentIndex find_or_add(AgentId id);

  /// Changes what isn't kept in step with anything but rooms(): presence, names, terms,
  /// interpreters.
  template <class Change>
  void change(AgentIndex agent, Change&& change_it) {
    change_it(agents_[agent.value]);
    refresh(agent);
  }

  /// The attempt is at this agent from now on; it gets room if it fits and none waits there before
  /// it. Takes the GPUs that it had there before (see let_go) if it comes back.
  const Holding& hold(AgentIndex agent, AttemptId attempt, Holding holding);
  /// It is there no more; those that wait move up. `for_good`: it can't come back.
  void let_go(AgentIndex agent, AttemptId attempt, bool for_good);
  void set_absent(AgentIndex agent, AttemptId attempt, std::uint32_t reports);
  /// Starts from an empty room of this offer and seats again what the agent holds.
  void set_offer(AgentIndex agent, const Offer& offer);

  /// Where something for this interpreter (or for none) could start at once, by AgentIndex; for
  /// place().
  std::span<const Room* const> rooms(std::optional<PythonIndex> python = std::nullopt) const {
    return rooms_[python ? python->value + 1 : 0];
  }

  void check_invariants() const;

 private:
  void refresh(AgentIndex agent);
  const Room* open_room(const Agent& agent, std::size_t place) const;
  bool seat(Agent& agent, AttemptId attempt, Holding& holding);
  void move_up(Agent& agent);

  std::deque<Agent> agents_;  ///< a deque, so that rooms stay where they are
  std::unordered_map<AgentId, AgentIndex> index_;
  std::vector<std::vector<const Room*>> rooms_;  ///< without interpreter, then by PythonIndex
  std::unordered_map<AttemptId, GpuShares>
      gpus_left_;  ///< of attempts that were let go and may come back
};

}  // namespace ianvs::coordinator
