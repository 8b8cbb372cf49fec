/// Makes the rows of one run: which columns there are, and the text of each cell.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "common/plan.hpp"
#include "coordinator/csv_text.hpp"
#include "coordinator/leaderboard.hpp"

namespace ianvs::coordinator {

/// The columns of Ianvs' rank by what they tell.
struct RankColumns {
  std::vector<std::string> metrics;  ///< those of the testenv that any result has, in its order
  std::vector<std::string> module_types;  ///< in order of first appearance
  std::vector<std::string>
      hyperparameters;  ///< "<module type>-<name>", in order of first appearance

  /// algorithm, metrics, paradigm, modules, hyperparameters, time, url.
  std::vector<std::string> in_order() const;
};

struct RankRows {
  RankColumns columns;
  CsvTable table;  ///< without `rank`, in the order of the test cases
};

/// `results` must not be empty. Metrics that the testenv doesn't name, or whose name another column
/// has, are left out with a warning.
RankRows make_rank_rows(const Plan& plan, const std::map<TestCaseIndex, LeaderboardResult>& results,
                        std::vector<std::string>& warnings);

}  // namespace ianvs::coordinator
