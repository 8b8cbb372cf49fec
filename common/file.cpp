#include "common/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace ianvs {
namespace {

/// Closes its descriptor on every way out.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) {
      ::close(fd_);
    }
  }
  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  /// NFS and quotas report a lost write only here.
  bool close() { return ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

bool write_whole(int fd, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno != EINTR) {
      return false;
    }
    if (written > 0) {
      content.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  return true;
}

std::string folder_of(const std::string& path) {
  const auto slash = path.find_last_of('/');
  if (slash == std::string::npos) {
    return ".";
  }
  return slash == 0 ? "/" : path.substr(0, slash);
}

bool sync_folder(const std::string& folder) {
  const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return fd.is_open() && ::fsync(fd.get()) == 0;
}

Error too_large(const std::string& path, std::size_t max_bytes) {
  return {ErrorKind::invalid,
          "is too large: more than " + std::to_string(max_bytes) + " bytes are not read", path, ""};
}

/// 0 or the errno of the step that failed.
int write_new(const std::string& path, std::string_view content, unsigned mode, bool sync) {
  Descriptor fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode));
  const bool is_written = fd.is_open() && ::fchmod(fd.get(), mode) == 0 &&
                          write_whole(fd.get(), content) && (!sync || ::fsync(fd.get()) == 0) &&
                          fd.close();
  return is_written ? 0 : errno;
}

/// Without O_TRUNC: ext4 takes that for "this file is being replaced", sends what is written to the
/// disk at once, and makes the next one who cuts it wait for that.
int write_over(const std::string& path, std::string_view content, unsigned mode) {
  Descriptor fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode));
  struct stat info {};
  const bool is_open = fd.is_open() && ::fstat(fd.get(), &info) == 0;
  const auto size = static_cast<off_t>(content.size());
  const bool is_written = is_open &&
                          ((info.st_mode & 07777) == mode || ::fchmod(fd.get(), mode) == 0) &&
                          write_whole(fd.get(), content) &&
                          (info.st_size <= size || ::ftruncate(fd.get(), size) == 0) && fd.close();
  return is_written ? 0 : errno;
}

}  // namespace

Error file_error(const std::string& path, std::string_view verb, int error_number) {
  Error error{ErrorKind::io, "", path, ""};
  switch (error_number) {
    case ENOENT:
      error.kind = ErrorKind::not_found;
      error.what = "no such file or folder";
      return error;
    case EACCES:
    case EPERM:
    case EROFS:
      error.kind = ErrorKind::refused;
      break;
    case EISDIR:
    case ENOTDIR:
    case ELOOP:
    case ENAMETOOLONG:
      error.kind = ErrorKind::invalid;
      break;
    case EMFILE:
    case ENFILE:
    case EAGAIN:
      error.kind = ErrorKind::unavailable;
      break;
    default:
      break;
  }
  error.what = "cannot " + std::string(verb) + " (" + std::strerror(error_number) + ")";
  return error;
}

Result<std::string> read_file(const std::string& path, std::size_t max_bytes) {
  // O_NONBLOCK: a FIFO without a writer must not hang us.
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat info {};
  if (!fd.is_open() || ::fstat(fd.get(), &info) != 0) {
    return tl::unexpected(file_error(path, "read", errno));
  }
  if (!S_ISREG(info.st_mode)) {
    const char* what = S_ISDIR(info.st_mode) ? "is a folder, not a file" : "is not a regular file";
    return tl::unexpected(Error{ErrorKind::invalid, what, path, ""});
  }
  if (static_cast<std::uint64_t>(info.st_size) > max_bytes) {
    return tl::unexpected(too_large(path, max_bytes));
  }
  // Files of /proc say that they have no size, and any file may grow meanwhile.
  std::string content(static_cast<std::size_t>(info.st_size) + 1, '\0');
  std::size_t length = 0;
  for (;;) {
    if (length == content.size()) {
      content.resize(content.size() * 2 + 4096);
    }
    const ssize_t got = ::read(fd.get(), content.data() + length, content.size() - length);
    if (got < 0 && errno != EINTR) {
      return tl::unexpected(file_error(path, "read", errno));
    }
    if (got == 0) {
      break;
    }
    length += got > 0 ? static_cast<std::size_t>(got) : 0;
    if (length > max_bytes) {
      return tl::unexpected(too_large(path, max_bytes));
    }
  }
  content.resize(length);
  return content;
}

Result<void> write_file(const std::string& path, std::string_view content, unsigned mode,
                        bool sync) {
  const std::string beside = path + ".tmp." + std::to_string(::getpid());
  int failure = write_new(beside, content, mode, sync);
  if (failure == 0 && ::rename(beside.c_str(), path.c_str()) != 0) {
    failure = errno;
  }
  if (failure == 0 && sync && !sync_folder(folder_of(path))) {
    failure = errno;
  }
  if (failure != 0) {
    ::unlink(beside.c_str());
    return tl::unexpected(file_error(path, "write", failure));
  }
  return {};
}

Result<void> write_in_place(const std::string& path, std::string_view content, unsigned mode) {
  if (const int failure = write_over(path, content, mode); failure != 0) {
    return tl::unexpected(file_error(path, "write", failure));
  }
  return {};
}

Result<void> make_folders(const std::string& path, unsigned mode) {
  if (path.empty() || ::mkdir(path.c_str(), mode) == 0) {
    return {};
  }
  if (errno == ENOENT && path.find('/') != std::string::npos) {
    const std::string parent = folder_of(path.substr(0, path.find_last_not_of('/') + 1));
    if (parent == path) {
      return tl::unexpected(file_error(path, "make this folder", ENOENT));
    }
    if (auto made = make_folders(parent, mode); !made) {
      return made;
    }
    if (::mkdir(path.c_str(), mode) == 0) {
      return {};
    }
  }
  const int failure = errno;
  struct stat info {};
  if (failure == EEXIST && ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) {
    return {};
  }
  if (failure == EEXIST) {
    return tl::unexpected(
        Error{ErrorKind::invalid, "is in the way: a folder of this name is needed", path, ""});
  }
  return tl::unexpected(file_error(path, "make this folder", failure));
}

}  // namespace ianvs
