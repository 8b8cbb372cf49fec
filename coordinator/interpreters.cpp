#include "coordinator/interpreters.hpp"

#include <algorithm>

namespace ianvs::coordinator {

void set_default_python(Plan& plan, const std::string& python) {
  for (Algorithm& algorithm : plan.algorithms) {
    if (algorithm.runner == RunnerKind::ianvs && algorithm.python.empty()) {
      algorithm.python = python;
    }
  }
}

std::vector<std::string> pythons_of(const Plan& plan) {
  std::vector<std::string> pythons;
  for (const Algorithm& algorithm : plan.algorithms) {
    const bool is_known =
        std::find(pythons.begin(), pythons.end(), algorithm.python) != pythons.end();
    if (algorithm.runner == RunnerKind::ianvs && !is_known) {
      pythons.push_back(algorithm.python);
    }
  }
  return pythons;
}

}  // namespace ianvs::coordinator
