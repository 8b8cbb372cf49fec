/// JSON for the runner of Ianvs' test cases: values in it come back as the very Python values that
/// PyYAML would have made of the job's files.
#pragma once
#include <string>

#include "common/value.hpp"

namespace ianvs {

/// Compact JSON as Python's json module reads it: NaN and infinities are literals, ints have any
/// size, bytes that are no UTF-8 become the lone surrogates by which Python's file names hold them.
/// What JSON lacks is an object with one tag: `{"$timestamp": "datetime.date(2024, 1, 1)"}`,
/// `{"$bytes": "<base64>"}`, and `{"$dict": [[key, value], ...]}` for a dict that has a key which
/// is no text, or begins with `$`.
std::string to_runner_json(const Value& value);

}  // namespace ianvs
