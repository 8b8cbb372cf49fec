#include "coordinator/process_limits.hpp"

namespace ianvs::coordinator {

ProcessLimits::ProcessLimits() {
  getrlimit(RLIMIT_NOFILE, &descriptors_);
  getrlimit(RLIMIT_CORE, &core_);
  apply();
}

void ProcessLimits::apply() const {
  const rlimit most{descriptors_.rlim_max, descriptors_.rlim_max};
  const rlimit none{0, core_.rlim_max};
  setrlimit(RLIMIT_NOFILE, &most);
  setrlimit(RLIMIT_CORE, &none);
}

ProcessLimits::Given::Given(const ProcessLimits& limits) : limits_(limits) {
  setrlimit(RLIMIT_NOFILE, &limits.descriptors_);
  setrlimit(RLIMIT_CORE, &limits.core_);
}

ProcessLimits::Given::~Given() { limits_.apply(); }

}  // namespace ianvs::coordinator
