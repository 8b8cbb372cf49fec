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
  /// `plan` and `ids` (of its test cases, in order) outlive this.
  AttemptSpecs(const Plan& plan, const std::vector<TestCaseId>& ids);

  /// Its test_case_json is `{"id", "algorithm", "paradigm", "modules": [{"type", "name", "url",
  /// "hyperparameters":
  /// [{"name", "value", "str", "type"}]}], "testenv", "partition": {"index", "count"}}`, values as
  /// in `plan --output json`.
  AttemptSpec make(const StartOrder& order) const;

 private:
  void append_modules(const TestCase& test_case, std::string& json) const;

  const Plan& plan_;
  const std::vector<TestCaseId>& ids_;
  std::unordered_map<const Algorithm*, std::string>
      heads_;  ///< JSON between the id and the modules
  std::unordered_map<const Module*, std::string>
      module_heads_;  ///< JSON of a module up to its hyperparameters
  std::string tail_;  ///< JSON behind the modules
};

}  // namespace ianvs::coordinator
