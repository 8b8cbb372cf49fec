/// Which Python interpreters a run's test cases need.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "common/ids.hpp"
#include "common/plan.hpp"

namespace ianvs::coordinator {

/// Position of an interpreter among pythons_of(plan).
using PythonIndex = NumberId<struct PythonTag, std::uint32_t>;

/// Algorithms of the runner `ianvs` that name no interpreter of their own get this one.
void set_default_python(Plan& plan, const std::string& python);

/// The interpreters of all algorithms of the runner `ianvs`, as written, each once, in the plan's
/// order. What is written differently is checked apart, be it one file or not.
std::vector<std::string> pythons_of(const Plan& plan);

}  // namespace ianvs::coordinator
