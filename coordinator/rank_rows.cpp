#include "coordinator/rank_rows.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>

#include "coordinator/pandas_rows.hpp"

namespace ianvs::coordinator {
namespace {

using Results = std::map<TestCaseIndex, LeaderboardResult>;

/// Distinct names in order of first appearance.
class Names {
 public:
  void add(const std::string& name) {
    if (places_.emplace(name, names_.size()).second) names_.push_back(name);
  }
  bool has(const std::string& name) const { return places_.contains(name); }
  /// `name` must have been added.
  std::size_t place(const std::string& name) const { return places_.at(name); }
  const std::vector<std::string>& list() const { return names_; }

 private:
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::size_t> places_;
};

std::string column_name(const Module& module, const std::string& hyperparameter) {
  return module.type + "-" + hyperparameter;
}

std::string quoted_list(const std::set<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "'" : ", '") + name + "'";
  return text;
}

class RowMaker {
 public:
  RowMaker(const Plan& plan, const Results& results) : plan_(plan), results_(results) {}

  RankRows make(std::vector<std::string>& warnings) {
    find_modules();
    find_metrics(warnings);
    const RankColumns columns{metrics_.list(), modules_.list(), hyperparameters_.list()};
    RankRows rows{columns, {columns.in_order(), {}}};
    rows.table.rows.reserve(results_.size());
    PandasRows metric_cells(metrics_.list().size());
    for (const auto& [index, result] : results_) {
      const Cells cells = describe(plan_.test_case(index));
      metric_cells.append(metrics_of(result), cells.lacks_some);
      rows.table.rows.push_back(lay_out(cells, result));
    }
    // Only now is it known what pandas made of each column.
    for (std::size_t row = 0; row < metric_cells.size(); ++row) {
      for (std::size_t i = 0; i < metrics_.list().size(); ++i) {
        rows.table.rows[row][1 + i] = to_csv_cell(metric_cells.text(row, i));
      }
    }
    return rows;
  }

 private:
  struct Cells {
    const Algorithm* algorithm = nullptr;
    std::vector<std::string> modules, hyperparameters;
    bool lacks_some = false;
  };

  void find_modules() {
    const Algorithm* known = nullptr;
    for (const auto& [index, result] : results_) {
      // All test cases of an algorithm have the same modules and hyperparameters.
      if (&plan_.algorithm_of(index) == known) continue;
      known = &plan_.algorithm_of(index);
      const TestCase test_case = plan_.test_case(index);
      for (const ModuleChoice& choice : test_case.modules) modules_.add(choice.module->type);
      for (const ModuleChoice& choice : test_case.modules) {
        for (const auto& hyperparameter : choice.hyperparameters) {
          hyperparameters_.add(column_name(*choice.module, *hyperparameter.name));
        }
      }
    }
  }

  bool is_taken(const std::string& name) const {
    static const std::set<std::string> fixed = {"rank", "algorithm", "paradigm", "time", "url"};
    return fixed.contains(name) || modules_.has(name) || hyperparameters_.has(name);
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

  std::vector<const Value*> metrics_of(const LeaderboardResult& result) const {
    std::vector<const Value*> values;
    for (const std::string& name : metrics_.list()) values.push_back(result.metrics.find(name));
    return values;
  }

  Cells describe(const TestCase& test_case) const {
    Cells cells{test_case.algorithm, std::vector<std::string>(modules_.list().size()),
                std::vector<std::string>(hyperparameters_.list().size()), false};
    std::vector<bool> filled(hyperparameters_.list().size(), false);
    for (const ModuleChoice& choice : test_case.modules) {
      cells.modules[modules_.place(choice.module->type)] = choice.module->name;
      for (const auto& hyperparameter : choice.hyperparameters) {
        const auto place =
            hyperparameters_.place(column_name(*choice.module, *hyperparameter.name));
        cells.hyperparameters[place] = *hyperparameter.text;
        filled[place] = true;
      }
    }
    cells.lacks_some = test_case.modules.size() < modules_.list().size() ||
                       std::find(filled.begin(), filled.end(), false) != filled.end();
    return cells;
  }

  /// The whole row; cells of metrics are left empty.
  std::vector<std::string> lay_out(const Cells& cells, const LeaderboardResult& result) const {
    std::vector<std::string> row;
    row.reserve(metrics_.list().size() + cells.modules.size() + cells.hyperparameters.size() + 4);
    row.push_back(to_csv_cell(cells.algorithm->name));
    row.resize(1 + metrics_.list().size());
    row.push_back(to_csv_cell(cells.algorithm->paradigm));
    for (const std::string& module : cells.modules) row.push_back(to_csv_cell(module));
    for (const std::string& text : cells.hyperparameters) row.push_back(to_csv_cell(text));
    row.push_back(to_csv_cell(result.time));
    row.push_back(to_csv_cell(result.url));
    return row;
  }

  const Plan& plan_;
  const Results& results_;
  Names metrics_, modules_, hyperparameters_;
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
