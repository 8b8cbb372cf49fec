// From an earlier journal of the run to the books as they stood.
#include <algorithm>
#include <variant>

#include "coordinator/scheduler_state.hpp"

namespace ianvs::coordinator {

void Scheduler::State::replay(std::span<const Record> past) {
  for (const Record& record : past) {
    if (const auto* taken = std::get_if<AgentTaken>(&record)) {
      agents.change(agents.find_or_add(taken->agent), [taken](Agent& agent) {
        agent.host = taken->host;
        agent.pid = taken->pid;
        agent.local = taken->local;
      });
    } else if (const auto* assigned = std::get_if<AttemptAssigned>(&record)) {
      replay(*assigned);
    } else if (const auto* attempt_ended = std::get_if<AttemptEnded>(&record)) {
      replay(*attempt_ended);
    } else if (const auto* test_case_ended = std::get_if<TestCaseEnded>(&record)) {
      replay(*test_case_ended);
    }
  }
  for (std::uint32_t i = 0; i < test_cases.count(); ++i) {
    const TestCaseIndex test_case{i};
    if (is_done(test_cases[test_case].state)) {
      continue;
    }
    if (test_cases[test_case].living > 0) {
      test_cases.set(test_case, TestCaseState::assigned);
    } else {
      waiting.add(test_case);
    }
  }
  ended = undone() == 0;
}

void Scheduler::State::replay(const AttemptAssigned& record) {
  if (record.test_case.value >= test_cases.count() || record.attempt < test_cases.next_id()) {
    return;  // of another plan, or twice in the journal
  }
  const AgentIndex at = agents.find_or_add(record.agent);
  test_cases.add(record.attempt, record.test_case, at);
  const ShapeIndex shape = waiting.shape_of(record.test_case);
  agents.hold(at, record.attempt,
              Holding{shape, &waiting.request_of(shape), Duration::zero(), Time{}, 0, false, {}});
}

void Scheduler::State::replay(const AttemptEnded& record) {
  const Attempt* attempt = test_cases.find(record.result.attempt);
  if (attempt == nullptr || attempt->state == AttemptState::ended) {
    return;
  }
  const bool is_lost = record.result.outcome == Outcome::lost;
  agents.let_go(attempt->agent, attempt->id, true);
  test_cases.set(attempt->id, is_lost ? AttemptState::given_up : AttemptState::ended,
                 charge_for(record.result.outcome, record.result.started));
  if (!is_lost && record.result.outcome != Outcome::stale) {
    unsettled[attempt->test_case] = record.result;
  }
}

void Scheduler::State::replay(const TestCaseEnded& record) {
  if (record.test_case.value >= test_cases.count()) {
    return;
  }
  unsettled.erase(record.test_case);
  if (record.outcome == Outcome::succeeded) {
    test_cases.set(record.test_case, TestCaseState::succeeded);
  } else if (record.outcome == Outcome::failed) {
    test_cases.set(record.test_case, TestCaseState::failed);
  }
}

void Scheduler::State::start_terms() {
  terms_started = true;
  for (std::uint32_t i = 0; i < agents.count(); ++i) {
    if (!agents[AgentIndex{i}].held.empty()) {
      agents.change(AgentIndex{i},
                    [this](Agent& agent) { agent.expected_until = now + config.return_term; });
    }
  }
}

void Scheduler::State::settle_replayed(Actions& out) {
  for (const auto& [test_case, result] : unsettled) {
    const Attempt attempt = *test_cases.find(result.attempt);
    const bool counts = result.outcome == Outcome::succeeded &&
                        test_cases[test_case].state != TestCaseState::succeeded;
    counts ? succeed(attempt, result, out) : settle(attempt, result, out);
  }
  unsettled.clear();
}

}  // namespace ianvs::coordinator
