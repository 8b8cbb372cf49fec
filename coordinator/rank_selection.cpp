#include "coordinator/rank_selection.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "coordinator/rank_order.hpp"

namespace ianvs::coordinator {
namespace {

using Row = std::vector<std::string>;

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// What of a row must be unique, in one text; lengths keep neighbouring cells apart.
class RowKey {
 public:
  RowKey(const CsvTable& table, const std::vector<std::string>& metrics) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const std::string& name = table.columns[i];
      if (name != "time" && name != "url") places_.emplace_back(i, contains(metrics, name));
    }
  }

  std::string of(const Row& row) const {
    std::string key;
    for (const auto& [place, is_metric] : places_) {
      std::string text = from_csv_cell(row[place]);
      if (is_metric) text = number_key(text);
      key += std::to_string(text.size()) + ':' + text;
    }
    return key;
  }

 private:
  std::vector<std::pair<std::size_t, bool>> places_;
};

}  // namespace

RankColumns select_columns(const RankSettings& settings, const RankColumns& columns) {
  std::unordered_set<std::string> taken = {"rank", "algorithm", "paradigm", "time", "url"};
  const auto pick = [&taken](const auto& selected, const std::vector<std::string>& all) {
    std::vector<std::string> names;
    for (const std::string& name : selected ? *selected : all) {
      if (taken.insert(name).second) names.push_back(name);
    }
    return names;
  };
  RankColumns picked;
  picked.metrics = pick(settings.metrics, columns.metrics);
  picked.module_types = pick(settings.modules, columns.module_types);
  picked.hyperparameters = pick(settings.hyperparameters, columns.hyperparameters);
  return picked;
}

void drop_duplicates(CsvTable& table, const std::vector<std::string>& metrics) {
  const RowKey key(table, metrics);
  std::unordered_set<std::string> seen;
  std::erase_if(table.rows, [&](const Row& row) { return !seen.insert(key.of(row)).second; });
}

void keep_paradigms(CsvTable& table, const std::vector<std::string>& paradigms) {
  const auto place = table.find_column("paradigm");
  if (!place) return;
  std::erase_if(table.rows,
                [&](const Row& row) { return !contains(paradigms, from_csv_cell(row[*place])); });
}

}  // namespace ianvs::coordinator
