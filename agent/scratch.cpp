#include "agent/scratch.hpp"

#include <linux/magic.h>
#include <sys/vfs.h>

#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

namespace ianvs::agent {

Scratch::Scratch() {
  const std::string memory = "/dev/shm";
  struct statfs info {};
  if (::statfs(memory.c_str(), &info) != 0 || info.f_type != TMPFS_MAGIC) {
    return;
  }
  std::string path = memory + "/ianvs-XXXXXX";
  if (::mkdtemp(path.data()) != nullptr) {
    path_ = std::move(path);
  }
}

void Scratch::remove() const {
  if (!path_.empty()) {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
}

}  // namespace ianvs::agent
