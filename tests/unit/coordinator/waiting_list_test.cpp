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
  WaitingList waiting(plan);
  for (const std::uint32_t i : {2U, 0U, 3U, 1U}) {
    waiting.add(TestCaseIndex{i});
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
  WaitingList waiting(plan);
  for (std::uint32_t i = 0; i < 5; ++i) {
    waiting.add(TestCaseIndex{i});
  }

  CHECK(drained(waiting) == std::vector<std::uint32_t>{1, 2, 4, 0, 3});
}

TEST_CASE("algorithms with equal requests have one shape") {
  const Plan plan = PlanBuilder().algorithm(1).algorithm(1).gpu(amount_unit).algorithm(1).build();
  WaitingList waiting(plan);
  for (std::uint32_t i = 0; i < 3; ++i) {
    waiting.add(TestCaseIndex{i});
  }

  CHECK(waiting.shape_count() == 2);
  CHECK(waiting.shape_of(TestCaseIndex{0}) == waiting.shape_of(TestCaseIndex{2}));
  CHECK(waiting.size_of(waiting.shape_of(TestCaseIndex{0})) == 2);
  CHECK(waiting.request_of(waiting.shape_of(TestCaseIndex{1})).resources.gpu == amount_unit);
  const ShapeIndex next = *waiting.next_shape({true, false});
  CHECK(waiting.first_of(next) == TestCaseIndex{1});
}

TEST_CASE("algorithms for different interpreters have different shapes") {
  const Plan plan =
      PlanBuilder().algorithm(1).python("b").algorithm(1).algorithm(1).python("a").build();
  const WaitingList waiting(plan);

  CHECK(waiting.shape_count() == 3);
  CHECK(waiting.python_of(waiting.shape_of(TestCaseIndex{0})) == PythonIndex{0});
  CHECK(waiting.python_of(waiting.shape_of(TestCaseIndex{1})) == std::nullopt);
  CHECK(waiting.python_of(waiting.shape_of(TestCaseIndex{2})) == PythonIndex{1});
}

TEST_CASE("an algorithm that wrote no cpu waits for none, one that did waits for it") {
  Plan plan = PlanBuilder().algorithm(1).algorithm(1).build();
  plan.algorithms[0].request.resources.cpu = amount_unit;
  plan.algorithms[1].request.resources.cpu = amount_unit;
  plan.algorithms[1].cpu_asked = true;

  const WaitingList waiting(plan);

  CHECK(waiting.request_of(waiting.shape_of(TestCaseIndex{0})).resources.cpu == 0);
  CHECK(waiting.request_of(waiting.shape_of(TestCaseIndex{1})).resources.cpu == amount_unit);
}
