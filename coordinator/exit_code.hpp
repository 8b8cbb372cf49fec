/// How a run's end becomes the program's exit code.
#pragma once
#include <optional>

#include "common/outcome.hpp"
#include "coordinator/scheduler.hpp"

namespace ianvs::coordinator {

/// Without an interpreter nothing began, so that is as if the job were wrong. `signalled` is what
/// the first signal asked for: it counts only if something was left undone.
ExitCode exit_code_for(const RunSummary& summary, std::optional<ExitCode> signalled);

}  // namespace ianvs::coordinator
