/// What a runner finds in its environment.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/ids.hpp"
#include "common/messages.hpp"

namespace ianvs::agent {

/// What all runners of a run have in common: the agent's own environment, "NAME=value", without
/// what each attempt sets for itself and without the way to the run's keys. Where the agent offers
/// GPUs, it alone says which are seen.
std::vector<std::string> common_environment(const std::vector<std::string>& own,
                                            const std::string& directory, RunId run,
                                            bool offers_gpus);

/// Paths are absolute.
struct AttemptPlaces {
  std::string test_case, result, output_dir, previous_output_dir;
  std::string temporary;  ///< empty: /tmp
};
/// What one attempt adds. `deadline` is in seconds since the Unix epoch.
std::vector<std::string> attempt_environment(const AttemptSpec& spec, const AttemptPlaces& places,
                                             std::optional<std::int64_t> deadline,
                                             bool offers_gpus);

}  // namespace ianvs::agent
