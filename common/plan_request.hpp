/// Reads what test cases ask for: resources and how their attempts are treated. The same keys stand
/// in the job and, overriding it one by one, in its algorithms.
#pragma once
#include <map>
#include <optional>
#include <string>

#include "common/findings.hpp"
#include "common/plan.hpp"

namespace ianvs {

/// What a file says; nullopt where it says nothing.
struct Asked {
  std::optional<std::int64_t> cpu, ram_bytes, gpu, gpu_memory_bytes;
  std::optional<bool> ram_auto;
  std::map<std::string, std::int64_t> counted;
  std::map<std::string, std::string> tags;
  std::optional<bool> exclusive;
  std::optional<std::optional<Duration>> timeout;  ///< the inner one is nullopt for `timeout: null`
  std::optional<std::uint32_t> retries;
  std::optional<std::int32_t> priority;
};

/// Reads the keys resources, exclusive, timeout, retries, priority of `block` over what `asked`
/// holds.
void read_request(const Field& block, Asked& asked);
/// Reads `tags`, which only algorithms have.
void read_tags(const Field& block, Asked& asked);
/// Puts all of it into `algorithm`, defaults where nothing was said.
void apply(const Asked& asked, Algorithm& algorithm);

/// A whole number from 0 to 2^32-1 or what `allowed` says; shared by the settings that count.
inline constexpr std::int64_t max_count = 4'294'967'295;

}  // namespace ianvs
