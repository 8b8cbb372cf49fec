#include "coordinator/pictures.hpp"

#include <doctest/doctest.h>

#include "tests/support/rank_plan.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {

Plan drawn_plan(std::vector<std::string> metrics = {"accuracy", "Matrix"}) {
  Plan plan = small_plan(std::move(metrics));
  plan.job.rank.save_mode = "selected_and_all_and_picture";
  return plan;
}

Value with_matrix(Value matrix) {
  return Value::Dict{{"accuracy", 0.5}, {"Matrix", std::move(matrix)}};
}

const Value one_by_one = Value::Dict{{"all", Value::List{Value::List{1}}}};

}  // namespace

TEST_CASE("the matrices of test cases are drawn in their order, the last result of each") {
  const Plan plan = drawn_plan();
  Pictures pictures(plan);
  pictures.add({1}, with_matrix(one_by_one), "./ws/svc/2");
  pictures.add({0}, with_matrix(7), "./ws/svc/1");
  pictures.add({0}, with_matrix(one_by_one), "./ws/svc/1.2");
  pictures.add({2}, Value::Dict{{"accuracy", 0.5}}, "./ws/forest/3");

  CHECK(pictures.size() == 3);
  CHECK(pictures.to_json() == R"([{"folder":"./ws/svc/1.2","matrices":{"all":[[1]]}},)"
                              R"({"folder":"./ws/svc/2","matrices":{"all":[[1]]}},)"
                              R"({"folder":"./ws/forest/3","matrices":null}])");
}

TEST_CASE("nothing is kept to be drawn unless the job wants pictures and has the metric") {
  Plan other_mode = drawn_plan();
  other_mode.job.rank.save_mode = "selected_and_all";
  for (const Plan& plan : {other_mode, drawn_plan({"accuracy", "MATRIX"})}) {
    Pictures pictures(plan);
    pictures.add({0}, with_matrix(one_by_one), "./ws/svc/1");
    CHECK(pictures.size() == 0);
    CHECK(pictures.to_json() == "[]");
  }
}
