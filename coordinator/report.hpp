/// The whole run as one JSON object, for scripts: report.json.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "common/ids.hpp"
#include "common/outcome.hpp"
#include "common/plan.hpp"
#include "common/time.hpp"
#include "coordinator/run_log.hpp"
#include "coordinator/scheduler.hpp"

namespace ianvs::coordinator {

/// What the report tells beside the plan and the log.
struct ReportFacts {
  RunId run;
  std::string program_version;
  std::string job_file;    ///< as on the command line
  std::string run_folder;  ///< paths of logs are below it
  WallTime started_at;
  Duration elapsed{};
  RunSummary summary;
  ExitCode exit_code = ExitCode::success;
};

/// Takes the report piece by piece, so that a large one need not be in memory as a whole.
using ReportSink = std::function<void(std::string_view)>;

/// One object, a test case a line:
///   {"format": 1, "program_version", "run", "job", "job_file", "workspace", "run_folder",
///    "started_at": "2026-11-24T16:00:35Z", "elapsed_seconds", "exit_code", "stopped",
///    "stop_reason", "totals": {"test_cases", "succeeded", "failed", "cancelled", "attempts",
///    "wall_seconds",
///               "cpu_seconds", "speed_up": wall_seconds / elapsed_seconds},
///    "agents": [{"id", "host", "pid", "local", "workers", "cpu", "ram", "gpus", "succeeded",
///                "failed", "attempts_lost", "gone",
///                "interpreters": [{"python", "usable", "version", "ianvs", "sedna", "error"}]}],
///    "test_cases": [{"id", "algorithm", "paradigm", "modules": [{"type", "name",
///                    "hyperparameters": {name: text}}], "outcome", "attempts", "agent",
///                    "exit_status", "signal", "wall_seconds", "cpu_seconds", "peak_ram_bytes",
///                    "message", "hint", "metrics", "url", "stdout", "stderr"}]}
/// A test case without an outcome has the outcome null. What isn't known is null. Totals count all
/// attempts, a test case's own figures the one that decided.
void write_report(const ReportFacts& facts, const Plan& plan, const std::vector<TestCaseId>& ids,
                  const RunLog& log, const ReportSink& sink);

}  // namespace ianvs::coordinator
