/// YAML 1.1's dates and times as PyYAML constructs them and Python prints them.
#pragma once
#include <string_view>

#include "common/result.hpp"
#include "common/value.hpp"

namespace ianvs {

/// Whether a plain scalar is a date (2001-12-14) or a time with date
/// (2001-12-14t21:59:43.10-05:00).
bool looks_like_yaml_timestamp(std::string_view text);
/// `invalid` if it is none, or names a day, time or offset that doesn't exist (in Python's
/// calendar, years 1 to 9999).
Result<Value> yaml_timestamp(std::string_view text);

}  // namespace ianvs
