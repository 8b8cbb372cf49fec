/// Finds out what the node lets this process use.
#pragma once
#include <string>

#include "agent/offer.hpp"

namespace ianvs::agent {

/// Where the kernel's files are; others are for tests.
struct NodeFiles {
  std::string proc = "/proc";
  std::string cgroup = "/sys/fs/cgroup";
};

/// Cores of the affinity mask and RAM in all, or what a cgroup above this process leaves of them
/// (v1 and v2), and the GPUs that CUDA_VISIBLE_DEVICES lists.
Node look_at_node(const NodeFiles& files = {});

}  // namespace ianvs::agent
