/// Reads a job's files into a plan and says what is wrong with them.
#pragma once
#include <optional>
#include <string>

#include "common/plan.hpp"

namespace ianvs::coordinator {

/// Logs all errors and gives nothing, or logs the warnings and gives the plan.
std::optional<Plan> read_plan(const std::string& job_path);

/// Logs what of a plan this version can't run; false if there is such a thing.
bool can_be_run(const Plan& plan);

}  // namespace ianvs::coordinator
