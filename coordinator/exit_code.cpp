#include "coordinator/exit_code.hpp"

namespace ianvs::coordinator {

ExitCode exit_code_for(const RunSummary& summary, std::optional<ExitCode> signalled) {
  if (signalled && summary.cancelled > 0) return *signalled;
  if (summary.no_progress) {
    return summary.no_interpreter ? ExitCode::invalid : ExitCode::no_progress;
  }
  return summary.failed + summary.cancelled > 0 ? ExitCode::some_failed : ExitCode::success;
}

}  // namespace ianvs::coordinator
