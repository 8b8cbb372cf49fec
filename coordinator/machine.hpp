/// Asks the system what this machine has.
#pragma once
#include "coordinator/worker_count.hpp"

namespace ianvs::coordinator {

/// The cores that this process may use, and all the RAM.
Machine this_machine();

}  // namespace ianvs::coordinator
