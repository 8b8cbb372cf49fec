/// What a YAML 1.1 scalar means, as PyYAML's SafeLoader resolves and constructs it.
#pragma once
#include <string_view>

#include "common/result.hpp"
#include "common/value.hpp"

namespace ianvs {

/// What every tag of YAML itself begins with; `!!int` is short for this and "int".
inline constexpr std::string_view yaml_tag_prefix = "tag:yaml.org,2002:";

/// The kind of a plain scalar without a tag: bool, float, int, merge, null, timestamp, value or
/// str.
std::string_view resolve_plain_scalar(std::string_view text);

/// The value of a scalar of that kind ("int", "binary" ...; without the prefix). `invalid` where
/// PyYAML fails: a text that doesn't fit the tag, an unknown tag, `<<` or `=` that is no key.
Result<Value> construct_scalar(std::string_view kind, std::string_view text);

}  // namespace ianvs
