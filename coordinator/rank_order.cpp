#include "coordinator/rank_order.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <compare>
#include <cstdint>
#include <numeric>

#include "common/value.hpp"

namespace ianvs::coordinator {
namespace {

template <class Number>
std::optional<Number> read_as(const std::string& text) {
  Number number{};
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return number;
}

struct SortValue {
  enum class Kind { number, text, missing };
  Kind kind = Kind::missing;
  long double number = 0;
  std::string text;
};

SortValue sort_value(const std::string& cell) {
  using Kind = SortValue::Kind;
  std::string text = from_csv_cell(cell);
  if (text.empty()) return {};
  if (text == "True" || text == "False") return {Kind::number, text == "True" ? 1.0L : 0.0L, ""};
  if (const auto number = to_number(text)) {
    return std::isnan(*number) ? SortValue{} : SortValue{Kind::number, *number, ""};
  }
  return {Kind::text, 0, std::move(text)};
}

std::weak_ordering compare(const SortValue& a, const SortValue& b, bool ascending) {
  if (a.kind != b.kind) return a.kind <=> b.kind;
  const SortValue& low = ascending ? a : b;
  const SortValue& high = ascending ? b : a;
  switch (a.kind) {
    case SortValue::Kind::number:
      return low.number < high.number   ? std::weak_ordering::less
             : low.number > high.number ? std::weak_ordering::greater
                                        : std::weak_ordering::equivalent;
    case SortValue::Kind::text:
      return low.text <=> high.text;
    case SortValue::Kind::missing:
      break;
  }
  return std::weak_ordering::equivalent;
}

struct SortColumn {
  bool ascending = false;
  std::vector<SortValue> values;
};

bool is_mixed(const SortColumn& column) {
  const auto has = [&](SortValue::Kind kind) {
    return std::any_of(column.values.begin(), column.values.end(),
                       [kind](const SortValue& value) { return value.kind == kind; });
  };
  return has(SortValue::Kind::number) && has(SortValue::Kind::text);
}

std::vector<SortColumn> sort_columns(const CsvTable& table, std::span<const SortKey> keys,
                                     std::vector<std::string>& warnings) {
  std::vector<SortColumn> columns;
  for (const SortKey& key : keys) {
    const auto place = table.find_column(key.metric);
    if (!place) continue;
    SortColumn& column = columns.emplace_back();
    column.ascending = key.ascending;
    column.values.reserve(table.rows.size());
    for (const auto& row : table.rows) column.values.push_back(sort_value(row[*place]));
    if (is_mixed(column)) {
      warnings.push_back("the leaderboard is sorted by '" + key.metric +
                         "', which holds numbers and texts: the numbers come first");
    }
  }
  return columns;
}

}  // namespace

std::optional<long double> to_number(const std::string& text) {
  if (const auto whole = read_as<std::int64_t>(text)) return *whole;
  if (const auto real = read_as<double>(text)) return *real;
  return std::nullopt;
}

void sort_rows(CsvTable& table, std::span<const SortKey> keys, std::vector<std::string>& warnings) {
  const std::vector<SortColumn> columns = sort_columns(table, keys, warnings);
  if (columns.empty()) return;
  std::vector<std::size_t> order(table.rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    for (const SortColumn& column : columns) {
      const auto ordering = compare(column.values[a], column.values[b], column.ascending);
      if (std::is_neq(ordering)) return std::is_lt(ordering);
    }
    return false;
  });
  std::vector<std::vector<std::string>> rows;
  rows.reserve(order.size());
  for (const std::size_t place : order) rows.push_back(std::move(table.rows[place]));
  table.rows = std::move(rows);
}

std::string number_key(const std::string& text) {
  if (text == "True") return "1";
  if (text == "False") return "0";
  const auto number = to_number(text);
  const bool is_integer = text.find_first_not_of("-0123456789") == std::string::npos;
  if (!number || is_integer) return text;
  constexpr auto limit = 9e18L;
  const bool is_whole = std::fabs(*number) < limit && std::trunc(*number) == *number;
  if (is_whole) return std::to_string(static_cast<std::int64_t>(*number));
  return python_repr(static_cast<double>(*number));
}

}  // namespace ianvs::coordinator
