#include "coordinator/rank_rows.hpp"

#include <set>

#include "coordinator/pandas_rows.hpp"
#include "coordinator/test_case_columns.hpp"

namespace ianvs::coordinator {
namespace {

using Results = std::map<TestCaseIndex, LeaderboardResult>;

std::string quoted_list(const std::set<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "'" : ", '") + name + "'";
  return text;
}

class RowMaker {
 public:
  RowMaker(const Plan& plan, const Results& results) : plan_(plan), results_(results) {}

  RankRows make(std::vector<std::string>& warnings) {
    for (const auto& [index, result] : results_) test_cases_.add(plan_, index);
    find_metrics(warnings);
    const RankColumns columns{metrics_.list(), test_cases_.module_types().list(),
                              test_cases_.hyperparameters().list()};
    RankRows rows{columns, {columns.in_order(), {}}};
    rows.table.rows.reserve(results_.size());
    PandasRows metric_cells(metrics_.list().size());
    for (const auto& [index, result] : results_) {
      const TestCase test_case = plan_.test_case(index);
      const TestCaseColumns::Cells cells = test_cases_.cells_of(test_case);
      metric_cells.append(metrics_of(result), cells.lacks_some);
      rows.table.rows.push_back(lay_out(*test_case.algorithm, cells, result));
    }
    fill_metrics(rows.table, metric_cells);
    return rows;
  }

 private:
  /// To be called last: each row that comes may change the texts of those before it.
  void fill_metrics(CsvTable& table, const PandasRows& metric_cells) const {
    for (std::size_t row = 0; row < metric_cells.size(); ++row) {
      for (std::size_t i = 0; i < metrics_.list().size(); ++i) {
        table.rows[row][1 + i] = to_csv_cell(metric_cells.text(row, i));
      }
    }
  }

  bool is_taken(const std::string& name) const {
    static const std::set<std::string> fixed = {"rank", "algorithm", "paradigm", "time", "url"};
    return fixed.contains(name) || test_cases_.module_types().has(name) ||
           test_cases_.hyperparameters().has(name);
  }

  void find_metrics(std::vector<std::string>& warnings) {
    std::set<std::string> found, unknown, taken;
    for (const auto& [index, result] : results_) {
      for (const auto& [name, value] : *result.metrics.as_dict()) found.insert(python_str(name));
    }
    unknown = found;
    for (const MetricSpec& metric : plan_.metrics) {
      unknown.erase(metric.name);
      if (!found.contains(metric.name)) continue;
      if (is_taken(metric.name)) {
        taken.insert(metric.name);
      } else {
        metrics_.add(metric.name);
      }
    }
    if (!unknown.empty()) {
      warnings.push_back(
          "not in the leaderboard, since the testenv doesn't name them as metrics: " +
          quoted_list(unknown));
    }
    if (!taken.empty()) {
      warnings.push_back("not in the leaderboard, since another column has the name: metrics " +
                         quoted_list(taken));
    }
  }

  std::vector<MetricCell> metrics_of(const LeaderboardResult& result) const {
    std::vector<MetricCell> cells;
    for (const std::string& name : metrics_.list()) {
      const Value* text = result.texts.find(name);
      cells.emplace_back(result.metrics.find(name), text != nullptr ? text->as_string() : nullptr);
    }
    return cells;
  }

  /// The whole row; cells of metrics are left empty.
  std::vector<std::string> lay_out(const Algorithm& algorithm, const TestCaseColumns::Cells& cells,
                                   const LeaderboardResult& result) const {
    std::vector<std::string> row;
    row.reserve(metrics_.list().size() + cells.modules.size() + cells.hyperparameters.size() + 4);
    row.push_back(to_csv_cell(algorithm.name));
    row.resize(1 + metrics_.list().size());
    row.push_back(to_csv_cell(algorithm.paradigm));
    for (const std::string& module : cells.modules) row.push_back(to_csv_cell(module));
    for (const std::string& text : cells.hyperparameters) row.push_back(to_csv_cell(text));
    row.push_back(to_csv_cell(result.time));
    row.push_back(to_csv_cell(result.url));
    return row;
  }

  const Plan& plan_;
  const Results& results_;
  TestCaseColumns test_cases_;
  Names metrics_;
};

}  // namespace

std::vector<std::string> RankColumns::in_order() const {
  std::vector<std::string> names = {"algorithm"};
  names.insert(names.end(), metrics.begin(), metrics.end());
  names.emplace_back("paradigm");
  names.insert(names.end(), module_types.begin(), module_types.end());
  names.insert(names.end(), hyperparameters.begin(), hyperparameters.end());
  names.emplace_back("time");
  names.emplace_back("url");
  return names;
}

RankRows make_rank_rows(const Plan& plan, const Results& results,
                        std::vector<std::string>& warnings) {
  return RowMaker(plan, results).make(warnings);
}

}  // namespace ianvs::coordinator
