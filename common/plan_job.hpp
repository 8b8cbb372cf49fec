/// Reads a job file: its settings, its algorithms' entries, its rank block.
#pragma once
#include "common/findings.hpp"
#include "common/plan.hpp"

namespace ianvs {

/// Fills in the plan's job settings, and one algorithm for each entry of test_object.algorithms
/// with all that the job says of it.
void read_job(const Field& file, Plan& plan);

/// The block `benchmarkingjob` of a job file; nullopt after an error.
std::optional<Field> job_block(const Field& file);
/// The entries of test_object.algorithms that are mappings; empty after an error.
std::vector<Field> algorithm_entries(const Field& job);

}  // namespace ianvs
