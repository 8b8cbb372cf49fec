#include "coordinator/test_case.hpp"

#include <algorithm>
#include <utility>

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

TestCases::TestCases(Pieces pieces) : pieces_(std::move(pieces)), entries_(pieces_.count()) {
  in_state_[static_cast<std::size_t>(PieceState::waiting)] = count();
  for (std::uint32_t i = count(); i < pieces_.count(); ++i) {
    ++whole_of(PieceIndex{i}).partitions_open;
  }
  for (std::uint32_t i = 0; i < count(); ++i) {
    if (entries_[i].partitions_open > 0) {
      set(PieceIndex{i}, PieceState::held_back);
    }
  }
}

const PieceEntry& TestCases::operator[](PieceIndex piece) const {
  IANVS_ASSERT(piece.value < entries_.size());
  return entries_[piece.value];
}

PieceEntry& TestCases::at(PieceIndex piece) {
  IANVS_ASSERT(piece.value < entries_.size());
  return entries_[piece.value];
}

PieceEntry& TestCases::whole_of(PieceIndex piece) {
  return at(pieces_.is_partition(piece) ? Pieces::whole(pieces_.test_case_of(piece)) : piece);
}

std::uint32_t TestCases::count_in(PieceState state) const {
  return in_state_[static_cast<std::size_t>(state)];
}

std::uint32_t TestCases::undone() const {
  return count_in(PieceState::held_back) + count_in(PieceState::waiting) +
         count_in(PieceState::assigned);
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

const Attempt& TestCases::add(AttemptId id, PieceIndex piece, AgentIndex agent) {
  IANVS_ASSERT(id >= next_id());
  PieceEntry& entry = at(piece);
  Attempt attempt;
  attempt.id = id;
  attempt.previous = entry.newest;
  attempt.piece = piece;
  attempt.number = ++entry.attempts;
  attempt.agent = agent;
  entry.newest = id;
  attempts_.push_back(attempt);
  count_attempt(attempt, +1);
  return attempts_.back();
}

void TestCases::count_attempt(const Attempt& attempt, std::int32_t by) {
  PieceEntry& entry = at(attempt.piece);
  PieceEntry& whole = whole_of(attempt.piece);
  const auto change = static_cast<std::uint32_t>(by);  // wraps around for -1, as unsigned sums do
  const std::uint32_t running_change = attempt.state == AttemptState::running ? change : 0;
  running_ -= counts_as_running(whole) ? 1 : 0;
  entry.living += lives(attempt.state) ? change : 0;
  entry.running += running_change;
  whole.partitions_running += &whole != &entry ? running_change : 0;
  entry.charged[static_cast<std::size_t>(attempt.charge)] += change;
  running_ += counts_as_running(whole) ? 1 : 0;
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

void TestCases::set(PieceIndex piece, PieceState state, std::uint32_t counted) {
  PieceEntry& entry = at(piece);
  assigned_ -= entry.state == PieceState::assigned ? 1 : 0;
  assigned_ += state == PieceState::assigned ? 1 : 0;
  if (pieces_.is_partition(piece)) {
    IANVS_ASSERT(entry.state != PieceState::succeeded);
    whole_of(piece).partitions_open -= state == PieceState::succeeded ? 1 : 0;
    entry.counted = counted;
    entry.state = state;
    return;
  }
  running_ -= counts_as_running(entry) ? 1 : 0;
  --in_state_[static_cast<std::size_t>(entry.state)];
  entry.state = state;
  ++in_state_[static_cast<std::size_t>(state)];
  running_ += counts_as_running(entry) ? 1 : 0;
}

void TestCases::check_invariants() const {
  std::vector<PieceEntry> recount(entries_.size());
  AttemptId before{0};
  for (const Attempt& attempt : attempts_) {
    IANVS_ASSERT(attempt.id > before);
    before = attempt.id;
    IANVS_ASSERT(!lives(attempt.state) || attempt.charge == Charge::none);
    PieceEntry& entry = recount[attempt.piece.value];
    IANVS_ASSERT(attempt.previous == entry.newest);
    entry.newest = attempt.id;
    IANVS_ASSERT(attempt.number == ++entry.attempts);
    entry.living += lives(attempt.state) ? 1 : 0;
    entry.running += attempt.state == AttemptState::running ? 1 : 0;
    ++entry.charged[static_cast<std::size_t>(attempt.charge)];
  }
  std::array<std::uint32_t, 6> in_state{};
  std::uint32_t assigned = 0, running = 0;
  for (std::uint32_t i = pieces_.count(); i-- > 0;) {  // partitions before their merges
    const PieceIndex piece{i};
    const PieceEntry& entry = entries_[i];
    PieceEntry& again = recount[i];
    if (pieces_.is_partition(piece)) {
      PieceEntry& whole = recount[pieces_.test_case_of(piece).value];
      whole.partitions_open += entry.state != PieceState::succeeded ? 1 : 0;
      whole.partitions_running += entry.running;
      IANVS_ASSERT(entry.state != PieceState::held_back);
      IANVS_ASSERT((entry.counted > 0) == (entry.state == PieceState::succeeded));
    } else {
      ++in_state[static_cast<std::size_t>(entry.state)];
      running += counts_as_running(entry) ? 1 : 0;
    }
    assigned += entry.state == PieceState::assigned ? 1 : 0;
    IANVS_ASSERT(entry.attempts == again.attempts && entry.newest == again.newest);
    IANVS_ASSERT(entry.living == again.living && entry.running == again.running);
    IANVS_ASSERT(entry.charged == again.charged);
    IANVS_ASSERT(entry.partitions_open == again.partitions_open);
    IANVS_ASSERT(entry.partitions_running == again.partitions_running);
    IANVS_ASSERT(is_done(entry.state) ||
                 (entry.partitions_open > 0) == (entry.state == PieceState::held_back));
    IANVS_ASSERT(is_done(entry.state) ||
                 (entry.living > 0) == (entry.state == PieceState::assigned));
  }
  IANVS_ASSERT(in_state == in_state_ && assigned == assigned_ && running == running_);
}

}  // namespace ianvs::coordinator
