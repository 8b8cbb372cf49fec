#include "coordinator/comparison_text.hpp"

#include <array>
#include <cstdio>

#include "common/value.hpp"
#include "coordinator/screen_text.hpp"

namespace ianvs::coordinator {
namespace {

using Dict = Value::Dict;
using List = Value::List;

std::string counted(std::size_t count, const std::string& word) {
  return std::to_string(count) + ' ' + word + (count == 1 ? "" : "s");
}

/// "svc, singletasklearning, basemodel=svc, basemodel-C=10"
std::string row_text(const RowName& row) {
  std::string text;
  for (const auto& [column, cell] : row) {
    const bool says_itself = column == "algorithm" || column == "paradigm";
    text += (text.empty() ? "" : ", ") + (says_itself ? "" : escaped(column) + '=') + escaped(cell);
  }
  return text;
}

std::string cell_text(const std::string& cell) { return cell.empty() ? "nothing" : escaped(cell); }

std::string short_number(double number) {
  std::array<char, 64> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%+.3g", number);
  return buffer.data();
}

/// " (+0.001, +0.12 %)"
std::string by_how_much(const MetricDifference& metric) {
  if (!metric.absolute) return "";
  if (*metric.absolute == 0) return " (the same number in another form)";
  std::string text = " (" + short_number(*metric.absolute);
  if (metric.relative) text += ", " + short_number(*metric.relative * 100) + " %";
  return text + ")";
}

std::string difference_lines(const RowDifference& difference) {
  std::string text = "differs: " + row_text(difference.row) + '\n';
  for (const MetricDifference& metric : difference.metrics) {
    text += "    " + escaped(metric.metric) + ": " + cell_text(metric.a) + " in A, " +
            cell_text(metric.b) + " in B" + by_how_much(metric) + '\n';
  }
  return text;
}

std::string summary_line(const Comparison& comparison) {
  if (comparison.equal()) {
    return "equal: " + counted(comparison.equal_rows, "row") + ", " +
           counted(comparison.metrics.size(), "metric") + '\n';
  }
  std::string text = "different: " + counted(comparison.rows_a, "row") + " in A, " +
                     std::to_string(comparison.rows_b) + " in B; " +
                     std::to_string(comparison.equal_rows) + " equal";
  const auto add = [&text](std::size_t count, const std::string& what) {
    if (count > 0) text += ", " + std::to_string(count) + ' ' + what;
  };
  add(comparison.differing.size(), comparison.differing.size() == 1 ? "differs" : "differ");
  add(comparison.only_a.size(), "only in A");
  add(comparison.only_b.size(), "only in B");
  return text + '\n';
}

Dict row_value(const RowName& row) {
  Dict dict;
  for (const auto& [column, cell] : row) dict.emplace_back(column, cell);
  return dict;
}

Value number_or_null(const std::optional<double>& number) {
  return number ? Value(*number) : Value();
}

Value difference_value(const RowDifference& difference) {
  List metrics;
  for (const MetricDifference& metric : difference.metrics) {
    metrics.push_back(Dict{{"name", metric.metric},
                           {"a", metric.a},
                           {"b", metric.b},
                           {"absolute", number_or_null(metric.absolute)},
                           {"relative", number_or_null(metric.relative)}});
  }
  return Dict{{"row", row_value(difference.row)}, {"metrics", std::move(metrics)}};
}

template <class Item, class ToValue>
List list_of(const std::vector<Item>& items, const ToValue& to_value) {
  List list;
  for (const Item& item : items) list.emplace_back(to_value(item));
  return list;
}

List names_value(const std::vector<std::string>& names) { return List(names.begin(), names.end()); }

Dict side_value(const std::string& path, std::size_t rows) {
  return {{"path", path}, {"rows", static_cast<std::int64_t>(rows)}};
}

}  // namespace

std::string comparison_text(const Comparison& comparison, const ComparedPaths& paths) {
  std::string text = "A: " + escaped(paths.a) + "\nB: " + escaped(paths.b) + '\n';
  for (const auto& metric : comparison.metrics_only_a) {
    text += "only A has the metric " + escaped(metric) + '\n';
  }
  for (const auto& metric : comparison.metrics_only_b) {
    text += "only B has the metric " + escaped(metric) + '\n';
  }
  for (const auto& difference : comparison.differing) text += difference_lines(difference);
  for (const auto& row : comparison.only_a) text += "no such row in B: " + row_text(row) + '\n';
  for (const auto& row : comparison.only_b) text += "no such row in A: " + row_text(row) + '\n';
  return text + summary_line(comparison);
}

std::string comparison_json(const Comparison& comparison, const ComparedPaths& paths) {
  const Dict all = {
      {"equal", comparison.equal()},
      {"a", side_value(paths.a, comparison.rows_a)},
      {"b", side_value(paths.b, comparison.rows_b)},
      {"metrics", names_value(comparison.metrics)},
      {"equal_rows", static_cast<std::int64_t>(comparison.equal_rows)},
      {"metrics_only_in_a", names_value(comparison.metrics_only_a)},
      {"metrics_only_in_b", names_value(comparison.metrics_only_b)},
      {"differences", list_of(comparison.differing, difference_value)},
      {"only_in_a", list_of(comparison.only_a, row_value)},
      {"only_in_b", list_of(comparison.only_b, row_value)},
  };
  return to_json(all) + '\n';
}

}  // namespace ianvs::coordinator
