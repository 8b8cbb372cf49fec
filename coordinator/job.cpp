#include "coordinator/job.hpp"

#include <utility>

#include "common/job_files.hpp"
#include "common/log.hpp"

namespace ianvs::coordinator {
namespace {

void log_errors(const Diagnostics& diagnostics) {
  for (const auto& diagnostic : diagnostics) log_error(to_text(diagnostic));
}

}  // namespace

std::optional<Plan> read_plan(const std::string& job_path) {
  const auto files = read_job_files(job_path);
  if (!files) {
    log_errors(files.error());
    return std::nullopt;
  }
  auto plan = make_plan(*files);
  if (!plan) {
    log_errors(plan.error());
    return std::nullopt;
  }
  for (const auto& warning : plan->warnings) log_warning(to_text(warning));
  return std::move(*plan);
}

bool can_be_run(const Plan& plan) {
  bool all = true;
  for (const auto& algorithm : plan.algorithms) {
    if (algorithm.runner != RunnerKind::ianvs) continue;
    log_error(
        "algorithm " + algorithm.name +
        ": this version runs test cases by a command only; add to its entry in the job file, under "
        "test_object.algorithms:\n  runner: \"command\"\n  command: [\"python3\", "
        "\"./program.py\"]");
    all = false;
  }
  return all;
}

}  // namespace ianvs::coordinator
