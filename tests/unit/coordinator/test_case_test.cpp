#include "coordinator/test_case.hpp"

#include <doctest/doctest.h>

#include <utility>

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {
constexpr PieceIndex first{0};
constexpr AgentIndex agent{0};
}  // namespace

TEST_CASE("each outcome charges one budget or none") {
  const std::vector<std::pair<Outcome, Charge>> table = {
      {Outcome::succeeded, Charge::none},
      {Outcome::failed, Charge::own_failure},
      {Outcome::crashed, Charge::own_failure},
      {Outcome::timed_out, Charge::own_failure},
      {Outcome::out_of_memory, Charge::own_failure},
      {Outcome::cancelled, Charge::none},
      {Outcome::lost, Charge::lost_agent},
      {Outcome::stale, Charge::none}};
  for (const auto& [outcome, charge] : table) {
    CAPTURE(to_text(outcome));
    CHECK(charge_for(outcome, true) == charge);
  }
  CHECK(charge_for(Outcome::lost, false) == Charge::none);
}

TEST_CASE("attempts are numbered within their test case and have ids of their own in the run") {
  TestCases books(Pieces(2));
  CHECK(books.add(books.next_id(), first, agent).number == 1);
  CHECK(books.add(books.next_id(), PieceIndex{1}, agent).number == 1);

  const Attempt third = books.add(books.next_id(), first, agent);

  CHECK(third.id == AttemptId{3});
  CHECK(third.number == 2);
  CHECK(third.previous == AttemptId{1});
}

TEST_CASE("a charge that turns out to be another one replaces it") {
  TestCases books(Pieces(1));
  const AttemptId id = books.add(books.next_id(), first, agent).id;
  books.set(first, PieceState::assigned);
  books.set(id, AttemptState::running);
  books.set(id, AttemptState::given_up, Charge::lost_agent);
  books.set(first, PieceState::waiting);
  books.check_invariants();
  CHECK(books[first].charged[static_cast<std::size_t>(Charge::lost_agent)] == 1);

  books.set(id, AttemptState::ended, Charge::own_failure);

  CHECK(books[first].charged[static_cast<std::size_t>(Charge::lost_agent)] == 0);
  CHECK(books[first].charged[static_cast<std::size_t>(Charge::own_failure)] == 1);
  books.check_invariants();
}

TEST_CASE("an attempt that lives again costs nothing") {
  TestCases books(Pieces(1));
  const AttemptId id = books.add(books.next_id(), first, agent).id;
  books.set(id, AttemptState::running);
  books.set(id, AttemptState::given_up, Charge::lost_agent);

  books.set(id, AttemptState::running);

  CHECK(books[first].charged[static_cast<std::size_t>(Charge::lost_agent)] == 0);
  CHECK(books[first].living == 1);
  CHECK(books.find(id)->started);
}

TEST_CASE("only test cases that aren't done count as running") {
  TestCases books(Pieces(1));
  const AttemptId id = books.add(books.next_id(), first, agent).id;
  books.set(first, PieceState::assigned);
  CHECK(books.count_running() == 0);
  books.set(id, AttemptState::running);
  CHECK(books.count_running() == 1);

  books.set(first, PieceState::succeeded);

  CHECK(books.count_running() == 0);
  CHECK(books.count_in(PieceState::succeeded) == 1);
  CHECK(books.count_in(PieceState::waiting) == 0);
}

TEST_CASE("ids with gaps between them are found, and those in the gaps are not") {
  TestCases books(Pieces(1));
  books.add(AttemptId{5}, first, agent);
  books.add(AttemptId{9}, first, agent);

  CHECK(books.find(AttemptId{9})->number == 2);
  CHECK(books.find(AttemptId{5})->number == 1);
  for (const std::uint64_t id : {0, 1, 2, 6, 10}) {
    CHECK(books.find(AttemptId{id}) == nullptr);
  }
  CHECK(books.next_id() == AttemptId{10});
}
