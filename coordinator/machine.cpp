#include "coordinator/machine.hpp"

#include <sched.h>
#include <sys/sysinfo.h>

#include <algorithm>

namespace ianvs::coordinator {

Machine this_machine() {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  struct sysinfo memory {};
  Machine machine;
  if (sched_getaffinity(0, sizeof cores, &cores) == 0) {
    machine.cores = static_cast<std::uint32_t>(std::max(1, CPU_COUNT(&cores)));
  }
  if (sysinfo(&memory) == 0) {
    machine.ram_bytes = static_cast<std::int64_t>(memory.totalram) * memory.mem_unit;
  }
  return machine;
}

}  // namespace ianvs::coordinator
