/// The vector of what a test case asks for and what an agent offers. Integers only, so sums are
/// exact.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ianvs {

/// Amounts of cpu and gpu are counted in parts of 1/10,000.
inline constexpr std::int64_t amount_unit = 10'000;

struct Resources {
  std::int64_t cpu = 0;  ///< cores, in 1/10,000
  std::int64_t ram_bytes = 0;
  std::int64_t gpu = 0;                         ///< GPUs, in 1/10,000; more than one only whole
  std::map<std::string, std::int64_t> counted;  ///< resources of any other name, in whole pieces

  bool fits_in(const Resources& offer) const;
  Resources& operator+=(const Resources& other);
  /// Never below zero: aborts if `other` doesn't fit.
  Resources& operator-=(const Resources& other);
  friend bool operator==(const Resources&, const Resources&) = default;
};

/// What a test case asks for. Beside the resources it always takes one slot ("worker") of its
/// agent.
struct Request {
  Resources resources;
  bool exclusive = false;                   ///< has its agent to itself
  std::map<std::string, std::string> tags;  ///< must equal the agent's tags of these names
  friend bool operator==(const Request&, const Request&) = default;
};

/// What an agent offers in all. gpu is amount_unit * gpus.size().
struct Offer {
  std::uint32_t workers = 1;  ///< slots
  Resources resources;
  std::vector<std::string> gpus;  ///< the agent's own names of its GPUs, in its order
  std::map<std::string, std::string> tags;
  friend bool operator==(const Offer&, const Offer&) = default;
};

/// "2 cpu, 4GB ram, 1 gpu, 1 jetson"; amounts that are 0 are left out; "1 slot" if all are.
std::string to_text(const Resources& resources);

}  // namespace ianvs
