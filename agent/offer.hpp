/// What this node has and this agent may offer of it.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/node.hpp"
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

/// All cores, all RAM and all GPUs that the node lets this process use; one worker fewer than
/// cores, at least one. What the request says goes before what the node says: who joins an agent by
/// hand sizes it. `invalid` if nothing could run on it.
Result<Offer> make_offer(const OfferRequest& request, const Node& node);

}  // namespace ianvs::agent
