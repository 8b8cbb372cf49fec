#include "common/secret_file.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "common/file.hpp"
#include "common/permission.hpp"

namespace ianvs {
namespace {

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

 private:
  int fd_;
};

Account this_process() {
  std::array<gid_t, 1024> groups{};
  const int count = ::getgroups(static_cast<int>(groups.size()), groups.data());
  Account reader{::geteuid(), {::getegid()}};
  reader.groups.insert(reader.groups.end(), groups.begin(), groups.begin() + std::max(count, 0));
  return reader;
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

}  // namespace

SecretText::~SecretText() { sodium_memzero(text_.data(), text_.size()); }

/// Checks and reads the same open file: between two looks at a path it could be another's.
Result<SecretText> read_secret_file(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat status {};
  if (file.get() < 0 || ::fstat(file.get(), &status) != 0) {
    return tl::unexpected(file_error(path, "read", errno));
  }
  if (!S_ISREG(status.st_mode)) {
    return tl::unexpected(Error{ErrorKind::invalid, "is no regular file", path, ""});
  }
  const FileOwner owner{status.st_uid, status.st_gid, status.st_mode & 07777U};
  if (auto trusted = check_secret_file(path, owner, this_process()); !trusted.has_value()) {
    return tl::unexpected(trusted.error());
  }
  std::string text(max_secret_file_bytes + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = ::read(file.get(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0) {
      break;
    }
    size += static_cast<std::size_t>(got);
  }
  text.resize(std::min(size, max_secret_file_bytes + 1));
  return SecretText(std::move(text));
}

Result<void> write_secret_file(const std::string& path, const SecretText& text) {
  if (auto made = make_folders(folder_of(path), 0700); !made.has_value()) {
    return made;
  }
  return write_file(path, text.get(), 0600);
}

}  // namespace ianvs
