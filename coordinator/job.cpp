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

}  // namespace ianvs::coordinator
