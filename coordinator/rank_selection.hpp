/// What of the leaderboard goes into selected_rank.csv.
#pragma once
#include <string>
#include <vector>

#include "common/plan.hpp"
#include "coordinator/csv_text.hpp"
#include "coordinator/rank_rows.hpp"

namespace ianvs::coordinator {

/// The columns that `settings` select of `columns`, as Ianvs orders them; what is selected by name
/// is there whether a row has it or not.
RankColumns select_columns(const RankSettings& settings, const RankColumns& columns);

/// Of rows that differ in nothing but time and url (metrics compared by value) the first stays.
void drop_duplicates(CsvTable& table, const std::vector<std::string>& metrics);
/// Only rows of these paradigms stay.
void keep_paradigms(CsvTable& table, const std::vector<std::string>& paradigms);

}  // namespace ianvs::coordinator
