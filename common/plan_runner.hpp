/// Reads which program runs an algorithm's test cases.
#pragma once
#include "common/findings.hpp"
#include "common/plan.hpp"

namespace ianvs {

/// Reads runner, command, python and partitions of an algorithm's entry in the job.
void read_runner(const Field& entry, Algorithm& algorithm);
/// Partitions need the paradigm, which stands in the algorithm's file.
void check_partitions(const Field& entry, const Algorithm& algorithm);

}  // namespace ianvs
