#include "agent/node.hpp"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <sstream>
#include <string_view>

#include "common/file.hpp"
#include "common/resources.hpp"

namespace ianvs::agent {
namespace {

constexpr std::size_t max_file_bytes = 1 << 20;

/// Empty if it can't be read.
std::string text_of(const std::string& path) {
  return read_file(path, max_file_bytes).value_or("");
}

/// The number that the text begins with; nullopt for "max" and the like.
std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc() ? std::optional(number) : std::nullopt;
}

void lower(std::int64_t& value, std::optional<std::int64_t> limit) {
  if (limit && *limit > 0) {
    value = std::min(value, *limit);
  }
}

std::int64_t cores_of_affinity() {
  cpu_set_t cores;
  if (::sched_getaffinity(0, sizeof(cores), &cores) == 0) {
    return CPU_COUNT(&cores);
  }
  return std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN));  // more cores than the mask has room for
}

std::int64_t memory_in_all(const std::string& proc) {
  const std::string text = text_of(proc + "/meminfo");
  const std::string name = "MemTotal:";
  const auto at = text.find(name);
  const auto digits =
      at == std::string::npos ? at : text.find_first_of("0123456789", at + name.size());
  if (digits == std::string::npos) {
    return static_cast<std::int64_t>(::sysconf(_SC_PHYS_PAGES)) * ::sysconf(_SC_PAGESIZE);
  }
  return number_in(std::string_view(text).substr(digits)).value_or(0) * 1024;
}

/// In 1/10,000 of a core.
std::optional<std::int64_t> quota(std::optional<std::int64_t> used,
                                  std::optional<std::int64_t> of) {
  if (!used || !of || *used <= 0 || *of <= 0) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(static_cast<double>(*used) / static_cast<double>(*of) *
                                   static_cast<double>(amount_unit));
}

void apply_v2(const std::string& folder, Node& node) {
  const std::string cpu = text_of(folder + "/cpu.max");  // "<quota or max> <period>"
  const auto space = cpu.find(' ');
  if (space != std::string::npos) {
    lower(node.cpu, quota(number_in(cpu), number_in(std::string_view(cpu).substr(space + 1))));
  }
  lower(node.ram_bytes, number_in(text_of(folder + "/memory.max")));
}

void apply_v1(const std::string& folder, Node& node) {
  lower(node.cpu, quota(number_in(text_of(folder + "/cpu.cfs_quota_us")),
                        number_in(text_of(folder + "/cpu.cfs_period_us"))));
  lower(node.ram_bytes, number_in(text_of(folder + "/memory.limit_in_bytes")));
}

/// A limit may be set at any level. In a container the path is often the host's, and only the root
/// is there.
template <class Apply>
void apply_upwards(const std::string& hierarchy, std::string path, Node& node, Apply apply) {
  for (;;) {
    apply(hierarchy + path, node);
    if (path.empty()) {
      return;
    }
    path.erase(path.rfind('/'));
  }
}

/// `line` is one of /proc/self/cgroup: <number>:<controllers, none for v2>:<path>.
void apply_cgroup(const std::string& mounts, const std::string& line, Node& node) {
  const auto first = line.find(':');
  const auto second = first == std::string::npos ? first : line.find(':', first + 1);
  if (second == std::string::npos || line.compare(second + 1, 1, "/") != 0) {
    return;
  }
  const std::string controllers = line.substr(first + 1, second - first - 1);
  const std::string path = line.substr(second + 1) == "/" ? "" : line.substr(second + 1);
  if (controllers.empty()) {
    apply_upwards(mounts, path, node, apply_v2);
    apply_upwards(mounts + "/unified", path, node, apply_v2);
    return;
  }
  const std::string listed = "," + controllers + ",";
  if (listed.find(",cpu,") != std::string::npos) {
    apply_upwards(mounts + "/cpu", path, node, apply_v1);
  }
  if (listed.find(",memory,") != std::string::npos) {
    apply_upwards(mounts + "/memory", path, node, apply_v1);
  }
}

}  // namespace

Node look_at_node(const NodeFiles& files) {
  Node node;
  node.cpu = cores_of_affinity() * amount_unit;
  node.ram_bytes = memory_in_all(files.proc);
  std::istringstream lines(text_of(files.proc + "/self/cgroup"));
  for (std::string line; std::getline(lines, line);) {
    apply_cgroup(files.cgroup, line, node);
  }
  if (const char* visible = std::getenv("CUDA_VISIBLE_DEVICES")) {
    node.gpus = parse_gpu_list(visible);
  }
  return node;
}

}  // namespace ianvs::agent
