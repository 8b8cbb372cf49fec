/// What the node lets this process use.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace ianvs::agent {

struct Node {
  std::int64_t cpu = 0;  ///< cores, in 1/10,000
  std::int64_t ram_bytes = 0;
  std::vector<std::string> gpus;  ///< as CUDA_VISIBLE_DEVICES names them
};

/// Where the kernel's files are; others are for tests.
struct NodeFiles {
  std::string proc = "/proc";
  std::string cgroup = "/sys/fs/cgroup";
};

/// Cores of the affinity mask and RAM in all, or what a cgroup above this process leaves of them
/// (v1 and v2), and the GPUs that CUDA_VISIBLE_DEVICES lists.
Node look_at_node(const NodeFiles& files = {});

/// The entries of a list such as CUDA_VISIBLE_DEVICES, up to the first that names no GPU.
std::vector<std::string> parse_gpu_list(const std::string& text);

}  // namespace ianvs::agent
