#include "coordinator/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>

#include "common/plan_modules.hpp"
#include "coordinator/rank_order.hpp"

namespace ianvs::coordinator {
namespace {

using Texts = std::vector<std::string>;
using Row = std::vector<std::string>;

bool contains(const Texts& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool tells_time_or_place(const std::string& name) {
  return name == "rank" || name == "time" || name == "url";
}

/// Whether a column is named as a module type or as "<module type>-<hyperparameter>".
bool names_module(const std::string& name) {
  return is_module_type(name.substr(0, name.find('-')));
}

/// Columns of a rank by the place at which they stand.
void sort_columns(RankTable& rank) {
  const auto& names = rank.table.columns;
  const auto algorithm = *rank.table.find_column("algorithm");
  const auto paradigm = *rank.table.find_column("paradigm");
  const auto end = std::min(rank.table.find_column("time").value_or(names.size()),
                            rank.table.find_column("url").value_or(names.size()));
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (tells_time_or_place(names[i])) continue;
    const bool is_metric_by_place = algorithm < i && i < paradigm;
    const bool is_key_by_place = i == algorithm || (paradigm <= i && i < end);
    const bool is_key = is_key_by_place || (!is_metric_by_place && names_module(names[i]));
    (is_key ? rank.keys : rank.metrics).push_back(names[i]);
  }
}

/// The texts of these columns, row by row; empty where there is no such column.
std::vector<Row> texts_of(const RankTable& rank, const Texts& columns) {
  return pick_columns(rank.table, columns).rows;
}

/// Both lists' names, those of the first one first.
Texts joined(const Texts& a, const Texts& b) {
  Texts names = a;
  for (const auto& name : b) {
    if (!contains(names, name)) names.push_back(name);
  }
  return names;
}

Texts without(const Texts& names, const Texts& excluded) {
  Texts left;
  for (const auto& name : names) {
    if (!contains(excluded, name)) left.push_back(name);
  }
  return left;
}

Texts shared(const Texts& a, const Texts& b) {
  Texts names;
  for (const auto& name : a) {
    if (contains(b, name)) names.push_back(name);
  }
  return names;
}

/// Of these columns, those that hold any text.
Texts filled(const RankTable& rank, const Texts& columns) {
  Texts names;
  for (const auto& name : columns) {
    const auto place = rank.table.find_column(name);
    if (!place) continue;
    const auto& rows = rank.table.rows;
    const auto has_text = [&](const Row& row) { return !row[*place].empty(); };
    if (std::any_of(rows.begin(), rows.end(), has_text)) names.push_back(name);
  }
  return names;
}

MetricDifference difference_of(const std::string& metric, const std::string& a,
                               const std::string& b) {
  MetricDifference difference{metric, a, b, std::nullopt, std::nullopt};
  const auto number_a = to_number(a), number_b = to_number(b);
  if (!number_a || !number_b || std::isnan(*number_a) || std::isnan(*number_b)) return difference;
  const auto by = *number_a == *number_b ? 0 : *number_b - *number_a;
  difference.absolute = static_cast<double>(by);
  if (*number_a != 0 && std::isfinite(*number_a) && std::isfinite(by)) {
    difference.relative = static_cast<double>(by / std::fabs(*number_a));
  }
  return difference;
}

class Comparer {
 public:
  Comparer(const RankTable& a, const RankTable& b)
      : names_(joined(a.keys, b.keys)),
        names_a_(texts_of(a, names_)),
        names_b_(texts_of(b, names_)) {
    found_.rows_a = names_a_.size();
    found_.rows_b = names_b_.size();
    found_.metrics = shared(a.metrics, b.metrics);
    found_.metrics_only_a = filled(a, without(a.metrics, b.metrics));
    found_.metrics_only_b = filled(b, without(b.metrics, a.metrics));
    metrics_a_ = texts_of(a, found_.metrics);
    metrics_b_ = texts_of(b, found_.metrics);
  }

  Comparison compare() {
    for (std::size_t i = 0; i < names_b_.size(); ++i) waiting_[names_b_[i]].push_back(i);
    std::vector<std::size_t> unequal;
    for (std::size_t i = 0; i < names_a_.size(); ++i) {
      if (!take_equal(i)) unequal.push_back(i);
    }
    for (const std::size_t i : unequal) pair_or_miss(i);
    note_left_over();
    return std::move(found_);
  }

 private:
  /// Takes the first waiting row of B that equals row `i` of A.
  bool take_equal(std::size_t i) {
    auto& candidates = waiting_[names_a_[i]];
    const auto equal = std::find_if(candidates.begin(), candidates.end(),
                                    [&](std::size_t j) { return metrics_b_[j] == metrics_a_[i]; });
    if (equal == candidates.end()) return false;
    candidates.erase(equal);
    ++found_.equal_rows;
    return true;
  }

  void pair_or_miss(std::size_t i) {
    auto& candidates = waiting_[names_a_[i]];
    if (candidates.empty()) {
      found_.only_a.push_back(row_name(names_a_[i]));
      return;
    }
    const Row &a = metrics_a_[i], &b = metrics_b_[candidates.front()];
    candidates.pop_front();
    RowDifference difference{row_name(names_a_[i]), {}};
    for (std::size_t m = 0; m < a.size(); ++m) {
      if (a[m] == b[m]) continue;
      difference.metrics.push_back(difference_of(found_.metrics[m], a[m], b[m]));
    }
    found_.differing.push_back(std::move(difference));
  }

  void note_left_over() {
    std::vector<std::size_t> left;
    for (const auto& [name, rows] : waiting_) left.insert(left.end(), rows.begin(), rows.end());
    std::sort(left.begin(), left.end());
    for (const std::size_t j : left) found_.only_b.push_back(row_name(names_b_[j]));
  }

  RowName row_name(const Row& texts) const {
    RowName name;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (!texts[i].empty()) name.emplace_back(names_[i], texts[i]);
    }
    return name;
  }

  Texts names_;
  std::vector<Row> names_a_, names_b_, metrics_a_, metrics_b_;
  std::map<Row, std::deque<std::size_t>> waiting_;  ///< rows of B by name, in their order
  Comparison found_;
};

}  // namespace

Result<RankTable> read_rank_table(std::string_view csv) {
  auto table = parse_csv(csv);
  if (!table) return tl::unexpected(table.error());
  for (const char* name : {"algorithm", "paradigm"}) {
    if (table->find_column(name)) continue;
    return tl::unexpected(
        Error{ErrorKind::invalid, "is no leaderboard of Ianvs", "1",
              "Its first line should be rank,algorithm,...,paradigm,...,time,url"});
  }
  RankTable rank;
  rank.table = std::move(*table);
  for (Row& row : rank.table.rows) {
    for (std::string& cell : row) cell = from_csv_cell(cell);
  }
  sort_columns(rank);
  return rank;
}

Comparison compare_ranks(const RankTable& a, const RankTable& b) {
  return Comparer(a, b).compare();
}

}  // namespace ianvs::coordinator
