/// How many test cases the local agent runs at once.
#pragma once
#include <cstdint>
#include <optional>

#include "common/plan.hpp"

namespace ianvs::coordinator {

/// This machine, as the coordinator may use it.
struct Machine {
  std::uint32_t cores = 1;
  std::int64_t ram_bytes = 0;
};

/// One if the run is not `parallel`; else `asked` (-w), else the job's num_workers, else one less
/// than there are cores, and no more than the largest ram request of the job fits into the machine.
/// At least one.
std::uint32_t worker_count(const Plan& plan, bool parallel, std::optional<std::uint32_t> asked,
                           const Machine& machine);

}  // namespace ianvs::coordinator
