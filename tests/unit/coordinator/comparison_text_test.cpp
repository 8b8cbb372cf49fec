#include "coordinator/comparison_text.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {

const ComparedPaths paths{"ws/runs/1/rank.csv", "old.csv"};

Comparison compare(const std::string& a, const std::string& b) {
  const std::string header = "rank,algorithm,acc,note,paradigm,basemodel,basemodel-C,time,url\n";
  return compare_ranks(*read_rank_table(header + a), *read_rank_table(header + b));
}

}  // namespace

TEST_CASE("people read that two leaderboards are equal in one line below their paths") {
  const auto text = comparison_text(compare("1,svc,1,x,p,svc,1,,\n2,svc,1,x,p,svc,2,,\n",
                                            "1,svc,1,x,p,svc,2,,\n2,svc,1,x,p,svc,1,,\n"),
                                    paths);

  CHECK(text == "A: ws/runs/1/rank.csv\nB: old.csv\nequal: 2 rows, 2 metrics\n");
}

TEST_CASE("people read what differs, by how much, and how much is equal") {
  const auto text = comparison_text(
      compare(
          "1,svc,0.5,x,p,svc,1,,\n2,svc,3,,p,svc,2,,\n3,svc,1,x,p,svc,3,,\n4,svc,1,x,p,svc,5,,\n",
          "1,svc,0.505,x,p,svc,1,,\n2,svc,3.0,\x1b[2J,p,svc,2,,\n3,svc,1,x,p,svc,3,,\n"
          "4,knn,1,x,p,knn,,,\n"),
      paths);

  CHECK(text ==
        "A: ws/runs/1/rank.csv\nB: old.csv\n"
        "differs: svc, p, basemodel=svc, basemodel-C=1\n"
        "    acc: 0.5 in A, 0.505 in B (+0.005, +1 %)\n"
        "differs: svc, p, basemodel=svc, basemodel-C=2\n"
        "    acc: 3 in A, 3.0 in B (the same number in another form)\n"
        "    note: nothing in A, \\x1b[2J in B\n"
        "no such row in B: svc, p, basemodel=svc, basemodel-C=5\n"
        "no such row in A: knn, p, basemodel=knn\n"
        "different: 4 rows in A, 4 in B; 1 equal, 2 differ, 1 only in A, 1 only in B\n");
}

TEST_CASE("metrics that only one has are told by name") {
  Comparison comparison;
  comparison.rows_a = comparison.rows_b = comparison.equal_rows = 1;
  comparison.metrics_only_a = {"f1"};
  comparison.metrics_only_b = {"loss"};

  CHECK(comparison_text(comparison, paths) ==
        "A: ws/runs/1/rank.csv\nB: old.csv\nonly A has the metric f1\nonly B has the metric loss\n"
        "different: 1 row in A, 1 in B; 1 equal\n");
}

TEST_CASE("programs read the same as one object") {
  const auto json = nlohmann::json::parse(comparison_json(
      compare("1,svc,0.5,x,p,svc,1,,\n2,svc,1,x,p,svc,3,,\n", "1,svc,0.75,y,p,svc,1,,\n"), paths));

  CHECK(json == nlohmann::json::parse(R"({
    "equal": false, "a": {"path": "ws/runs/1/rank.csv", "rows": 2},
    "b": {"path": "old.csv", "rows": 1}, "metrics": ["acc", "note"], "equal_rows": 0,
    "metrics_only_in_a": [], "metrics_only_in_b": [],
    "differences": [
      {"row": {"algorithm": "svc", "paradigm": "p", "basemodel": "svc", "basemodel-C": "1"},
       "metrics": [{"name": "acc", "a": "0.5", "b": "0.75", "absolute": 0.25, "relative": 0.5},
                   {"name": "note", "a": "x", "b": "y", "absolute": null, "relative": null}]}],
    "only_in_a": [{"algorithm": "svc", "paradigm": "p", "basemodel": "svc", "basemodel-C": "3"}],
    "only_in_b": []})"));
}
