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
  is_read_in = true;
  for (std::uint32_t i = 0; i < pieces.count(); ++i) {
    place_replayed(PieceIndex{i});
  }
  ended = test_cases.undone() == 0;
}

/// Where it stands once all is read: in the queue, or at an agent.
void Scheduler::State::place_replayed(PieceIndex piece) {
  const PieceEntry& entry = test_cases[piece];
  if (is_done(entry.state) || entry.partitions_open > 0) {
    return;
  }
  if (entry.living > 0) {
    test_cases.set(piece, PieceState::assigned);
  } else {
    wait_for_agent(piece);
  }
}

void Scheduler::State::replay(const AttemptAssigned& record) {
  if (record.test_case.value >= test_cases.count() ||
      record.partition > pieces.partitions_of(record.test_case) ||
      record.attempt < test_cases.next_id()) {
    return;  // of another plan, or twice in the journal
  }
  const AgentIndex at = agents.find_or_add(record.agent);
  const PieceIndex piece = pieces.partition(record.test_case, record.partition);
  test_cases.add(record.attempt, piece, at);
  const ShapeIndex shape = waiting.shape_of(piece);
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
  if (pieces.is_partition(attempt->piece) && record.result.outcome == Outcome::succeeded) {
    replay_success(*attempt);
  } else if (!is_lost && record.result.outcome != Outcome::stale) {
    unsettled[attempt->piece] = record.result;
  }
}

/// Of a partition: no other record tells of it.
void Scheduler::State::replay_success(const Attempt& attempt) {
  unsettled.erase(attempt.piece);
  if (test_cases[attempt.piece].state == PieceState::succeeded) {
    return;
  }
  test_cases.set(attempt.piece, PieceState::succeeded, attempt.number);
  for_each_living(attempt.piece,
                  [this](const Attempt& other) { test_cases.set(other.id, Wish::cancel); });
  if (may_reopen(test_case_of(attempt))) {
    reopen(test_case_of(attempt));
  }
}

void Scheduler::State::replay(const TestCaseEnded& record) {
  if (record.test_case.value >= test_cases.count()) {
    return;
  }
  const PieceIndex whole = Pieces::whole(record.test_case);
  unsettled.erase(whole);
  for_each_partition(record.test_case, [this](PieceIndex piece) { unsettled.erase(piece); });
  if (record.outcome == Outcome::succeeded) {
    test_cases.set(whole, PieceState::succeeded);
  } else if (record.outcome == Outcome::failed) {
    test_cases.set(whole, PieceState::failed);
    Actions told;
    end_partitions(record.test_case, test_cases.find(record.attempt), told);
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
                        test_cases[test_case].state != PieceState::succeeded;
    counts ? succeed(attempt, result, out) : settle(attempt, result, out);
  }
  unsettled.clear();
}

}  // namespace ianvs::coordinator
