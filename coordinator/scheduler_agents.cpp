// What becomes of attempts when agents come, fall silent, go and come back.
#include <algorithm>

#include "coordinator/scheduler_state.hpp"

namespace ianvs::coordinator {
namespace {

/// An attempt that was ordered just before a report was sent is missing in it; one that is missing
/// twice isn't there.
constexpr std::uint32_t reports_until_given_up = 2;

std::vector<AttemptId> sorted(std::vector<AttemptId> ids) {
  std::sort(ids.begin(), ids.end());
  return ids;
}

bool contains(const std::vector<AttemptId>& sorted_ids, AttemptId id) {
  return std::binary_search(sorted_ids.begin(), sorted_ids.end(), id);
}

std::vector<AttemptId> ids_of(const std::map<AttemptId, Holding>& held) {
  std::vector<AttemptId> ids;
  ids.reserve(held.size());
  for (const auto& [id, holding] : held) {
    ids.push_back(id);
  }
  return ids;
}

}  // namespace

void Scheduler::State::order(AgentIndex agent, decltype(Order::what) what, Actions& out) {
  // Who isn't here can't be told; should it come back, found() says it then.
  if (agents[agent].present) {
    out.send.push_back(Order{agents[agent].id, std::move(what)});
  }
}

void Scheduler::State::on(const AgentJoined& event, Actions& out) {
  const AgentIndex at = agents.find_or_add(event.agent);
  if (!agents[at].present) {
    out.commit.push_back(AgentTaken{event.agent, event.host, event.pid, event.local});
    out.notices.push_back(AgentArrived{event.agent, event.host, event.pid, event.local,
                                       agents[at].was_lost, event.offer});
  }
  work_changed = true;
  agents.change(at, [&event](Agent& agent) {
    agent.host = event.host;
    agent.pid = event.pid;
    agent.local = event.local;
    agent.present = true;
    agent.suspected = agent.draining = agent.was_lost = false;
    agent.rests_until = agent.expected_until = std::nullopt;
  });
  await_reports(at);
  const std::vector<AttemptId> holds = sorted(event.holds);
  for (const AttemptId id : ids_of(agents[at].held)) {
    if (!contains(holds, id)) {
      give_up(id, "its agent came back without it", out);
    }
  }
  agents.set_offer(at, event.offer);
  for (const AttemptId id : holds) {
    found(at, id, out);
  }
}

void Scheduler::State::on(const AgentSuspected& event, Actions&) {
  if (const auto at = agents.find(event.agent)) {
    agents.change(*at, [](Agent& agent) { agent.suspected = true; });
  }
}

void Scheduler::State::on(const AgentHeard& event, Actions&) {
  if (const auto at = agents.find(event.agent)) {
    agents.change(*at, [](Agent& agent) { agent.suspected = false; });
    work_changed = true;
  }
}

void Scheduler::State::on(const AgentDrains& event, Actions&) {
  if (const auto at = agents.find(event.agent)) {
    agents.change(*at, [](Agent& agent) { agent.draining = true; });
  }
}

void Scheduler::State::on(const AgentLost& event, Actions& out) {
  const auto at = agents.find(event.agent);
  if (at && agents[*at].present) {
    lose_agent(*at, event.reason, event.said_goodbye, out);
  }
}

void Scheduler::State::lose_agent(AgentIndex at, const std::string& reason, bool said_goodbye,
                                  Actions& out) {
  const std::vector<AttemptId> held = ids_of(agents[at].held);
  const auto started = std::count_if(held.begin(), held.end(),
                                     [this](AttemptId id) { return test_cases.find(id)->started; });
  out.notices.push_back(AgentGone{agents[at].id, agents[at].host, agents[at].pid, reason,
                                  !said_goodbye, static_cast<std::uint32_t>(started)});
  agents.change(at, [&](Agent& agent) {
    agent.present = false;
    agent.was_lost = true;
    agent.rests_until = agent.reports_until = std::nullopt;
    agent.expected_until = said_goodbye ? std::nullopt : std::optional(now + config.return_term);
  });
  for (const AttemptId id : held) {
    give_up(id, reason, out);
  }
  work_changed = true;
}

void Scheduler::State::on(const HoldsReported& event, Actions& out) {
  const auto at = agents.find(event.agent);
  if (!at || !agents[*at].present) {
    return;
  }
  const std::vector<AttemptId> holds = sorted(event.holds);
  for (const AttemptId id : ids_of(agents[*at].held)) {
    const std::uint32_t absent = contains(holds, id) ? 0 : agents[*at].held.at(id).absent + 1;
    agents.set_absent(*at, id, absent);
    if (absent >= reports_until_given_up) {
      give_up(id, "its agent does not have it any more", out);
    }
  }
  for (const AttemptId id : holds) {
    found(*at, id, out);
  }
}

void Scheduler::State::found(AgentIndex at, AttemptId id, Actions& out) {
  const Attempt* attempt = test_cases.find(id);
  if (attempt == nullptr) {
    order(at, CancelOrder{id}, out);
    return;
  }
  if (attempt->agent != at) {
    // Left over by another agent on its node, or a lie; should a result come of it, that is judged
    // then.
    return;
  }
  switch (attempt->state) {
    case AttemptState::ordered:
    case AttemptState::running:
      if (attempt->wish != Wish::keep) {
        wish(id, attempt->wish, out);  // the first order may have got lost
      }
      return;
    case AttemptState::given_up:
      revive(*attempt, out);
      return;
    case AttemptState::ended:
      order(at, AckOrder{id}, out);
      return;
  }
}

void Scheduler::State::revive(const Attempt& found_again, Actions& out) {
  const Attempt attempt = found_again;  // the books that it stands in change
  const PieceEntry entry = test_cases[attempt.piece];
  // Where only lost agents failed a test case, hours of work that come back may still save it.
  const bool may_count =
      !is_done(entry.state) || (entry.state == PieceState::failed &&
                                entry.charged[static_cast<std::size_t>(Charge::own_failure)] <=
                                    plan.algorithm_of(test_case_of(attempt)).retries);
  if (!may_count || stop_attempts) {
    order(attempt.agent, CancelOrder{attempt.id}, out);
    return;
  }
  for_each_living(attempt.piece, [this, &out](const Attempt& other) {
    if (other.state == AttemptState::ordered && other.wish == Wish::keep) {
      wish(other.id, Wish::recall, out);
    }
  });
  test_cases.set(attempt.id, attempt.started ? AttemptState::running : AttemptState::ordered);
  const ShapeIndex shape = waiting.shape_of(attempt.piece);
  agents.hold(attempt.agent, attempt.id,
              Holding{shape,
                      &waiting.request_of(shape),
                      expected(attempt.piece).value_or(Duration::zero()),
                      now,
                      0,
                      false,
                      {}});
  if (entry.state == PieceState::waiting) {
    waiting.remove(attempt.piece);
    test_cases.set(attempt.piece, PieceState::assigned);
  }
  if (stopping && !attempt.started) {
    wish(attempt.id, Wish::recall, out);
  }
}

void Scheduler::State::wish(AttemptId id, Wish wish, Actions& out) {
  test_cases.set(id, wish);
  order(test_cases.find(id)->agent, CancelOrder{id, wish == Wish::recall}, out);
}

}  // namespace ianvs::coordinator
