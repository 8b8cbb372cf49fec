#include "agent/spare_files.hpp"

#include <unistd.h>

#include <cstdio>
#include <utility>

namespace ianvs::agent {
namespace {

/// More than ever are on their way at once, unless an acknowledgement was very late.
constexpr std::size_t most = 512;

}  // namespace

std::string SpareFiles::take() {
  if (spares_.empty()) {
    return free_name();
  }
  std::string path = std::move(spares_.back());
  spares_.pop_back();
  unused_names_.push_back(path);
  return path;
}

void SpareFiles::give(const std::string& path) {
  if (spares_.size() >= most) {
    ::unlink(path.c_str());
    return;
  }
  const std::string spare = free_name();
  if (::rename(path.c_str(), spare.c_str()) == 0) {
    unused_names_.pop_back();
    spares_.push_back(spare);
  }
}

void SpareFiles::remove_all() {
  for (const auto& path : std::exchange(spares_, {})) {
    ::unlink(path.c_str());
  }
}

/// The name stays unused until a file gets it.
std::string SpareFiles::free_name() {
  if (unused_names_.empty()) {
    unused_names_.push_back(prefix_ + "." + std::to_string(++names_));
  }
  return unused_names_.back();
}

}  // namespace ianvs::agent
