#include "coordinator/rank_order.hpp"

#include <doctest/doctest.h>

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {

using Texts = std::vector<std::string>;

/// The column's cells after sorting by it.
Texts sorted(const Texts& cells, bool ascending, Texts* warnings = nullptr) {
  CsvTable table{{"m"}, {}};
  for (const std::string& cell : cells) table.rows.push_back({cell});
  Texts told;
  const SortKey keys[] = {{"m", ascending}};
  sort_rows(table, keys, told);
  if (warnings != nullptr) *warnings = told;
  Texts found;
  for (const auto& row : table.rows) found.push_back(row[0]);
  return found;
}

}  // namespace

TEST_CASE("rows are sorted by value, not by text") {
  CHECK(sorted({"10", "9", "9.5", "-1", "1e2", "inf", "-inf"}, true) ==
        Texts{"-inf", "-1", "9", "9.5", "10", "1e2", "inf"});
  CHECK(sorted({"9007199254740993", "9007199254740992"}, true) ==
        Texts{"9007199254740992", "9007199254740993"});
  CHECK(sorted({"True", "False", "0.5"}, false) == Texts{"True", "0.5", "False"});
  CHECK(sorted({"b", "a", "\"a,\""}, true) == Texts{"a", "\"a,\"", "b"});
}

TEST_CASE("what is empty or NaN comes last in both directions") {
  CHECK(sorted({"", "1", "nan", "2"}, true) == Texts{"1", "2", "", "nan"});
  CHECK(sorted({"", "1", "nan", "2"}, false) == Texts{"2", "1", "", "nan"});
}

TEST_CASE("numbers come before texts in both directions, with a warning") {
  Texts warnings;

  CHECK(sorted({"x", "1", "", "y", "2"}, true, &warnings) == Texts{"1", "2", "x", "y", ""});
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0].find("'m'") != std::string::npos);
  CHECK(sorted({"x", "1", "", "y", "2"}, false) == Texts{"2", "1", "y", "x", ""});

  sorted({"1", "2", ""}, true, &warnings);
  CHECK(warnings.empty());
}

TEST_CASE("later keys decide among equals, and rows equal in all keep their order") {
  CsvTable table{{"id", "a", "b"}, {}};
  for (int i = 0; i < 200; ++i) {
    table.rows.push_back({std::to_string(i), std::to_string(i % 2), std::to_string(i % 4 / 2)});
  }
  Texts warnings;
  const SortKey keys[] = {{"a", false}, {"nothing", true}, {"b", true}};

  sort_rows(table, keys, warnings);

  std::vector<std::string> before = {"", "2", ""};
  for (const auto& row : table.rows) {
    if (row[1] == before[1] && row[2] == before[2]) {
      CHECK(std::stoi(row[0]) > std::stoi(before[0]));
    } else {
      CHECK((row[1] < before[1] || (row[1] == before[1] && row[2] > before[2])));
    }
    before = row;
  }
}

TEST_CASE("the key of a number is the same however it is written") {
  CHECK(number_key("3") == number_key("3.0"));
  CHECK(number_key("0.5") == number_key("5e-1"));
  CHECK(number_key("-0.0") == number_key("0.0"));
  CHECK(number_key("0.1") != number_key("0.10000000000000002"));
  CHECK(number_key("9223372036854775808") != number_key("9223372036854775809"));
  CHECK(number_key("True") == number_key("1.0"));
  CHECK(number_key("False") == number_key("0"));
  CHECK(number_key("x") == "x");
  CHECK(number_key("") == "");
  CHECK(number_key("1 2") == "1 2");
}
