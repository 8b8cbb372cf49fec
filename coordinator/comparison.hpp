/// Compares two leaderboards row by row, metric text by metric text; time and place don't count.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/result.hpp"
#include "coordinator/csv_text.hpp"

namespace ianvs::coordinator {

/// A leaderboard, by what its columns tell. Its table holds texts, not cells of a file.
struct RankTable {
  CsvTable table;
  std::vector<std::string> keys;     ///< algorithm, paradigm, module types, hyperparameters
  std::vector<std::string> metrics;  ///< all others but rank, time and url
};

/// Reads all_rank.csv or selected_rank.csv as Ianvs or we write it. Metrics stand between algorithm
/// and paradigm, modules and hyperparameters between paradigm and time; what stands elsewhere, as
/// columns that came with a later run do, is told by its name. `invalid`, with the line's number as
/// `where`, if it is no such file.
Result<RankTable> read_rank_table(std::string_view csv);

/// What a row is known by: its columns with their texts, those that are empty left out.
using RowName = std::vector<std::pair<std::string, std::string>>;

struct MetricDifference {
  std::string metric, a, b;
  std::optional<double> absolute;  ///< b - a; nullopt unless both are numbers
  std::optional<double>
      relative;  ///< the same, as a part of |a|; nullopt if that is 0 or no number
};

struct RowDifference {
  RowName row;
  std::vector<MetricDifference> metrics;  ///< in the order of the metrics, not empty
};

struct Comparison {
  std::size_t rows_a = 0, rows_b = 0;
  std::size_t equal_rows = 0;
  std::vector<RowDifference> differing;  ///< in the order of A's rows
  std::vector<RowName> only_a, only_b;   ///< in the order of their rows
  std::vector<std::string> metrics;      ///< those of both, in A's order
  /// Metrics of which the other one has no column; those whose cells are all empty don't count.
  std::vector<std::string> metrics_only_a, metrics_only_b;

  bool equal() const {
    return differing.empty() && only_a.empty() && only_b.empty() && metrics_only_a.empty() &&
           metrics_only_b.empty();
  }
};

/// Of several rows with one name, those with equal texts are put together first, then the others
/// in their order; what is left over has no such row in the other.
Comparison compare_ranks(const RankTable& a, const RankTable& b);

}  // namespace ianvs::coordinator
