/// The rank folder: reads what is there, writes by rename, under a lock that other runs respect.
#pragma once
#include <cstddef>
#include <string>

#include "common/result.hpp"
#include "coordinator/csv_text.hpp"
#include "coordinator/leaderboard.hpp"

namespace ianvs::coordinator {

/// Far beyond any leaderboard: a million rows of a thousand bytes.
constexpr std::size_t max_rank_bytes = 1'000'000'000;

/// Writes rank/all_rank.csv and rank/selected_rank.csv below `job_folder` (<workspace>/<job name>)
/// as `save_mode` says ("selected_only" leaves the first one out) and gives back what it wrote.
/// Waits for another run's lock. Files stay as they are if an old one is no leaderboard.
Result<Rank> write_rank(const std::string& job_folder, const Leaderboard& leaderboard,
                        const std::string& save_mode);

/// Whether `write_rank` could take the files that are there; changes nothing.
Result<void> check_rank(const std::string& job_folder);

/// Writes rank/resources.csv likewise; `rows` is a table of coordinator/resources_csv.
Result<void> write_resources(const std::string& job_folder, const CsvTable& rows);

}  // namespace ianvs::coordinator
