/// One run of a job, from its files to its exit code.
#pragma once
#include "common/outcome.hpp"
#include "common/plan.hpp"
#include "coordinator/cli.hpp"
#include "coordinator/terminal.hpp"

namespace ianvs::coordinator {

/// Lines go through the log, which writes to `terminal`.
ExitCode run_job(const RunCommand& command, const Plan& plan, Terminal& terminal);

}  // namespace ianvs::coordinator
