/// Checks what the program of a test case wrote to IANVS_RESULT.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "common/result.hpp"

namespace ianvs::agent {

inline constexpr std::size_t max_result_bytes = 256 * 1024;

/// What was found at the place that IANVS_RESULT names.
struct ResultFile {
  bool exists = false;
  std::string content;
  std::string problem;  ///< why it couldn't be read: too large, a folder ...
};

/// The metrics as a JSON object on one line, as the runner wrote them apart from white space:
/// numbers keep all their digits. The error's `what` is a sentence for people.
Result<std::string> read_metrics(const ResultFile& file);

/// Takes the white space out of JSON that stands outside of strings. `json` is valid.
std::string without_white_space(std::string_view json);

}  // namespace ianvs::agent
