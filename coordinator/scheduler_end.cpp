// How a run comes to its end: all done, stopped, or stuck.
#include <algorithm>
#include <cmath>

#include "coordinator/request_text.hpp"
#include "coordinator/scheduler_state.hpp"

namespace ianvs::coordinator {
namespace {

/// So many waiting ones are cancelled in one call: some 1 ms and 1 MB.
constexpr std::uint32_t cancelled_at_once = 1000;

/// How many test cases must fail; nullopt: no limit.
std::optional<std::uint32_t> limit_of(const FailureLimit& limit, std::uint32_t planned) {
  std::optional<std::uint32_t> count = limit.count;
  if (limit.percent) {
    const auto share = static_cast<std::uint32_t>(
        std::ceil(std::clamp(*limit.percent, 0.0, 100.0) / 100 * static_cast<double>(planned)));
    count = count ? std::min(*count, share) : share;
  }
  return count ? std::optional(std::max(*count, 1U)) : std::nullopt;
}

}  // namespace

void Scheduler::State::on(const StopRequested& event, Actions& out) {
  stop(event.reason, out);
  if (!event.stop_attempts || stop_attempts) {
    return;
  }
  stop_attempts = true;
  for (const Attempt& attempt : test_cases.attempts()) {
    if (lives(attempt.state) && attempt.wish != Wish::cancel) {
      wish(attempt.id, Wish::cancel, out);
    }
  }
}

void Scheduler::State::stop(const std::string& reason, Actions& out) {
  if (stopping) {
    return;
  }
  stopping = true;
  stop_reason = reason;
  recall_at = std::nullopt;
  out.notices.push_back(Stopping{reason});
  for (std::uint32_t i = 0; i < agents.count(); ++i) {
    for (const auto& [id, holding] : agents[AgentIndex{i}].held) {
      const Attempt* attempt = test_cases.find(id);
      if (attempt->state == AttemptState::ordered && attempt->wish == Wish::keep) {
        wish(id, Wish::recall, out);
      }
    }
  }
}

void Scheduler::State::check_max_failures(Actions& out) {
  const auto limit = limit_of(config.max_failures, test_cases.count());
  if (limit && failures.size() >= *limit && test_cases.undone() > 0) {
    stop(std::to_string(failures.size()) + (failures.size() == 1 ? " test case" : " test cases") +
             " failed (max_failures)",
         out);
  }
}

void Scheduler::State::on(const TimePassed&, Actions& out) {
  work_changed = true;
  for (std::uint32_t i = 0; i < agents.count(); ++i) {
    const AgentIndex at{i};
    if (agents[at].rests_until && *agents[at].rests_until <= now) {
      agents.change(at, [](Agent& agent) { agent.rests_until = std::nullopt; });
    }
    if (agents[at].reports_until && *agents[at].reports_until <= now) {
      agents.change(at, [](Agent& agent) { agent.reports_until = std::nullopt; });
    }
    if (agents[at].expected_until && *agents[at].expected_until <= now) {
      agents.change(at, [](Agent& agent) { agent.expected_until = std::nullopt; });
      for (const auto held = agents[at].held; const auto& [id, holding] : held) {
        give_up(id, "its agent did not come back", out);
      }
    }
  }
}

void Scheduler::State::conclude(Actions& out) {
  if (!stopping) {
    tell_unplaceable(out);
    if (is_stuck()) {
      stopping = no_progress = true;
      no_interpreter = test_cases.attempts().empty() && is_interpreter_all_that_lacks();
      stop_reason = "no agent can run it";
    }
  }
  if (stopping && test_cases.assigned() == 0) {
    cancel_some_waiting(out);
  }
  if (test_cases.undone() > 0) {
    return;
  }
  ended = true;
  for (std::uint32_t i = 0; i < agents.count(); ++i) {
    if (agents[AgentIndex{i}].present) {
      order(AgentIndex{i}, DismissOrder{}, out);
    }
  }
}

bool Scheduler::State::is_return_expected() const {
  for (std::uint32_t i = 0; i < agents.count(); ++i) {
    if (agents[AgentIndex{i}].expected_until) {
      return true;
    }
  }
  return false;
}

bool Scheduler::State::is_any_working() const {
  for (std::uint32_t i = 0; i < agents.count(); ++i) {
    if (agents[AgentIndex{i}].present && !agents[AgentIndex{i}].draining) return true;
  }
  return false;
}

bool Scheduler::State::can_ever_be_placed(ShapeIndex shape) const {
  for (std::uint32_t i = 0; i < agents.count(); ++i) {
    const Agent& agent = agents[AgentIndex{i}];
    if (agent.present && !agent.draining && agent.may_use(waiting.python_of(shape)) &&
        agent.room.could_ever_take(waiting.request_of(shape))) {
      return true;
    }
  }
  return false;
}

bool Scheduler::State::has_interpreter(ShapeIndex shape) const {
  for (std::uint32_t i = 0; i < agents.count(); ++i) {
    const Agent& agent = agents[AgentIndex{i}];
    if (agent.present && !agent.draining && agent.may_use(waiting.python_of(shape))) {
      return true;
    }
  }
  return false;
}

bool Scheduler::State::is_interpreter_all_that_lacks() const {
  for (std::uint32_t i = 0; i < waiting.shape_count(); ++i) {
    if (waiting.size_of(ShapeIndex{i}) > 0 && has_interpreter(ShapeIndex{i})) {
      return false;
    }
  }
  return true;
}

/// Without an agent that works nothing is hopeless: whoever started the run's own one starts it
/// again, or breaks the run off.
bool Scheduler::State::is_stuck() const {
  if (config.agents_may_join || !is_any_working() || waiting.size() == 0 ||
      test_cases.assigned() > 0 || is_return_expected()) {
    return false;
  }
  for (std::uint32_t i = 0; i < waiting.shape_count(); ++i) {
    if (waiting.size_of(ShapeIndex{i}) > 0 && can_ever_be_placed(ShapeIndex{i})) {
      return false;
    }
  }
  return true;
}

void Scheduler::State::tell_unplaceable(Actions& out) {
  // All have left: that was told, and says nothing about any request.
  if (!is_any_working() || is_return_expected()) {
    return;
  }
  for (std::uint32_t i = 0; i < waiting.shape_count(); ++i) {
    const ShapeIndex shape{i};
    if (waiting.size_of(shape) > 0 && !told_unplaceable[i] && !can_ever_be_placed(shape)) {
      out.notices.push_back(explain_unplaceable(shape));
    }
  }
}

/// Shapes that lack only one interpreter are told together.
CannotBePlaced Scheduler::State::explain_unplaceable(ShapeIndex shape) {
  const auto python = waiting.python_of(shape);
  CannotBePlaced notice{pieces.test_case_of(*waiting.first_of(shape)),
                        waiting.test_cases_of(shape),
                        "",
                        "",
                        "",
                        {},
                        config.agents_may_join};
  told_unplaceable[shape.value] = true;
  if (python) {
    notice.python = plan.algorithm_of(notice.test_case).python;
    notice.problems = problems_of(*python);
  }
  if (has_interpreter(shape)) {
    std::vector<std::pair<std::string, const Offer*>> offers;
    for (std::uint32_t i = 0; i < agents.count(); ++i) {
      const Agent& agent = agents[AgentIndex{i}];
      if (agent.present && !agent.draining && agent.may_use(python)) {
        offers.emplace_back(agent.host, &agent.room.offer());
      }
    }
    notice.request = request_text(waiting.request_of(shape));
    notice.nearest_offer = nearest_offer_text(waiting.request_of(shape), offers);
    return notice;
  }
  for (std::uint32_t i = shape.value + 1; i < waiting.shape_count(); ++i) {
    const ShapeIndex other{i};
    if (waiting.python_of(other) == python && waiting.size_of(other) > 0) {
      told_unplaceable[i] = true;
      notice.test_case = std::min(notice.test_case, pieces.test_case_of(*waiting.first_of(other)));
      notice.test_cases += waiting.test_cases_of(other);
    }
  }
  return notice;
}

void Scheduler::State::cancel_some_waiting(Actions& out) {
  AttemptResult result;
  result.outcome = Outcome::cancelled;
  result.message = stop_reason;
  const std::uint32_t before = waiting.size();
  while (before - waiting.size() < cancelled_at_once) {
    const auto piece = waiting.first();
    if (!piece) {
      return;
    }
    finish_test_case(pieces.test_case_of(*piece), Outcome::cancelled, nullptr, result, out);
  }
}

void Scheduler::State::after_end(const Event& event, Actions& out) {
  if (const auto* joined = std::get_if<AgentJoined>(&event)) {
    const AgentIndex at = agents.find_or_add(joined->agent);
    agents.change(at, [](Agent& agent) { agent.present = true; });
    order(at, DismissOrder{}, out);
  } else if (const auto* lost = std::get_if<AgentLost>(&event)) {
    const auto at = agents.find(lost->agent);
    if (at && agents[*at].present) {
      agents.change(*at, [](Agent& agent) { agent.present = false; });
      out.notices.push_back(AgentGone{lost->agent, agents[*at].host, agents[*at].pid, lost->reason,
                                      !lost->said_goodbye, 0});
    }
  } else if (const auto* reported = std::get_if<AttemptReported>(&event)) {
    // What nobody has recorded stays in the agent's spool, for a resume.
    const Attempt* attempt = test_cases.find(reported->result.attempt);
    const auto at = agents.find(reported->agent);
    if (at && (attempt == nullptr || attempt->state == AttemptState::ended)) {
      order(*at, AckOrder{reported->result.attempt}, out);
    }
  }
}

}  // namespace ianvs::coordinator
