// What follows from the start and the end of attempts.
#include <algorithm>
#include <cmath>

#include "coordinator/scheduler_state.hpp"

namespace ianvs::coordinator {
namespace {

/// After a give-back that nobody asked for: long enough that a full disk costs no loop, short
/// enough to be no loss.
constexpr Duration rest_after_refusal = std::chrono::seconds(1);

/// "stale": it came when another attempt had counted. What it measured is of no use to anybody.
AttemptResult stale(AttemptResult result) {
  result.outcome = Outcome::stale;
  result.message = "another attempt had already counted";
  result.metrics_json.clear();
  return result;
}

bool is_given_back(const AttemptResult& result) {
  return !result.started && charge_for(result.outcome, false) == Charge::none &&
         result.outcome != Outcome::succeeded;
}

}  // namespace

void Scheduler::State::on(const AttemptStarted& event, Actions& out) {
  const auto at = agents.find(event.agent);
  if (!at || !agents[*at].present) {
    return;
  }
  const Attempt* attempt = test_cases.find(event.attempt);
  if (attempt == nullptr || !lives(attempt->state)) {
    found(*at, event.attempt, out);
    attempt = test_cases.find(event.attempt);
  }
  if (attempt != nullptr && attempt->agent == *at && attempt->state == AttemptState::ordered) {
    begin(*attempt, out);
  }
}

void Scheduler::State::begin(const Attempt& attempt, Actions& out) {
  if (attempt.wish == Wish::recall) {
    test_cases.set(attempt.id, Wish::keep);  // too late to be given back
  }
  test_cases.set(attempt.id, AttemptState::running);
  out.notices.push_back(AttemptBegan{test_case_of(attempt), attempt.id, agents[attempt.agent].id});
}

void Scheduler::State::on(const AttemptReported& event, Actions& out) {
  const auto from = agents.find(event.agent);
  if (!from) {
    return;
  }
  const Attempt* known = test_cases.find(event.result.attempt);
  if (known == nullptr || known->state == AttemptState::ended) {
    order(*from, AckOrder{event.result.attempt}, out);
    return;
  }
  const Attempt attempt = *known;
  if (attempt.agent != *from && agents[attempt.agent].present) {
    // Nobody speaks for an agent that is here. No acknowledgement either: if the owner is dead and
    // this is its spool, the result must not be forgotten.
    return;
  }
  const PieceState before = test_cases[attempt.piece].state;
  const bool is_success = event.result.outcome == Outcome::succeeded;
  const AttemptResult result =
      is_success && before == PieceState::succeeded ? stale(event.result) : event.result;
  agents.let_go(attempt.agent, attempt.id, true);
  work_changed = true;
  test_cases.set(attempt.id, AttemptState::ended, charge_for(result.outcome, result.started));
  out.commit.push_back(AttemptEnded{test_case_of(attempt), event.agent, result});
  order(*from, AckOrder{attempt.id}, out);
  learn(attempt.piece, result);
  learn_of_algorithm(test_case_of(attempt), result, out);
  if (is_given_back(result) && attempt.wish == Wish::keep && !agents[*from].draining) {
    agents.change(*from, [this](Agent& agent) { agent.rests_until = now + rest_after_refusal; });
  }
  if (is_success && before != PieceState::succeeded) {
    succeed(attempt, result, out);
  } else {
    settle(attempt, result, out);
  }
}

void Scheduler::State::give_up(AttemptId id, const std::string& reason, Actions& out) {
  const Attempt attempt = *test_cases.find(id);
  agents.let_go(attempt.agent, id, false);
  work_changed = true;
  AttemptResult result;
  result.attempt = id;
  result.outcome = Outcome::lost;
  result.started = attempt.started;
  result.message = reason;
  test_cases.set(id, AttemptState::given_up, charge_for(Outcome::lost, attempt.started));
  out.commit.push_back(AttemptEnded{test_case_of(attempt), agents[attempt.agent].id, result});
  settle(attempt, result, out);
}

bool Scheduler::State::is_spent(PieceIndex piece) const {
  const auto& charged = test_cases[piece].charged;
  // How often each cause may come before the test case is failed.
  std::array<std::uint64_t, charge_count> limits{};
  limits[static_cast<std::size_t>(Charge::own_failure)] =
      std::uint64_t{plan.algorithm_of(pieces.test_case_of(piece)).retries} + 1;
  limits[static_cast<std::size_t>(Charge::lost_agent)] = config.lost_budget;
  for (std::size_t cause = 1; cause < charge_count; ++cause) {
    if (charged[cause] >= limits[cause]) {
      return true;
    }
  }
  return false;
}

void Scheduler::State::settle(const Attempt& attempt, const AttemptResult& result, Actions& out) {
  const TestCaseIndex test_case = test_case_of(attempt);
  const PieceEntry& entry = test_cases[attempt.piece];
  if (is_done(entry.state) || entry.living > 0) {
    return;
  }
  if (is_spent(attempt.piece) || result.concerns_algorithm) {
    finish_test_case(test_case, Outcome::failed, &attempt, result, out);
  } else if (entry.state == PieceState::waiting) {
    return;  // a late word on an attempt whose replacement is in the queue already
  } else if (stopping && !pieces.is_partition(attempt.piece)) {
    finish_test_case(test_case, Outcome::cancelled, &attempt, result, out);
  } else {
    // While stopping, a partition waits in vain: others of its test case may still run to their
    // end.
    wait_for_agent(attempt.piece);
    if (!is_given_back(result) && !stopping) {
      out.notices.push_back(AttemptRetried{test_case, attempt.number, agents[attempt.agent].id,
                                           result, partition_of(attempt)});
    }
  }
}

void Scheduler::State::succeed(const Attempt& attempt, const AttemptResult& result, Actions& out) {
  if (pieces.is_partition(attempt.piece)) {
    finish_partition(attempt, result, out);
  } else {
    finish_test_case(test_case_of(attempt), Outcome::succeeded, &attempt, result, out);
  }
  cancel_living(attempt.piece, out);
}

void Scheduler::State::wait_for_agent(PieceIndex piece) {
  test_cases.set(piece, PieceState::waiting);
  if (is_read_in) {
    waiting.add(piece);
  }
}

void Scheduler::State::cancel_living(PieceIndex piece, Actions& out) {
  for_each_living(piece, [this, &out](const Attempt& living) {
    if (living.wish != Wish::cancel) {
      wish(living.id, Wish::cancel, out);
    }
  });
}

void Scheduler::State::finish_test_case(TestCaseIndex test_case, Outcome outcome,
                                        const Attempt* attempt, const AttemptResult& result,
                                        Actions& out) {
  const PieceIndex whole = Pieces::whole(test_case);
  const bool replaces = is_done(test_cases[whole].state) || reopened.contains(test_case);
  end_partitions(test_case, outcome == Outcome::failed ? attempt : nullptr, out);
  if (test_cases[whole].state == PieceState::waiting) {
    waiting.remove(whole);
  }
  test_cases.set(whole, outcome == Outcome::succeeded ? PieceState::succeeded
                        : outcome == Outcome::failed  ? PieceState::failed
                                                      : PieceState::cancelled);
  out.commit.push_back(
      TestCaseEnded{test_case, outcome, attempt != nullptr ? attempt->id : AttemptId{0}});
  TestCaseDone done;
  done.test_case = test_case;
  done.outcome = outcome;
  done.attempts = attempts_of(test_case);
  if (attempt != nullptr) {
    done.agent = agents[attempt->agent].id;
    done.number = attempt->number;
    done.partition = partition_of(*attempt);
  }
  done.result = result;
  done.replaces = replaces;
  out.notices.push_back(std::move(done));
  if (outcome == Outcome::failed) {
    failures.insert(test_case);
    check_max_failures(out);
  } else {
    failures.erase(test_case);
  }
}

std::uint32_t Scheduler::State::attempts_of(TestCaseIndex test_case) const {
  std::uint32_t attempts = test_cases[test_case].attempts;
  for_each_partition(test_case,
                     [&](PieceIndex partition) { attempts += test_cases[partition].attempts; });
  return attempts;
}

void Scheduler::State::learn(PieceIndex piece, const AttemptResult& result) {
  const double wall = result.usage.wall_seconds;
  const bool ran_its_course =
      result.outcome == Outcome::succeeded || result.outcome == Outcome::failed;
  if (!result.started || !ran_its_course || !std::isfinite(wall) || wall < 0) {
    return;
  }
  std::optional<double>& expected = expected_wall[waiting.algorithm_of(piece).value];
  if (!expected) {
    expected = wall;
    return;
  }
  // Quick to believe in long test cases, since work that waits behind them is stuck; slow to
  // believe in short ones.
  *expected += (wall - *expected) * (wall > *expected ? 0.5 : 0.125);
}

}  // namespace ianvs::coordinator
