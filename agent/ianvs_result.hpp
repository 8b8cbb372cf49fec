/// Checks what the runner `ianvs` wrote to IANVS_RESULT.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "agent/result_file.hpp"
#include "common/result.hpp"

namespace ianvs::agent {

/// An exception that ended a test case, for people.
struct TestCaseError {
  /// On one line `file:line in function: Type: message`, the user's own frame; a second line says
  /// what to do if that is known.
  std::string message;
  /// The end of the traceback's user part, whole lines of at most 4 KiB; empty if there is none.
  std::string traceback;
  /// It has nothing to do with hyperparameters.
  bool concerns_algorithm = false;
  friend bool operator==(const TestCaseError&, const TestCaseError&) = default;
};

/// Either metrics or an error.
struct IanvsResult {
  std::string metrics_json;          ///< an object, to the letter but for white space
  std::string texts_json;            ///< as well; empty if no text is needed
  std::vector<std::string> imports;  ///< modules that the test case was seen to import
  std::optional<TestCaseError> error;
};

/// The error's `what` is a sentence for people. `file.exists` must be true.
Result<IanvsResult> read_ianvs_result(const ResultFile& file);

}  // namespace ianvs::agent
