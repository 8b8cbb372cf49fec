/// From a start order to all that an agent needs to run that attempt.
#pragma once
#include <string>
#include <unordered_map>
#include <vector>

#include "common/messages.hpp"
#include "common/plan.hpp"
#include "coordinator/events.hpp"

namespace ianvs::coordinator {

/// Pure. What all test cases of an algorithm share is put together once.
class AttemptSpecs {
 public:
  /// `plan` and `ids` (of its test cases, in order) outlive this. `job_path` as on the command
  /// line: Ianvs' runner shows it in sys.argv; partitions leave their results in `run_folder`,
  /// which is absolute.
  AttemptSpecs(const Plan& plan, const std::vector<TestCaseId>& ids, const std::string& job_path,
               std::string run_folder);

  /// Its test_case_json is `{"id", "algorithm", "paradigm", "modules": [{"type", "name", "url",
  /// "hyperparameters":
  /// [{"name", "value", "str", "type"}]}], "testenv", "partition": {"index", "count"}}`, values as
  /// in `plan --output json`. For the runner `ianvs` values are as in common/runner_json, and there
  /// are besides `"settings"` (the algorithm file's dict without its modules), `"workspace"` (the
  /// job's folder), `"folder"` (the name of the output folder, which is TestCase.id for Ianvs)
  /// and `"job_file"`. An attempt at a partition has `"partition": {"index", "count", "results"}`,
  /// where `results` is the file to write; a merge `{"count", "parts"}`, the files of all
  /// partitions in order.
  AttemptSpec make(const StartOrder& order) const;

 private:
  std::string test_case_json(const TestCase& test_case, const StartOrder& order) const;
  std::string partition_json(const TestCase& test_case, const StartOrder& order) const;
  void append_modules(const TestCase& test_case, std::string& json) const;

  const Plan& plan_;
  const std::vector<TestCaseId>& ids_;
  std::unordered_map<const Algorithm*, std::string>
      heads_;  ///< JSON between the id and the modules
  std::unordered_map<const Module*, std::string>
      module_heads_;                       ///< JSON of a module up to its hyperparameters
  std::string command_tail_, ianvs_tail_;  ///< JSON behind the modules, by runner
  std::string run_folder_;
};

}  // namespace ianvs::coordinator
