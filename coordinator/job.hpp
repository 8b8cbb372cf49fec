/// Reads a job's files into a plan and says what is wrong with them.
#pragma once
#include <optional>
#include <string>

#include "common/plan.hpp"

namespace ianvs::coordinator {

/// Logs all errors and gives nothing, or logs the warnings and gives the plan.
std::optional<Plan> read_plan(const std::string& job_path);

}  // namespace ianvs::coordinator
