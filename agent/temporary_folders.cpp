#include "agent/temporary_folders.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <string_view>

#include "common/file.hpp"

namespace ianvs::agent {
namespace {

constexpr int folder_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

/// Of the folders that stand in for /tmp and /var/tmp.
constexpr std::array<const char*, 2> suffixes_beside{".tmp", ".var-tmp"};

/// A place where something of the real /tmp was mounted, or a copy of a link there.
bool is_place_for_a_mount(int folder, const char* name) {
  struct stat info {};
  if (::fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) != 0) {
    return false;
  }
  const bool is_closed = (info.st_mode & 07777) == 0;
  return S_ISLNK(info.st_mode) || (S_ISDIR(info.st_mode) && is_closed) ||
         (S_ISREG(info.st_mode) && is_closed && info.st_size == 0);
}

enum class Content { missing, clean, used };

template <class Ignored>
Content look_into(const std::string& path, Ignored is_ignored) {
  const int fd = ::open(path.c_str(), folder_flags);
  DIR* entries = fd < 0 ? nullptr : ::fdopendir(fd);
  if (entries == nullptr) {
    const bool is_missing = fd < 0 && errno == ENOENT;
    if (fd >= 0) {
      ::close(fd);
    }
    return is_missing ? Content::missing : Content::used;
  }
  auto content = Content::clean;
  while (const dirent* entry = ::readdir(entries)) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != ".." && !is_ignored(fd, entry->d_name)) {
      content = Content::used;
      break;
    }
  }
  ::closedir(entries);
  return content;
}

}  // namespace

Result<void> TemporaryFolders::lay_out(const std::string& path) {
  if (ready_.contains(path)) {
    return {};
  }
  if (::mkdir(path.c_str(), 0700) != 0) {
    if (errno != EEXIST) {
      return tl::unexpected(file_error(path, "make the folder for temporary files", errno));
    }
    discard(path);
    if (::mkdir(path.c_str(), 0700) != 0) {
      return tl::unexpected(file_error(path, "make the folder for temporary files", errno));
    }
  }
  ready_.insert(path);
  return {};
}

void TemporaryFolders::take_back(const std::string& path) {
  if (!ready_.contains(path)) {
    return;
  }
  if (look_into(path, [](int, const char*) { return false; }) != Content::clean ||
      ::chmod(path.c_str(), 0700) != 0) {
    discard(path);
    ready_.erase(path);
  }
  for (const char* suffix : suffixes_beside) {
    if (look_into(path + suffix, is_place_for_a_mount) == Content::used) {
      discard(path + suffix);
    }
  }
}

/// If it can't be moved it is gone, or goes with the agent. It stays in its folder: to be moved to
/// another one, it would have to be writable.
void TemporaryFolders::discard(const std::string& path) {
  const std::string away = path + ".discarded-" + std::to_string(discarded_++);
  if (::rename(path.c_str(), away.c_str()) == 0) {
    remover_.remove(away);
  }
}

}  // namespace ianvs::agent
