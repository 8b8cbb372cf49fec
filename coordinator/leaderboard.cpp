#include "coordinator/leaderboard.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "coordinator/csv_text.hpp"
#include "coordinator/pretty_table.hpp"
#include "coordinator/rank_order.hpp"
#include "coordinator/rank_rows.hpp"
#include "coordinator/rank_selection.hpp"

namespace ianvs::coordinator {
namespace {

using Row = std::vector<std::string>;

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : std::isxdigit(static_cast<unsigned char>(text[i])) == 0) {
      return false;
    }
  }
  return true;
}

/// The url of a test case's first attempt: ".../<id>" for ".../<id>.2".
std::string first_attempt_url(const std::string& url) {
  const std::size_t folder = url.rfind('/') + 1;
  const std::size_t point = url.rfind('.');
  const bool has_number = point != std::string::npos && point > folder && point + 1 < url.size() &&
                          url.find_first_not_of("0123456789", point + 1) == std::string::npos;
  if (!has_number || !is_uuid(std::string_view(url).substr(folder, point - folder))) return url;
  return url.substr(0, point);
}

/// The urls of rows, as those of first attempts.
class UrlSet {
 public:
  void add(const std::string& url) { urls_.insert(first_attempt_url(url)); }
  void add_all(const CsvTable& table) {
    const auto place = table.find_column("url");
    if (!place) return;
    for (const Row& row : table.rows) add(from_csv_cell(row[*place]));
  }
  /// Takes the rows that have one of these urls out of `table`.
  void erase_from(CsvTable& table) const {
    const auto place = table.find_column("url");
    if (!place) return;
    std::erase_if(table.rows, [&](const Row& row) {
      return urls_.contains(first_attempt_url(from_csv_cell(row[*place])));
    });
  }

 private:
  std::unordered_set<std::string> urls_;
};

/// A file of an earlier run, without its `rank`.
Result<CsvTable> read_old(const std::string& csv, const std::string& file) {
  auto table = parse_csv(csv);
  if (!table) {
    Error error = table.error();
    error.where = file + ":" + error.where;
    error.hint = "Move the file away or mend it";
    return tl::unexpected(error);
  }
  if (table->columns.empty()) return table;
  for (const char* name : {"algorithm", "paradigm", "time", "url"}) {
    if (table->columns.front() == "rank" && table->find_column(name)) continue;
    return tl::unexpected(Error{
        ErrorKind::invalid, "is no leaderboard of Ianvs", file + ":1",
        "Its first line should be rank,algorithm,...,time,url; move the file away or mend it"});
  }
  table->columns.erase(table->columns.begin());
  for (Row& row : table->rows) row.erase(row.begin());
  return table;
}

/// Old rows first, as pandas' concat has them. A table without rows has no say in the columns.
CsvTable join(CsvTable old, CsvTable fresh) {
  if (old.rows.empty()) return fresh;
  append_rows(old, fresh);
  return old;
}

/// Keys that no result has are passed over; what the testenv doesn't name was told with the plan.
std::vector<SortKey> known_keys(const Plan& plan, const RankColumns& columns,
                                std::vector<std::string>& warnings) {
  std::vector<SortKey> known;
  for (const SortKey& key : plan.job.rank.sort_by) {
    const auto names_key = [&key](const auto& metric) { return metric.name == key.metric; };
    const auto& found = columns.metrics;
    if (std::find(found.begin(), found.end(), key.metric) != found.end()) {
      known.push_back(key);
    } else if (std::any_of(plan.metrics.begin(), plan.metrics.end(), names_key)) {
      warnings.push_back("the leaderboard is not sorted by '" + key.metric +
                         "': no result has this metric");
    }
  }
  return known;
}

/// What Python can't put into a set: lists, dicts, and what is nearest to one, but for tuples.
bool is_unhashable(const LeaderboardResult& result, const std::string& metric) {
  const Value* value = result.metrics.find(metric);
  if (value == nullptr || (value->as_list() == nullptr && value->as_dict() == nullptr)) {
    return false;
  }
  const Value* text = result.texts.find(metric);
  return text == nullptr || text->as_string() == nullptr || !text->as_string()->starts_with('(');
}

/// Columns of rows that no other file holds must not get lost for not being selected this time.
void keep_columns(std::vector<std::string>& names, const CsvTable& old) {
  for (const std::string& name : old.columns) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
}

void put_rank_first(CsvTable& table) {
  table.columns.insert(table.columns.begin(), "rank");
  std::size_t rank = 0;
  for (Row& row : table.rows) row.insert(row.begin(), std::to_string(++rank));
}

std::string draw(CsvTable table) {
  for (Row& row : table.rows) {
    for (std::string& cell : row) {
      if (!cell.empty() && cell.front() == '"') cell = from_csv_cell(cell);
    }
  }
  return draw_table(table.columns, table.rows);
}

Result<Rank> unchanged(const std::string& all_csv, const std::string& selected_csv) {
  Rank rank{all_csv, selected_csv, "", {}};
  auto table = parse_csv(selected_csv);
  if (table && !table->columns.empty()) rank.table = draw(std::move(*table));
  return rank;
}

}  // namespace

Result<void> check_old_rank(const std::string& all_csv, const std::string& selected_csv) {
  if (const auto all = read_old(all_csv, "all_rank.csv"); !all) {
    return tl::unexpected(all.error());
  }
  if (const auto selected = read_old(selected_csv, "selected_rank.csv"); !selected) {
    return tl::unexpected(selected.error());
  }
  return {};
}

void Leaderboard::add(TestCaseIndex test_case, LeaderboardResult result) {
  if (result.metrics.as_dict() == nullptr) result.metrics = Value::Dict{};
  results_.insert_or_assign(test_case, std::move(result));
}

Result<Rank> Leaderboard::render(const std::string& old_all_csv,
                                 const std::string& old_selected_csv) const {
  if (results_.empty()) return unchanged(old_all_csv, old_selected_csv);
  auto old_all = read_old(old_all_csv, "all_rank.csv");
  if (!old_all) return tl::unexpected(old_all.error());
  auto old_selected = read_old(old_selected_csv, "selected_rank.csv");
  if (!old_selected) return tl::unexpected(old_selected.error());

  Rank rank;
  RankRows fresh = make_rank_rows(plan_, results_, rank.warnings);
  const auto keys = known_keys(plan_, fresh.columns, rank.warnings);
  UrlSet urls;
  urls.add_all(fresh.table);
  urls.erase_from(*old_all);
  CsvTable all = join(std::move(*old_all), std::move(fresh.table));
  urls.add_all(all);
  urls.erase_from(*old_selected);
  sort_rows(all, keys, rank.warnings);
  const RankColumns wanted = select_columns(plan_.job.rank, fresh.columns);
  warn_of_unhashable(wanted, rank.warnings);
  CsvTable selected = select(all, std::move(*old_selected), wanted, keys);

  put_rank_first(all);
  put_rank_first(selected);
  rank.all_csv = to_csv(all);
  rank.selected_csv = to_csv(selected);
  rank.table = draw(std::move(selected));
  return rank;
}

std::string Leaderboard::own_csv() const {
  if (results_.empty()) return "rank,algorithm,paradigm,time,url\n";
  std::vector<std::string> told_with_the_rank;
  RankRows own = make_rank_rows(plan_, results_, told_with_the_rank);
  sort_rows(own.table, known_keys(plan_, own.columns, told_with_the_rank), told_with_the_rank);
  put_rank_first(own.table);
  return to_csv(own.table);
}

/// `only_selected` are rows that so far were in selected_rank.csv alone.
CsvTable Leaderboard::select(const CsvTable& all, CsvTable only_selected, const RankColumns& wanted,
                             const std::vector<SortKey>& keys) const {
  std::vector<std::string> names = wanted.in_order();
  CsvTable selected;
  if (only_selected.rows.empty()) {
    selected = pick_columns(all, std::move(names));
  } else {
    keep_columns(names, only_selected);
    append_rows(only_selected, all);
    std::vector<std::string> told_before;
    sort_rows(only_selected, keys, told_before);
    selected = pick_columns(only_selected, std::move(names));
  }
  drop_duplicates(selected, wanted.metrics);
  if (plan_.job.rank.paradigms) keep_paradigms(selected, *plan_.job.rank.paradigms);
  return selected;
}

/// Ianvs ends without selected_rank.csv there: its rows are told apart by hash.
void Leaderboard::warn_of_unhashable(const RankColumns& wanted,
                                     std::vector<std::string>& warnings) const {
  for (const std::string& metric : wanted.metrics) {
    const auto cannot_be_hashed = [&metric](const auto& result) {
      return is_unhashable(result.second, metric);
    };
    if (std::any_of(results_.begin(), results_.end(), cannot_be_hashed)) {
      warnings.push_back("metric '" + metric +
                         "' holds lists or dicts, with which serial Ianvs can't write "
                         "selected_rank.csv; here duplicates are told by their texts");
    }
  }
}

}  // namespace ianvs::coordinator
