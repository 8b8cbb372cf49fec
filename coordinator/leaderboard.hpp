/// Ianvs' rank: results to rows, columns, order and the text of every cell, as Ianvs (pandas) would
/// write them.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "common/ids.hpp"
#include "common/plan.hpp"
#include "common/result.hpp"
#include "coordinator/csv_text.hpp"

namespace ianvs::coordinator {

/// One test case that succeeded.
struct LeaderboardResult {
  Value metrics;     ///< a dict, in the runner's order
  std::string time;  ///< local time as Ianvs writes it: "2026-11-24 16:00:35"
  std::string url;   ///< the output directory of the attempt that counted
  /// A dict of texts of those metrics to which `metrics` has but the nearest value; None: of none.
  Value texts = {};
};

/// Texts of the two files and of the table on the terminal; empty if there is nothing to show.
struct Rank {
  std::string all_csv;
  std::string selected_csv;
  std::string table;  ///< prettytable's print of selected_rank.csv, with a line break at the end
  std::vector<std::string> warnings;
};

struct RankColumns;

/// Whether `Leaderboard::render` can take these two; `invalid` as it says there.
Result<void> check_old_rank(const std::string& all_csv, const std::string& selected_csv);

class Leaderboard {
 public:
  /// `plan` outlives this.
  explicit Leaderboard(const Plan& plan) : plan_(plan) {}
  /// A second result of the same test case replaces the first. `metrics` that are no dict, as only
  /// a broken peer sends them, count as none.
  void add(TestCaseIndex test_case, LeaderboardResult result);
  bool empty() const { return results_.empty(); }

  /// Merges with what earlier runs left (`old_*` are files' contents, empty if there are none): old
  /// rows stay to the letter, those whose url is that of a test case of this run (whichever
  /// attempt) are replaced, all are sorted by value. Columns that only the old rows have stay where
  /// they are, new ones come behind them. selected_rank.csv is made from all rows of the first
  /// file, and from those that so far were in selected_rank.csv alone. Without results the old
  /// texts come back as they are. `invalid`, with "all_rank.csv:<line>" or
  /// "selected_rank.csv:<line>" as `where`, if an old file is no such CSV.
  Result<Rank> render(const std::string& old_all_csv, const std::string& old_selected_csv) const;
  /// The rows of this run alone, as all_rank.csv holds them; without results the first line alone.
  std::string own_csv() const;

 private:
  CsvTable select(const CsvTable& all, CsvTable only_selected, const RankColumns& wanted,
                  const std::vector<SortKey>& keys) const;
  void warn_of_unhashable(const RankColumns& wanted, std::vector<std::string>& warnings) const;

  const Plan& plan_;
  std::map<TestCaseIndex, LeaderboardResult> results_;
};

}  // namespace ianvs::coordinator
