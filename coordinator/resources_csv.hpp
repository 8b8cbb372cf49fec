/// What each test case took, as rows of rank/resources.csv.
#pragma once
#include <string>
#include <vector>

#include "common/plan.hpp"
#include "common/result.hpp"
#include "coordinator/csv_text.hpp"
#include "coordinator/run_log.hpp"

namespace ianvs::coordinator {

/// One row for each test case that ended, in the order of the plan:
///   id, algorithm, paradigm, the leaderboard's columns of modules and hyperparameters,
///   outcome      of the attempt that decided: succeeded, failed, crashed, timed_out, lost ...
///   attempts     how many there were
///   agent, pid   host and process of the agent that ran the deciding one
///   wall_seconds, cpu_seconds (user and system), peak_ram_bytes   of the deciding attempt
///   gpu          GPUs that it asked for, with all their parts ("0.5")
///   url          its output directory: where it succeeded, the leaderboard's url
/// What isn't known is empty. `ids` has an entry for each test case.
CsvTable make_resources(const Plan& plan, const std::vector<TestCaseId>& ids, const RunLog& log);

/// The file's new text: rows of other test cases stay to the letter, those with the id of one of
/// `rows` are replaced, new ones come last. `invalid`, with "resources.csv:<line>" as `where`, if
/// the old text is no such CSV.
Result<std::string> merge_resources(const std::string& old_csv, const CsvTable& rows);

}  // namespace ianvs::coordinator
