/// Reads a job's test environment.
#pragma once
#include "common/findings.hpp"
#include "common/plan.hpp"

namespace ianvs {

/// Fills in the plan's testenv and metrics. Every key of a testenv reaches the paradigm, so none is
/// unknown. `for_ianvs`: some algorithm is run by Ianvs' own classes, whose needs are checked too.
void read_testenv(const Field& file, bool for_ianvs, Plan& plan);

}  // namespace ianvs
