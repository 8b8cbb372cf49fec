#include "agent/removal.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <string_view>
#include <utility>

namespace ianvs::agent {
namespace {

constexpr int folder_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

/// Folders are moved up to beside the first ones before they are emptied: so neither descriptors
/// nor stack are needed for their depth, and no path gets too long.
class TreeRemoval {
 public:
  explicit TreeRemoval(int top)
      : top_(top), prefix_(".removed-" + std::to_string(::getpid()) + "-") {}

  void run() {
    empty(top_);
    while (emptied_ < moved_) {
      const std::string name = prefix_ + std::to_string(emptied_++);
      ::fchmodat(top_, name.c_str(), 0700, 0);
      const int folder = ::openat(top_, name.c_str(), folder_flags);
      if (folder >= 0) {
        empty(folder);
        ::close(folder);
      }
      ::unlinkat(top_, name.c_str(), AT_REMOVEDIR);
    }
  }

 private:
  /// Again as long as something goes: some file systems skip entries if others are deleted
  /// meanwhile.
  void empty(int folder) {
    while (sweep(folder)) {
    }
  }

  /// True if anything went.
  bool sweep(int folder) {
    bool has_dropped = false;
    // Not dup: that would share the position, which is at the end after the first sweep.
    const int again = ::openat(folder, ".", folder_flags);
    DIR* entries = again < 0 ? nullptr : ::fdopendir(again);
    if (entries == nullptr) {
      if (again >= 0) {
        ::close(again);
      }
      return false;
    }
    while (const dirent* entry = ::readdir(entries)) {
      const std::string_view name = entry->d_name;
      if (name != "." && name != ".." && !(folder == top_ && name.starts_with(prefix_))) {
        has_dropped |= drop(folder, entry->d_name);
      }
    }
    ::closedir(entries);
    return has_dropped;
  }

  bool drop(int folder, const char* name) {
    if (::unlinkat(folder, name, 0) == 0) {
      return true;
    }
    // It is EISDIR for a folder; POSIX has EPERM.
    return (errno == EISDIR || errno == EPERM) &&
           (::unlinkat(folder, name, AT_REMOVEDIR) == 0 || move_up(folder, name));
  }

  /// To move a folder one must be allowed to write in it, as its `..` changes.
  bool move_up(int folder, const char* name) {
    if (errno != ENOTEMPTY && errno != EEXIST) {
      return false;
    }
    const std::string to = prefix_ + std::to_string(moved_);
    if (::renameat(folder, name, top_, to.c_str()) != 0 &&
        (errno != EACCES || ::fchmodat(folder, name, 0700, 0) != 0 ||
         ::renameat(folder, name, top_, to.c_str()) != 0)) {
      return false;
    }
    ++moved_;
    return true;
  }

  int top_;
  std::string prefix_;
  std::uint64_t moved_ = 0, emptied_ = 0;
};

}  // namespace

bool remove_tree(const std::string& path) {
  int top = ::open(path.c_str(), folder_flags);
  if (top < 0 && errno == EACCES && ::chmod(path.c_str(), 0700) == 0) {  // so it is no link
    top = ::open(path.c_str(), folder_flags);
  }
  if (top < 0) {
    return ::unlink(path.c_str()) == 0 || errno == ENOENT;
  }
  ::fchmod(top, 0700);
  TreeRemoval(top).run();
  ::close(top);
  return ::rmdir(path.c_str()) == 0 || errno == ENOENT;
}

Remover::~Remover() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) {
    thread_.join();
  }
}

void Remover::remove(std::string path) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(path));
  }
  changed_.notify_one();
  if (!thread_.joinable()) {
    sigset_t all, before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    thread_ = std::thread([this] { work(); });
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }
}

void Remover::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return is_ending_ || !waiting_.empty(); });
    if (waiting_.empty()) {
      return;
    }
    const std::string path = waiting_.front();
    lock.unlock();
    remove_tree(path);
    lock.lock();
    waiting_.pop_front();
  }
}

}  // namespace ianvs::agent
