#include "coordinator/rank_selection.hpp"

#include <doctest/doctest.h>

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {

using Texts = std::vector<std::string>;

std::size_t rows_left(CsvTable table, const Texts& metrics) {
  drop_duplicates(table, metrics);
  return table.rows.size();
}

}  // namespace

TEST_CASE("all columns are selected unless the job names some") {
  const RankColumns all{{"acc", "f1"}, {"basemodel"}, {"basemodel-C"}};
  RankSettings settings;
  CHECK(select_columns(settings, all).in_order() ==
        Texts{"algorithm", "acc", "f1", "paradigm", "basemodel", "basemodel-C", "time", "url"});

  settings.metrics = {"f1", "unknown", "f1"};
  settings.modules = Texts{};
  settings.hyperparameters = {"basemodel-gamma"};
  CHECK(select_columns(settings, all).in_order() ==
        Texts{"algorithm", "f1", "unknown", "paradigm", "basemodel-gamma", "time", "url"});
}

TEST_CASE("rows that differ in nothing but time and url are one") {
  const CsvTable table{{"algorithm", "m", "time", "url"},
                       {{"a", "1", "t1", "u1"}, {"a", "1.0", "t2", "u2"}, {"a", "2", "t3", "u3"}}};

  CsvTable left = table;
  drop_duplicates(left, {"m"});

  CHECK(left.rows == std::vector<Texts>{{"a", "1", "t1", "u1"}, {"a", "2", "t3", "u3"}});
  CHECK(rows_left(table, {}) == 3);
}

TEST_CASE("cells are compared one by one, by what they stand for") {
  CHECK(rows_left({{"a", "b"}, {{"xy", ""}, {"x", "y"}, {"", "xy"}}}, {}) == 3);
  CHECK(rows_left({{"a", "b"}, {{"x", "1"}, {"\"x\"", "1"}}}, {}) == 1);
  CHECK(rows_left({{"m"}, {{"{'a': 1}"}, {"{'a': 1}"}, {"{'a': 2}"}}}, {"m"}) == 2);
  CHECK(rows_left({{"m"}, {{""}, {""}}}, {"m"}) == 1);
}

TEST_CASE("only rows of the selected paradigms stay") {
  CsvTable table{{"paradigm"}, {{"single"}, {"lifelong"}, {"federated"}}};

  keep_paradigms(table, {"lifelong", "single"});

  CHECK(table.rows == std::vector<Texts>{{"single"}, {"lifelong"}});
}
