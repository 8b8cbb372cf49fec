#include "agent/scratch.hpp"

#include <fcntl.h>
#include <glob.h>
#include <linux/magic.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

#include "agent/removal.hpp"

namespace ianvs::agent {
namespace {

const std::string memory = "/dev/shm";

/// The second half of names. Nobody else's must look like these: those that nobody holds are
/// deleted.
const std::string own_name = "/ianvs-agent-tmp.";

bool is_in_memory(const std::string& folder) {
  struct statfs info {};
  return ::statfs(folder.c_str(), &info) == 0 && info.f_type == TMPFS_MAGIC;
}

/// The folder's lock, if nobody has it and the folder is ours; else -1.
int lock_folder(const std::string& path) {
  const int descriptor =
      ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
  struct stat info {};
  if (descriptor >= 0 && ::fstat(descriptor, &info) == 0 && info.st_uid == ::geteuid() &&
      ::flock(descriptor, LOCK_EX | LOCK_NB) == 0) {
    return descriptor;
  }
  if (descriptor >= 0) {
    ::close(descriptor);
  }
  return -1;
}

void remove_orphans(const std::string& prefix) {
  glob_t found{};
  if (::glob((prefix + "??????").c_str(), GLOB_NOSORT, nullptr, &found) == 0) {
    for (std::size_t i = 0; i < found.gl_pathc; ++i) {
      if (const int lock = lock_folder(found.gl_pathv[i]); lock >= 0) {
        remove_tree(found.gl_pathv[i]);
        ::close(lock);
      }
    }
  }
  ::globfree(&found);
}

}  // namespace

Scratch Scratch::in_memory() {
  return is_in_memory(memory) ? Scratch({memory + "/ianvs-"}) : Scratch({});
}

Scratch Scratch::for_temporary_files() {
  const char* chosen = std::getenv("TMPDIR");
  return chosen != nullptr && chosen[0] == '/' ? Scratch({chosen + own_name, "/tmp" + own_name})
                                               : Scratch({"/tmp" + own_name});
}

Scratch::Scratch(const std::vector<std::string>& prefixes) {
  for (const auto& prefix : prefixes) {
    remove_orphans(prefix);
    if (make(prefix + "XXXXXX")) {
      return;
    }
  }
}

bool Scratch::make(std::string path) {
  if (::mkdtemp(path.data()) == nullptr) {
    return false;
  }
  lock_ = lock_folder(path);
  // Between the two, another agent may have taken it for an orphan; some network file systems have
  // no locks.
  if (lock_ < 0 || ::access(path.c_str(), W_OK) != 0) {
    ::rmdir(path.c_str());
    return false;
  }
  path_ = std::move(path);
  return true;
}

Scratch::~Scratch() {
  remove();
  if (lock_ >= 0) {
    ::close(lock_);
  }
}

void Scratch::remove() const {
  if (!path_.empty()) {
    remove_tree(path_);
  }
}

}  // namespace ianvs::agent
