/// Reads the job's `rank` block and refuses what Ianvs would fail at after all test cases have run.
#pragma once
#include <span>

#include "common/findings.hpp"
#include "common/plan.hpp"

namespace ianvs {

RankSettings read_rank(const Field& rank);
/// Sorting by a metric that the testenv hasn't is skipped, by Ianvs too: warns of it.
void warn_of_unknown_sort_keys(const Field& rank, const RankSettings& settings,
                               std::span<const MetricSpec> metrics);
/// Ianvs draws but the metric of one name, and ends with an error where the testenv lacks it; warns
/// if pictures are wanted and none will be drawn.
void warn_of_missing_pictures(const Field& rank, const RankSettings& settings,
                              std::span<const MetricSpec> metrics);

}  // namespace ianvs
