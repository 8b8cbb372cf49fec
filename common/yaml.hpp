/// Reads YAML as PyYAML's SafeLoader resolves it (YAML 1.1). The only file that knows yaml-cpp.
#pragma once
#include <string>

#include "common/result.hpp"
#include "common/value.hpp"

namespace ianvs {

/// At most 4 MiB, depth 64, 1,000,000 nodes visited (aliases count each time). A duplicate key, a
/// tab, a second document and an unknown tag are errors. All diagnostics carry file, line and
/// column where there is one.
tl::expected<Value, Diagnostics> read_yaml(const std::string& path);
/// The same for text that is at hand; `name` stands for the path in diagnostics.
tl::expected<Value, Diagnostics> parse_yaml(const std::string& text, const std::string& name);

}  // namespace ianvs
