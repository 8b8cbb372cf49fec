#include "coordinator/rank_rows.hpp"

#include <doctest/doctest.h>

#include "tests/support/rank_plan.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {

using Texts = std::vector<std::string>;
using Results = std::map<TestCaseIndex, LeaderboardResult>;

LeaderboardResult result(Value::Dict metrics) { return {std::move(metrics), "now", "./ws/x"}; }

}  // namespace

TEST_CASE("columns and rows are Ianvs', in the order of the test cases") {
  const Plan plan = small_plan();
  Results results;
  results[{2}] = {Value::Dict{{"f1", 0.5}, {"accuracy", 1}}, "16:02", "./ws/forest/3"};
  results[{0}] = {Value::Dict{{"f1", 0.25}, {"accuracy", 0.75}}, "16:00", "./ws/svc/1"};
  Texts warnings;

  const RankRows rows = make_rank_rows(plan, results, warnings);

  CHECK(to_csv(rows.table) ==
        "algorithm,accuracy,f1,paradigm,basemodel,basemodel-C,basemodel-n,time,url\n"
        "svc,0.75,0.25,singletasklearning,svc,1,,16:00,./ws/svc/1\n"
        "forest,1.0,0.5,singletasklearning,forest,,50,16:02,./ws/forest/3\n");
  CHECK(warnings.empty());
}

TEST_CASE("columns of algorithms without a result are left out") {
  const Plan plan = small_plan();
  Texts warnings;

  const RankRows rows = make_rank_rows(plan, {{{0}, result({{"f1", 1}})}}, warnings);

  CHECK(rows.columns.metrics == Texts{"f1"});
  CHECK(rows.columns.hyperparameters == Texts{"basemodel-C"});
}

TEST_CASE("a metric that one result lacks is empty there") {
  const Plan plan = small_plan();
  Texts warnings;

  const RankRows rows = make_rank_rows(
      plan, {{{0}, result({{"f1", 0.5}})}, {{1}, result({{"accuracy", 0.25}})}}, warnings);

  CHECK(rows.columns.metrics == Texts{"accuracy", "f1"});
  CHECK(rows.table.rows[0][1] == "");
  CHECK(rows.table.rows[0][2] == "0.5");
  CHECK(rows.table.rows[1][2] == "");
}

TEST_CASE("metrics that the testenv doesn't name, or whose name is taken, are left out and told") {
  const Plan plan = small_plan({"accuracy", "url", "basemodel"});
  Texts warnings;

  const RankRows rows = make_rank_rows(
      plan,
      {{{0}, result({{"accuracy", 1}, {"url", 2}, {"basemodel", 3}, {"loss", 4}, {"epochs", 5}})}},
      warnings);

  CHECK(rows.columns.metrics == Texts{"accuracy"});
  REQUIRE(warnings.size() == 2);
  CHECK(warnings[0].find("'epochs', 'loss'") != std::string::npos);
  CHECK(warnings[1].find("'basemodel', 'url'") != std::string::npos);
}

TEST_CASE("texts with commas and quotes are quoted") {
  Plan plan;
  plan.metrics = {{"note", ""}};
  add_algorithm(plan, "a, b", {module("basemodel", "m", {axis("layers", {Value::List{1, 2}})})});
  Texts warnings;

  const RankRows rows = make_rank_rows(plan, {{{0}, result({{"note", "say \"x\""}})}}, warnings);

  CHECK(rows.table.rows[0] == Texts{"\"a, b\"", "\"say \"\"x\"\"\"", "singletasklearning", "m",
                                    "\"[1, 2]\"", "now", "./ws/x"});
}
