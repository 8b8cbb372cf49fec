/// YAML 1.1's numbers as PyYAML's SafeLoader recognises and constructs them.
#pragma once
#include <optional>
#include <string_view>

#include "common/value.hpp"

namespace ianvs {

/// Whether a plain scalar is an int: decimal, 0b101, octal 017, 0x1F, sexagesimal 190:20:30, with
/// underscores.
bool looks_like_yaml_int(std::string_view text);
/// Whether a plain scalar is a float: it needs a point, and a sign in its exponent (`1e-4` is
/// text).
bool looks_like_yaml_float(std::string_view text);

/// What Python makes of it: an int of any size up to 4,300 decimal digits, beyond which Python
/// prints none. nullopt where Python raises an error (`0x_`).
std::optional<Value> yaml_int(std::string_view text);
/// Infinite where it is too large. nullopt where Python raises an error.
std::optional<Value> yaml_float(std::string_view text);

}  // namespace ianvs
