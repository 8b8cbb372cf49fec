#include "coordinator/worker_count.hpp"

#include <algorithm>

namespace ianvs::coordinator {
namespace {

std::uint32_t that_fit(const Plan& plan, const Machine& machine) {
  std::int64_t largest = 0;
  for (const auto& algorithm : plan.algorithms) {
    largest = std::max(largest, algorithm.request.resources.ram_bytes);
  }
  if (largest == 0) return machine.cores;
  return static_cast<std::uint32_t>(
      std::min<std::int64_t>(machine.ram_bytes / largest, machine.cores));
}

}  // namespace

std::uint32_t worker_count(const Plan& plan, bool parallel, std::optional<std::uint32_t> asked,
                           const Machine& machine) {
  if (!parallel) return 1;
  if (asked) return *asked;
  if (plan.job.num_workers) return *plan.job.num_workers;
  const auto spare_one = machine.cores - std::min(machine.cores, 1U);
  return std::max(1U, std::min(spare_one, that_fit(plan, machine)));
}

}  // namespace ianvs::coordinator
