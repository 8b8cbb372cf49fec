/// What Ianvs itself does for a whole run, on the coordinator's node: the simulation before it, the
/// pictures behind it.
#pragma once
#include <string>

#include "common/outcome.hpp"
#include "common/plan.hpp"
#include "coordinator/pictures.hpp"
#include "coordinator/process_limits.hpp"
#include "coordinator/terminal.hpp"

namespace ianvs::coordinator {

/// Has Ianvs build what the job's `simulation` block asks for, which must be there, and logs what
/// it prints meanwhile. `invalid` if Ianvs is missing or refuses the block, `cannot_go_on` if
/// building fails, `interrupted` or `terminated` after a signal; why is logged.
ExitCode build_simulation(const Value& simulation, const std::string& python,
                          const ProcessLimits& limits, Terminal& terminal);

/// Has Ianvs draw them; logs how many were drawn, and what can't be. Whatever goes wrong is a
/// warning.
void draw_pictures(const Pictures& pictures, const std::string& python,
                   const ProcessLimits& limits);

}  // namespace ianvs::coordinator
