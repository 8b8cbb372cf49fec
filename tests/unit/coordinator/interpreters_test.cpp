#include "coordinator/interpreters.hpp"

#include <doctest/doctest.h>

#include "tests/support/plans.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;
using Texts = std::vector<std::string>;

TEST_CASE("an algorithm's own interpreter goes before the default") {
  Plan plan = test::PlanBuilder().algorithm(1).python("").algorithm(1).python("./py").build();

  set_default_python(plan, "python3.12");

  CHECK(plan.algorithms[0].python == "python3.12");
  CHECK(plan.algorithms[1].python == "./py");
}

TEST_CASE("each interpreter is named once, in the plan's order, and commands have none") {
  Plan plan = test::PlanBuilder()
                  .algorithm(1)
                  .python("b")
                  .algorithm(1)
                  .python("a")
                  .algorithm(1)
                  .algorithm(1)
                  .python("b")
                  .build();

  set_default_python(plan, "python3");

  CHECK(pythons_of(plan) == Texts{"b", "a"});
  CHECK(plan.algorithms[2].python.empty());
  CHECK(pythons_of(test::simple_plan(3)).empty());
}
