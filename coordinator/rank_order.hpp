/// Puts the leaderboard's rows in order by value, whatever run they came from.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/plan.hpp"
#include "coordinator/csv_text.hpp"

namespace ianvs::coordinator {

/// Sorts by the keys whose columns exist; rows that are equal in all of them keep their order.
/// Numbers (True and False are 1 and 0) come before texts, texts before what is empty or NaN, in
/// both directions. A column that mixes numbers and texts gives a warning.
void sort_rows(CsvTable& table, std::span<const SortKey> keys, std::vector<std::string>& warnings);

/// The number that a text is as Python writes ints and floats; True and False are none. Holds every
/// 64-bit integer exactly.
std::optional<long double> to_number(const std::string& text);

/// The number for which a cell's text stands, written in one way ("3", "3.0" and "3e0" give the
/// same, and so do "True" and "1"); the text itself if it stands for none.
std::string number_key(const std::string& text);

}  // namespace ianvs::coordinator
