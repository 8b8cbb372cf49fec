/// What is said once a run is over: counts, failures grouped by cause, where the files are.
#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/ids.hpp"
#include "common/outcome.hpp"
#include "common/plan.hpp"
#include "coordinator/notices.hpp"
#include "coordinator/scheduler.hpp"

namespace ianvs::coordinator {

/// How a run ended and where it left what.
struct RunEnd {
  RunSummary summary;
  ExitCode exit_code = ExitCode::success;
  Duration took{};
  RunId run;
  std::string run_folder;               ///< as people should see it
  std::string rank_folder;              ///< likewise
  std::vector<std::string> rank_files;  ///< names of those that were written there
};

/// Pure. Failures with the same cause_of are one cause.
class Failures {
 public:
  struct Cause {
    std::string text;  ///< `failed: exit status 1: ValueError: ...`, escaped
    std::string hint;  ///< what to do, escaped, on one line; may be empty
    std::uint32_t count = 0;
    TestCaseIndex first;
    std::uint32_t first_attempt = 1;
    std::uint32_t first_partition = 0;  ///< as in TestCaseDone
  };

  /// Every outcome is to be told: a success that replaces a failure takes it back. Cancelled ones
  /// are no failures.
  void add(const TestCaseDone& done);
  /// The most frequent first.
  std::vector<Cause> causes() const;

 private:
  struct Failure {
    std::string cause, hint;
    std::uint32_t attempt, partition;
  };
  std::map<TestCaseIndex, Failure> failures_;
};

/// Lines for people, the first one says how it went.
std::vector<std::string> summary_lines(const RunEnd& end, const Failures& failures,
                                       const Plan& plan, const std::vector<TestCaseId>& ids);
/// One JSON object with a line break: what `--output json` prints.
std::string summary_json(const RunEnd& end, const Failures& failures, const Plan& plan,
                         const std::vector<TestCaseId>& ids);

}  // namespace ianvs::coordinator
