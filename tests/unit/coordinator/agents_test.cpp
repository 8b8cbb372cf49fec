#include "coordinator/agents.hpp"

#include <doctest/doctest.h>

#include "tests/support/plans.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;
using ianvs::test::offer;
using namespace std::chrono_literals;

namespace {

const Request one_slot;
Request one_gpu() {
  Request request;
  request.resources.gpu = amount_unit;
  return request;
}

struct Fixture {
  Agents agents;
  AgentIndex a = agents.find_or_add(AgentId{});

  explicit Fixture(const Offer& offered) {
    agents.change(a, [](Agent& agent) { agent.present = true; });
    agents.set_offer(a, offered);
  }
  const Holding& hold(std::uint64_t id, const Request& request = one_slot) {
    Holding holding;
    holding.request = &request;
    holding.expected = 10ms;
    return agents.hold(a, AttemptId{id}, holding);
  }
  bool has_room(std::uint64_t id) const { return agents[a].held.at(AttemptId{id}).has_room; }
};

}  // namespace

TEST_CASE("rooms are open to those interpreters that the agent can use") {
  Agents agents(2);
  const AgentIndex a = agents.find_or_add(AgentId{});
  agents.change(a, [](Agent& agent) { agent.present = true; });
  agents.set_offer(a, offer(1));
  const auto is_open = [&](std::optional<PythonIndex> python) {
    return agents.rooms(python)[a.value] != nullptr;
  };
  CHECK(is_open(std::nullopt));
  CHECK_FALSE(is_open(PythonIndex{0}));

  agents.change(a, [](Agent& agent) {
    agent.interpreters[1] = InterpreterReport{"py", true, "", "", "", ""};
    agent.interpreters[0] = InterpreterReport{"no", false, "", "", "", "is missing"};
  });
  agents.check_invariants();
  CHECK_FALSE(is_open(PythonIndex{0}));
  CHECK(is_open(PythonIndex{1}));
  agents.change(a, [](Agent& agent) { agent.draining = true; });

  CHECK_FALSE(is_open(PythonIndex{1}));
  CHECK_FALSE(is_open(std::nullopt));
}

TEST_CASE("what doesn't fit waits at the agent and moves up in the order of arrival") {
  Fixture at(offer(1));
  CHECK(at.hold(1).has_room);
  CHECK_FALSE(at.hold(2).has_room);
  CHECK_FALSE(at.hold(3).has_room);
  CHECK(at.agents[at.a].ahead_work == 20ms);
  at.agents.check_invariants();

  at.agents.let_go(at.a, AttemptId{1}, true);

  CHECK(at.has_room(2));
  CHECK_FALSE(at.has_room(3));
  CHECK(at.agents[at.a].ahead_work == 10ms);
  at.agents.check_invariants();
}

TEST_CASE("an agent is open while it may get work and nothing waits there") {
  Fixture at(offer(1));
  CHECK(at.agents.rooms()[0] != nullptr);
  at.hold(1);
  at.hold(2);
  CHECK(at.agents.rooms()[0] == nullptr);
  at.agents.let_go(at.a, AttemptId{2}, true);
  CHECK(at.agents.rooms()[0] != nullptr);

  at.agents.change(at.a, [](Agent& agent) { agent.suspected = true; });

  CHECK(at.agents.rooms()[0] == nullptr);
  at.agents.check_invariants();
}

TEST_CASE("an attempt that was let go and comes back gets the GPU that it had") {
  const Request request = one_gpu();
  Fixture at(offer(4, 2));
  at.hold(1, request);
  CHECK(at.hold(2, request).gpus == GpuShares{{1, amount_unit}});
  at.agents.let_go(at.a, AttemptId{1}, true);
  at.agents.let_go(at.a, AttemptId{2}, false);

  CHECK(at.hold(2, request).gpus == GpuShares{{1, amount_unit}});
  at.agents.check_invariants();
}

TEST_CASE("a smaller offer seats again what fits and lets the rest wait") {
  Fixture at(offer(3));
  for (const std::uint64_t id : {1, 2, 3}) {
    at.hold(id);
  }

  at.agents.set_offer(at.a, offer(2));

  CHECK(at.has_room(1));
  CHECK(at.has_room(2));
  CHECK_FALSE(at.has_room(3));
  at.agents.check_invariants();
}

TEST_CASE("an agent is known by its id, once") {
  Agents agents;
  AgentId other;
  other.bytes[3] = 1;
  const AgentIndex first = agents.find_or_add(AgentId{});

  CHECK(agents.find_or_add(other) != first);
  CHECK(agents.find_or_add(AgentId{}) == first);
  CHECK(agents.find(other) == AgentIndex{1});
  CHECK(agents.count() == 2);
}
