#include "coordinator/comparison.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {

using Texts = std::vector<std::string>;

const std::string header = "rank,algorithm,accuracy,f1,paradigm,basemodel,basemodel-C,time,url\n";

RankTable rank(const std::string& csv) {
  auto table = read_rank_table(csv);
  REQUIRE(table.has_value());
  return *table;
}

RankTable rows(const std::string& lines) { return rank(header + lines); }

}  // namespace

TEST_CASE("rank, time, place and the order of rows and columns make no difference") {
  const auto a = rows(
      "1,svc,0.5,0.25,singletasklearning,svc,10,2026-11-24 16:00:35,./ws/svc/1\n"
      "2,svc,0.75,,singletasklearning,svc,1,2026-11-24 16:00:36,./ws/svc/2\n");
  const auto b = rank(
      "rank,algorithm,f1,accuracy,paradigm,basemodel,basemodel-C,time,url\n"
      "1,svc,,0.75,singletasklearning,svc,1,2026-11-25 00:00:00,./other/svc/8\n"
      "2,svc,0.25,0.5,singletasklearning,svc,10,2026-11-25 00:00:00,./other/svc/9\n");

  const auto found = compare_ranks(a, b);

  CHECK(found.equal());
  CHECK(found.equal_rows == 2);
  CHECK(found.metrics == Texts{"accuracy", "f1"});
}

TEST_CASE("a metric whose text differs is told with both texts, and by how much") {
  const auto a = rows("1,svc,0.5,4,singletasklearning,svc,10,,\n");
  const auto b = rows("1,svc,0.625,4.0,singletasklearning,svc,10,,\n");

  const auto found = compare_ranks(a, b);

  CHECK_FALSE(found.equal());
  CHECK(found.equal_rows == 0);
  REQUIRE(found.differing.size() == 1);
  CHECK(found.differing[0].row == RowName{{"algorithm", "svc"},
                                          {"paradigm", "singletasklearning"},
                                          {"basemodel", "svc"},
                                          {"basemodel-C", "10"}});
  const auto& metrics = found.differing[0].metrics;
  REQUIRE(metrics.size() == 2);
  CHECK(metrics[0].metric == "accuracy");
  CHECK(metrics[0].a == "0.5");
  CHECK(metrics[0].b == "0.625");
  CHECK(metrics[0].absolute == 0.125);
  CHECK(metrics[0].relative == 0.25);
  CHECK(metrics[1].absolute == 0.0);
}

TEST_CASE("what is no number, is NaN, infinite or zero has only the differences that there are") {
  const auto by = [](const std::string& a, const std::string& b) {
    const auto found =
        compare_ranks(rows("1,svc," + a + ",,p,svc,1,,\n"), rows("1,svc," + b + ",,p,svc,1,,\n"));
    REQUIRE(found.differing.size() == 1);
    return found.differing[0].metrics[0];
  };

  CHECK_FALSE(by("x", "1").absolute);
  CHECK_FALSE(by("", "1").absolute);
  CHECK_FALSE(by("nan", "1").absolute);
  CHECK_FALSE(by("True", "1").absolute);
  CHECK(by("0", "2").absolute == 2.0);
  CHECK_FALSE(by("0", "2").relative);
  CHECK(by("1", "inf").absolute == std::numeric_limits<double>::infinity());
  CHECK_FALSE(by("1", "inf").relative);
  CHECK(by("inf", "Infinity").absolute == 0.0);
  CHECK(by("-4", "-2").relative == 0.5);
}

TEST_CASE("rows that only one of the two has are told by algorithm and hyperparameters") {
  const auto a = rows("1,svc,1,1,p,svc,10,,\n2,svc,1,1,p,svc,1,,\n");
  const auto b = rows("1,svc,1,1,p,svc,10,,\n2,\"mlp, deep\",1,1,p,mlp,,,\n");

  const auto found = compare_ranks(a, b);

  CHECK(found.equal_rows == 1);
  CHECK(found.only_a ==
        std::vector<RowName>{
            {{"algorithm", "svc"}, {"paradigm", "p"}, {"basemodel", "svc"}, {"basemodel-C", "1"}}});
  CHECK(found.only_b == std::vector<RowName>{
                            {{"algorithm", "mlp, deep"}, {"paradigm", "p"}, {"basemodel", "mlp"}}});
}

TEST_CASE("rows that are there several times are compared as often as they are there") {
  const auto a = rows("1,svc,3,1,p,svc,1,,\n2,svc,2,1,p,svc,1,,\n3,svc,1,1,p,svc,1,,\n");

  SUBCASE("in another order they are equal") {
    CHECK(compare_ranks(a, rows("1,svc,1,1,p,svc,1,,\n2,svc,3,1,p,svc,1,,\n3,svc,2,1,p,svc,1,,\n"))
              .equal());
  }
  SUBCASE("one that differs is put beside the one that is left, not beside an equal one") {
    const auto found =
        compare_ranks(a, rows("1,svc,9,1,p,svc,1,,\n2,svc,3,1,p,svc,1,,\n3,svc,1,1,p,svc,1,,\n"));
    CHECK(found.equal_rows == 2);
    REQUIRE(found.differing.size() == 1);
    CHECK(found.differing[0].metrics[0].a == "2");
    CHECK(found.differing[0].metrics[0].b == "9");
  }
  SUBCASE("one more or less is one that only one of them has") {
    const auto found = compare_ranks(a, rows("1,svc,2,1,p,svc,1,,\n"));
    CHECK(found.equal_rows == 1);
    CHECK(found.only_a.size() == 2);
    CHECK(compare_ranks(rows("1,svc,2,1,p,svc,1,,\n"), a).only_b.size() == 2);
  }
}

TEST_CASE("a metric of which one has no column is told once, unless there was nothing in it") {
  const auto a = rows("1,svc,1,1,p,svc,1,,\n2,svc,1,1,p,svc,2,,\n");
  const auto b = rank(
      "rank,algorithm,accuracy,loss,empty,paradigm,basemodel,basemodel-C,time,url\n"
      "1,svc,1,7,,p,svc,1,,\n2,svc,1,,,p,svc,2,,\n");

  const auto found = compare_ranks(a, b);

  CHECK_FALSE(found.equal());
  CHECK(found.equal_rows == 2);
  CHECK(found.metrics == Texts{"accuracy"});
  CHECK(found.metrics_only_a == Texts{"f1"});
  CHECK(found.metrics_only_b == Texts{"loss"});
}

TEST_CASE("a hyperparameter's column that is empty is as good as none") {
  const auto a = rank("rank,algorithm,acc,paradigm,basemodel,time,url\n1,svc,1,p,svc,,\n");
  const auto b =
      rank("rank,algorithm,acc,paradigm,basemodel,basemodel-C,time,url\n1,svc,1,p,svc,,,\n");

  CHECK(compare_ranks(a, b).equal());
}

TEST_CASE("columns that a later run brought behind the url are told by their names") {
  const auto a = rank(
      "rank,algorithm,acc,paradigm,basemodel,time,url,loss,aggregation,aggregation-n,odd-name\n"
      "1,svc,1,p,svc,,,0.5,mean,3,7\n");

  CHECK(a.metrics == Texts{"acc", "loss", "odd-name"});
  CHECK(a.keys == Texts{"algorithm", "paradigm", "basemodel", "aggregation", "aggregation-n"});
}

TEST_CASE("modules of types that Ianvs will have one day are known by their place") {
  const auto a = rank(
      "rank,algorithm,hard-example_rate,paradigm,newmodel,newmodel-C,time,url\n1,svc,1,p,x,2,,\n");

  CHECK(a.metrics == Texts{"hard-example_rate"});
  CHECK(a.keys == Texts{"algorithm", "paradigm", "newmodel", "newmodel-C"});
}

TEST_CASE("a leaderboard without rows differs from one with rows alone") {
  const auto none = rank("rank,algorithm,paradigm,time,url\n");

  CHECK(compare_ranks(none, none).equal());
  CHECK(compare_ranks(none, rows("1,svc,1,1,p,svc,1,,\n")).only_b.size() == 1);
}

TEST_CASE("a file that is no leaderboard is refused with its line") {
  for (const std::string text : {"", "a,b\n1,2\n", "rank,algorithm,acc\n1,svc,1\n"}) {
    CAPTURE(text);
    const auto wrong = read_rank_table(text);
    REQUIRE_FALSE(wrong.has_value());
    CHECK(wrong.error().kind == ErrorKind::invalid);
    CHECK(wrong.error().where == "1");
  }
  CHECK(read_rank_table(header + "1,svc\n").error().where == "2");
}
