#include "coordinator/test_case.hpp"

#include <algorithm>

#include "common/assert.hpp"

namespace ianvs::coordinator {

Charge charge_for(Outcome outcome, bool started) {
  switch (outcome) {
    case Outcome::failed:
    case Outcome::crashed:
    case Outcome::timed_out:
    case Outcome::out_of_memory:
      return Charge::own_failure;
    case Outcome::lost:
      return started ? Charge::lost_agent : Charge::none;
    case Outcome::succeeded:
    case Outcome::cancelled:
    case Outcome::stale:
      return Charge::none;
  }
  IANVS_ASSERT(outcome <= Outcome::stale);  // decoders let no other value in
  return Charge::none;
}

TestCases::TestCases(std::uint32_t count) : entries_(count) {
  in_state_[static_cast<std::size_t>(TestCaseState::waiting)] = count;
}

const TestCaseEntry& TestCases::operator[](TestCaseIndex test_case) const {
  IANVS_ASSERT(test_case.value < entries_.size());
  return entries_[test_case.value];
}

TestCaseEntry& TestCases::at(TestCaseIndex test_case) {
  IANVS_ASSERT(test_case.value < entries_.size());
  return entries_[test_case.value];
}

std::uint32_t TestCases::count_in(TestCaseState state) const {
  return in_state_[static_cast<std::size_t>(state)];
}

const Attempt* TestCases::find(AttemptId id) const {
  // Ids are dense unless an old journal has gaps, so the first guess is right.
  if (id.value > 0 && id.value <= attempts_.size() && attempts_[id.value - 1].id == id) {
    return &attempts_[id.value - 1];
  }
  const auto found = std::lower_bound(
      attempts_.begin(), attempts_.end(), id,
      [](const Attempt& attempt, AttemptId wanted) { return attempt.id < wanted; });
  return found != attempts_.end() && found->id == id ? &*found : nullptr;
}

Attempt& TestCases::at(AttemptId id) {
  const Attempt* found = find(id);
  IANVS_ASSERT(found != nullptr);
  return attempts_[static_cast<std::size_t>(found - attempts_.data())];
}

AttemptId TestCases::next_id() const {
  return AttemptId{attempts_.empty() ? 1 : attempts_.back().id.value + 1};
}

const Attempt& TestCases::add(AttemptId id, TestCaseIndex test_case, AgentIndex agent) {
  IANVS_ASSERT(id >= next_id());
  TestCaseEntry& entry = at(test_case);
  Attempt attempt;
  attempt.id = id;
  attempt.previous = entry.newest;
  attempt.test_case = test_case;
  attempt.number = ++entry.attempts;
  attempt.agent = agent;
  entry.newest = id;
  attempts_.push_back(attempt);
  count_attempt(attempt, +1);
  return attempts_.back();
}

void TestCases::count_attempt(const Attempt& attempt, std::int32_t by) {
  TestCaseEntry& entry = at(attempt.test_case);
  const auto change = static_cast<std::uint32_t>(by);  // wraps around for -1, as unsigned sums do
  running_ -= counts_as_running(entry) ? 1 : 0;
  entry.living += lives(attempt.state) ? change : 0;
  entry.running += attempt.state == AttemptState::running ? change : 0;
  entry.charged[static_cast<std::size_t>(attempt.charge)] += change;
  running_ += counts_as_running(entry) ? 1 : 0;
}

void TestCases::set(AttemptId id, AttemptState state, Charge charge) {
  IANVS_ASSERT(!lives(state) || charge == Charge::none);
  Attempt& attempt = at(id);
  IANVS_ASSERT(attempt.state != AttemptState::ended);
  count_attempt(attempt, -1);
  attempt.state = state;
  attempt.charge = charge;
  attempt.started = attempt.started || state == AttemptState::running;
  if (!lives(state)) {
    attempt.wish = Wish::keep;
  }
  count_attempt(attempt, +1);
}

void TestCases::set(AttemptId id, Wish wish) { at(id).wish = wish; }

void TestCases::set(TestCaseIndex test_case, TestCaseState state) {
  TestCaseEntry& entry = at(test_case);
  running_ -= counts_as_running(entry) ? 1 : 0;
  --in_state_[static_cast<std::size_t>(entry.state)];
  entry.state = state;
  ++in_state_[static_cast<std::size_t>(state)];
  running_ += counts_as_running(entry) ? 1 : 0;
}

void TestCases::check_invariants() const {
  std::vector<TestCaseEntry> recount(entries_.size());
  AttemptId before{0};
  for (const Attempt& attempt : attempts_) {
    IANVS_ASSERT(attempt.id > before);
    before = attempt.id;
    IANVS_ASSERT(!lives(attempt.state) || attempt.charge == Charge::none);
    TestCaseEntry& entry = recount[attempt.test_case.value];
    IANVS_ASSERT(attempt.previous == entry.newest);
    entry.newest = attempt.id;
    IANVS_ASSERT(attempt.number == ++entry.attempts);
    entry.living += lives(attempt.state) ? 1 : 0;
    entry.running += attempt.state == AttemptState::running ? 1 : 0;
    ++entry.charged[static_cast<std::size_t>(attempt.charge)];
  }
  std::array<std::uint32_t, 5> in_state{};
  std::uint32_t running = 0;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const TestCaseEntry& entry = entries_[i];
    ++in_state[static_cast<std::size_t>(entry.state)];
    running += counts_as_running(entry) ? 1 : 0;
    IANVS_ASSERT(entry.attempts == recount[i].attempts && entry.newest == recount[i].newest);
    IANVS_ASSERT(entry.living == recount[i].living && entry.running == recount[i].running);
    IANVS_ASSERT(entry.charged == recount[i].charged);
    IANVS_ASSERT(is_done(entry.state) ||
                 (entry.living > 0) == (entry.state == TestCaseState::assigned));
  }
  IANVS_ASSERT(in_state == in_state_ && running == running_);
}

}  // namespace ianvs::coordinator
