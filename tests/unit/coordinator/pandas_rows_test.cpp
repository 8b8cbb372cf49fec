#include "coordinator/pandas_rows.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {

const Value none;
const Value nan = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string> texts(const PandasRows& rows, std::size_t metric) {
  std::vector<std::string> found;
  for (std::size_t row = 0; row < rows.size(); ++row) found.push_back(rows.text(row, metric));
  return found;
}

/// What pandas makes of one metric's values, in the order of the test cases.
std::vector<std::string> column(const std::vector<Value>& values) {
  PandasRows rows(1);
  for (const Value& value : values) {
    const MetricCell cells[] = {&value};
    rows.append(cells, false);
  }
  return texts(rows, 0);
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a metric's text depends on the other rows' values as in pandas' columns") {
  const Value big = Value::BigInt{"1000000000000000000000000000000"};
  const Value unsigned_64 = Value::BigInt{"9223372036854775808"};
  const std::pair<std::vector<Value>, Texts> cases[] = {
      {{3, 4}, {"3", "4"}},
      {{0.5, 3}, {"0.5", "3.0"}},
      {{3, 0.5}, {"3.0", "0.5"}},
      {{3, none}, {"3", ""}},
      {{none, 3}, {"", "3"}},
      {{nan, 3}, {"", "3.0"}},
      {{3, nan}, {"3.0", ""}},
      {{0.5, none, 3}, {"0.5", "", "3.0"}},
      {{0.5, true}, {"0.5", "1.0"}},
      {{true, 0.5}, {"True", "0.5"}},
      {{true, 3}, {"1", "3"}},
      {{3, true}, {"3", "1"}},
      {{true, false}, {"True", "False"}},
      {{nan, true}, {"", "1.0"}},
      {{none, true}, {"", "True"}},
      {{"x", 3}, {"x", "3"}},
      {{0.5, "x", 3}, {"0.5", "x", "3"}},
      {{0.5, 3, "x"}, {"0.5", "3.0", "x"}},
      {{3, "x", 0.5}, {"3", "x", "0.5"}},
      {{0.5, true, "x", 3}, {"0.5", "1.0", "x", "3"}},
      {{big, 0.5}, {"1000000000000000000000000000000", "0.5"}},
      {{9007199254740993, 0.5}, {"9007199254740992.0", "0.5"}},
      {{unsigned_64, 1}, {"9.223372036854776e+18", "1.0"}},
      {{unsigned_64, true}, {"9223372036854775808", "1"}},
      {{Value::List{1, "a"}, 2}, {"[1, 'a']", "2"}},
      {{Value::Dict{{"k", 0.5}}, 2}, {"{'k': 0.5}", "2"}},
      {{std::numeric_limits<double>::infinity(), 1}, {"inf", "1.0"}},
  };
  for (const auto& [values, expected] : cases) {
    CAPTURE(to_json(Value(Value::List(values))));
    CHECK(column(values) == expected);
  }
}

TEST_CASE("numpy's narrow floats keep their short text among themselves") {
  const double tenth = 0.1F;
  const std::string wide = "0.10000000149011612";
  const Value list = Value::List{1}, big = Value::BigInt{"1000000000000000000000000000000"};
  const struct {
    std::vector<Value> values;  // a narrow float where it is `tenth`
    Texts expected;
  } cases[] = {
      {{tenth}, {"0.1"}},
      {{tenth, tenth}, {"0.1", "0.1"}},
      {{tenth, none}, {"0.1", ""}},
      {{none, tenth}, {"", "0.1"}},
      {{nan, tenth}, {"", "0.1"}},
      {{tenth, 0.1}, {wide, "0.1"}},
      {{0.1, tenth}, {"0.1", wide}},
      {{tenth, 3}, {wide, "3.0"}},
      {{3, tenth}, {"3.0", wide}},
      {{tenth, true}, {"0.1", "1.0"}},
      {{true, tenth, tenth}, {"True", wide, wide}},
      {{tenth, true, 0.5}, {wide, "1.0", "0.5"}},
      {{tenth, none, 0.5}, {wide, "", "0.5"}},
      {{tenth, nan, 3}, {wide, "", "3.0"}},
      {{3, tenth, "x"}, {"3.0", wide, "x"}},
      {{"x", tenth}, {"x", wide}},
      {{tenth, list}, {wide, "[1]"}},
      {{tenth, big}, {wide, "1000000000000000000000000000000"}},
  };
  const std::string short_text = "0.1";
  for (const auto& [values, expected] : cases) {
    CAPTURE(to_json(Value(Value::List(values))));
    PandasRows rows(1);
    for (const Value& value : values) {
      const bool is_narrow = value.as_float() != nullptr && *value.as_float() == tenth;
      const MetricCell cells[] = {{&value, is_narrow ? &short_text : nullptr}};
      rows.append(cells, false);
    }
    CHECK(texts(rows, 0) == expected);
  }
}

TEST_CASE("what has a text of its own is an object to pandas, whatever number is nearest to it") {
  PandasRows rows(1);
  const Value three = 3, pair = Value::List{1, 2}, tenth = 0.1;
  const std::string tuple = "(1, 2)", decimal = "0.1";
  const MetricCell first[] = {&three}, second[] = {{&pair, &tuple}}, third[] = {{&tenth, &decimal}};

  rows.append(first, false);
  rows.append(second, false);
  rows.append(third, false);
  rows.append(first, false);

  CHECK(texts(rows, 0) == Texts{"3", "(1, 2)", "0.1", "3"});
}

TEST_CASE("a missing metric is a float NaN to pandas") {
  PandasRows rows(1);
  const Value three = 3;
  const MetricCell present[] = {&three};
  const MetricCell absent[] = {nullptr};

  rows.append(present, false);
  rows.append(absent, false);

  CHECK(texts(rows, 0) == Texts{"3.0", ""});
}

TEST_CASE("in a row of several types None counts as a value, in a row of texts alone it doesn't") {
  const auto after_half = [](const Value& beside) {
    PandasRows rows(2);
    const Value half = 0.5, three = 3;
    const MetricCell first[] = {&half, &beside};
    const MetricCell second[] = {&none, &beside};
    const MetricCell third[] = {&three, &beside};
    rows.append(first, false);
    rows.append(second, false);
    rows.append(third, false);
    return texts(rows, 0);
  };

  CHECK(after_half("x") == Texts{"0.5", "", "3.0"});
  CHECK(after_half(7) == Texts{"0.5", "", "3"});
}

TEST_CASE("bools become numbers only where the row's values of the type stand side by side") {
  const auto two_bools = [](const Value& between) {
    PandasRows rows(3);
    const Value three = 3, yes = true;
    const MetricCell first[] = {&three, &three, &three};
    const MetricCell second[] = {&yes, &between, &yes};
    rows.append(first, false);
    rows.append(second, false);
    return texts(rows, 0);
  };

  CHECK(two_bools(true) == Texts{"3", "1"});
  CHECK(two_bools("x") == Texts{"3", "True"});
}

TEST_CASE("a column that the row lacks elsewhere keeps a lone float from standing alone") {
  const auto none_row = [](bool lacks_other_cells) {
    PandasRows rows(1);
    const Value half = 0.5;
    const MetricCell first[] = {&half};
    const MetricCell second[] = {&none};
    rows.append(first, lacks_other_cells);
    rows.append(second, lacks_other_cells);
    rows.append(first, lacks_other_cells);
    const Value yes = true;
    const MetricCell last[] = {&yes};
    rows.append(last, lacks_other_cells);
    return texts(rows, 0);
  };

  CHECK(none_row(false) == Texts{"0.5", "", "0.5", "1.0"});
  CHECK(none_row(true) == Texts{"0.5", "", "0.5", "True"});
}
