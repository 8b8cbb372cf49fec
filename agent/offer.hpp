/// What this node has and this agent may offer of it.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/resources.hpp"
#include "common/result.hpp"

namespace ianvs::agent {

/// What the command line says; what isn't set is found out.
struct OfferRequest {
  std::optional<std::uint32_t> workers;
  std::optional<std::int64_t> ram_bytes;
  std::optional<std::vector<std::string>> gpus;
  std::map<std::string, std::int64_t> counted;
  std::map<std::string, std::string> tags;
};

/// Cores from the affinity mask and the cgroup's quota, RAM from MemTotal and the cgroup's limits, GPUs from the command line
/// (or else CUDA_VISIBLE_DEVICES). `invalid` if the request is more than none.
Result<Offer> make_offer(const OfferRequest& request);

}  // namespace ianvs::agent
