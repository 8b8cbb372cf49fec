/// Where the Python program lies that runs test cases of the runner `ianvs`.
#pragma once
#include <string>

#include "common/result.hpp"

namespace ianvs {

/// Path of `ianvs_runner/__main__.py`, which is installed beside this program: in
/// `../lib/ianvs-cluster` as seen from its folder. `not_found` names the path that it should have.
Result<std::string> runner_program();

}  // namespace ianvs
