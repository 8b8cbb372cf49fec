#include "coordinator/test_case_columns.hpp"

#include <doctest/doctest.h>

#include "tests/support/rank_plan.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;

TEST_CASE("modules and hyperparameters become columns in order of first appearance") {
  Plan plan = small_plan();
  add_algorithm(plan, "both",
                {module("mining", "hard", {axis("t", {0.5})}),
                 module("basemodel", "net", {axis("n", {1}), axis("C", {Value()})})});
  TestCaseColumns columns;
  for (std::uint32_t i = 0; i < plan.test_case_count(); ++i) columns.add(plan, {i});

  CHECK(columns.module_types().list() == std::vector<std::string>{"basemodel", "mining"});
  CHECK(columns.hyperparameters().list() ==
        std::vector<std::string>{"basemodel-C", "basemodel-n", "mining-t"});

  const auto second = columns.cells_of(plan.test_case({1}));
  CHECK(second.modules == std::vector<std::string>{"svc", ""});
  CHECK(second.hyperparameters == std::vector<std::string>{"10", "", ""});
  CHECK(second.lacks_some);

  const auto last = columns.cells_of(plan.test_case({3}));
  CHECK(last.modules == std::vector<std::string>{"net", "hard"});
  CHECK(last.hyperparameters == std::vector<std::string>{"None", "1", "0.5"});
  CHECK_FALSE(last.lacks_some);
}
