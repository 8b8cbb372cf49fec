/// What an agent offers of its node.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/resources.hpp"
#include "common/result.hpp"

namespace ianvs::agent {

/// What the node lets this process use.
struct Node {
  std::int64_t cpu = 0;  ///< cores, in 1/10,000
  std::int64_t ram_bytes = 0;
  std::vector<std::string> gpus;  ///< as CUDA_VISIBLE_DEVICES names them
};

/// What the command line says; what isn't set is found out.
struct OfferRequest {
  std::optional<std::uint32_t> workers;
  std::optional<std::int64_t> ram_bytes;
  std::optional<std::vector<std::string>> gpus;
  std::map<std::string, std::int64_t> counted;
  std::map<std::string, std::string> tags;
};

/// The entries of a list such as CUDA_VISIBLE_DEVICES, up to the first that names no GPU.
std::vector<std::string> parse_gpu_list(const std::string& text);

/// All cores, all RAM and all GPUs that the node lets this process use; one worker fewer than
/// cores, at least one. What the request says goes before what the node says: who joins an agent by
/// hand sizes it. `invalid` if nothing could run on it.
Result<Offer> make_offer(const OfferRequest& request, const Node& node);

}  // namespace ianvs::agent
