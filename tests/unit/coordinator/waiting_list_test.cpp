#include "coordinator/waiting_list.hpp"

#include <doctest/doctest.h>

#include "tests/support/plans.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;
using ianvs::test::PlanBuilder;

namespace {

std::vector<std::uint32_t> drained(WaitingList& waiting) {
  std::vector<std::uint32_t> order;
  while (const auto test_case = waiting.first()) {
    order.push_back(test_case->value);
    waiting.remove(*test_case);
  }
  return order;
}

}  // namespace

TEST_CASE("test cases wait in plan order, whatever the order in which they come") {
  const Plan plan = PlanBuilder().algorithm(4).build();
  const Pieces pieces(plan);
  WaitingList waiting(plan, pieces);
  for (const std::uint32_t i : {2U, 0U, 3U, 1U}) {
    waiting.add(PieceIndex{i});
  }

  CHECK(waiting.size() == 4);
  CHECK(drained(waiting) == std::vector<std::uint32_t>{0, 1, 2, 3});
  CHECK(waiting.size() == 0);
}

TEST_CASE("algorithms of higher priority come first, those of equal priority in plan order") {
  const Plan plan = PlanBuilder()
                        .algorithm(1)
                        .algorithm(2)
                        .priority(1)
                        .algorithm(1)
                        .priority(-1)
                        .algorithm(1)
                        .priority(1)
                        .build();
  const Pieces pieces(plan);
  WaitingList waiting(plan, pieces);
  for (std::uint32_t i = 0; i < 5; ++i) {
    waiting.add(PieceIndex{i});
  }

  CHECK(drained(waiting) == std::vector<std::uint32_t>{1, 2, 4, 0, 3});
}

TEST_CASE("partitions wait in their test case's place, in order, and its merge before them") {
  const Plan plan = PlanBuilder().algorithm(2).partitions(2).algorithm(1).build();
  const Pieces pieces(plan);
  WaitingList waiting(plan, pieces);
  for (const std::uint32_t i : {6U, 5U, 0U, 4U, 2U, 3U}) {
    waiting.add(PieceIndex{i});
  }

  CHECK(waiting.size() == 6);
  CHECK(waiting.test_cases_of(waiting.shape_of(PieceIndex{0})) == 3);
  CHECK(drained(waiting) == std::vector<std::uint32_t>{0, 3, 4, 5, 6, 2});
}

TEST_CASE("algorithms with equal requests have one shape") {
  const Plan plan = PlanBuilder().algorithm(1).algorithm(1).gpu(amount_unit).algorithm(1).build();
  const Pieces pieces(plan);
  WaitingList waiting(plan, pieces);
  for (std::uint32_t i = 0; i < 3; ++i) {
    waiting.add(PieceIndex{i});
  }

  CHECK(waiting.shape_count() == 2);
  CHECK(waiting.shape_of(PieceIndex{0}) == waiting.shape_of(PieceIndex{2}));
  CHECK(waiting.size_of(waiting.shape_of(PieceIndex{0})) == 2);
  CHECK(waiting.request_of(waiting.shape_of(PieceIndex{1})).resources.gpu == amount_unit);
  const ShapeIndex next = *waiting.next_shape({true, false});
  CHECK(waiting.first_of(next) == PieceIndex{1});
}

TEST_CASE("algorithms for different interpreters have different shapes") {
  const Plan plan =
      PlanBuilder().algorithm(1).python("b").algorithm(1).algorithm(1).python("a").build();
  const Pieces pieces(plan);
  const WaitingList waiting(plan, pieces);

  CHECK(waiting.shape_count() == 3);
  CHECK(waiting.python_of(waiting.shape_of(PieceIndex{0})) == PythonIndex{0});
  CHECK(waiting.python_of(waiting.shape_of(PieceIndex{1})) == std::nullopt);
  CHECK(waiting.python_of(waiting.shape_of(PieceIndex{2})) == PythonIndex{1});
}

TEST_CASE("an algorithm that wrote no cpu waits for none, one that did waits for it") {
  Plan plan = PlanBuilder().algorithm(1).algorithm(1).build();
  plan.algorithms[0].request.resources.cpu = amount_unit;
  plan.algorithms[1].request.resources.cpu = amount_unit;
  plan.algorithms[1].cpu_asked = true;

  const Pieces pieces(plan);
  WaitingList waiting(plan, pieces);

  CHECK(waiting.request_of(waiting.shape_of(PieceIndex{0})).resources.cpu == 0);
  CHECK(waiting.request_of(waiting.shape_of(PieceIndex{1})).resources.cpu == amount_unit);
}
