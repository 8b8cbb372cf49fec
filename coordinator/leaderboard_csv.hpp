/// The rank folder: reads what is there, writes by rename, under a lock that other runs respect.
#pragma once
#include <string>

#include "common/result.hpp"
#include "coordinator/leaderboard.hpp"

namespace ianvs::coordinator {

/// Writes rank/all_rank.csv and rank/selected_rank.csv below `job_folder` (<workspace>/<job name>) as `save_mode` says and
/// gives back what it wrote. Waits for another run's lock.
Result<Rank> write_rank(const std::string& job_folder, const Leaderboard& leaderboard, const std::string& save_mode);

}  // namespace ianvs::coordinator
