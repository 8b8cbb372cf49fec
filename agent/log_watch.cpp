#include "agent/log_watch.hpp"

#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

namespace ianvs::agent {
namespace {

constexpr auto interval = std::chrono::milliseconds(100);

/// -1 if it is no file, or not there.
std::int64_t size_of(const std::string& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) ? info.st_size : -1;
}

int open_log(const std::string& path, int mode) {
  return ::open(path.c_str(), mode | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
}

/// Copies to an earlier place in the file; gives the end of the copy.
std::int64_t move_down(int file, ByteRange from, std::int64_t to) {
  std::array<char, 65536> buffer;
  while (from.begin < from.end) {
    const auto most = std::min<std::int64_t>(from.end - from.begin, buffer.size());
    const ssize_t got = ::pread(file, buffer.data(), static_cast<std::size_t>(most), from.begin);
    if (got <= 0 || ::pwrite(file, buffer.data(), static_cast<std::size_t>(got), to) != got) {
      return -1;
    }
    from.begin += got;
    to += got;
  }
  return to;
}

}  // namespace

void shorten_log(const std::string& path, const LogLimit& limit) {
  const std::int64_t size = size_of(path);
  const auto middle = bytes_to_leave_out(limit, size);
  const int file = middle ? open_log(path, O_RDWR) : -1;
  if (file < 0) {
    return;
  }
  char last = '\n';
  (void)!::pread(file, &last, 1, middle->begin - 1);
  const std::string line = line_in_place_of(*middle, last == '\n');
  const auto line_size = static_cast<ssize_t>(line.size());
  if (::pwrite(file, line.data(), line.size(), middle->begin) == line_size) {
    const auto end = move_down(file, {middle->end, size}, middle->begin + line_size);
    if (end >= 0) {
      (void)!::ftruncate(file, end);
    }
  }
  ::close(file);
}

LogWatch::LogWatch(asio::io_context& loop, LogLimit limit, std::function<void(std::string)> warn)
    : limit_(limit), warn_(std::move(warn)), timer_(loop), notifications_(loop) {}

LogWatch::~LogWatch() = default;

void LogWatch::begin(const std::string& path) {
  logs_[path] = Log{};
  await_look();
}

void LogWatch::end(const std::string& path) {
  if (const auto found = logs_.find(path); found != logs_.end()) {
    if (found->second.resting_watch >= 0) {
      ::inotify_rm_watch(notifications_.native_handle(), found->second.resting_watch);
      resting_.erase(found->second.resting_watch);
    }
    logs_.erase(found);
  }
  shorten_log(path, limit_);
}

void LogWatch::await_look() {
  if (std::exchange(is_look_due_, true)) {
    return;
  }
  timer_.expires_after(interval);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) {
      is_look_due_ = false;
      look_at_growing();
    }
  });
}

void LogWatch::look_at_growing() {
  bool is_any_growing = false;
  for (auto& [path, log] : logs_) {
    if (log.resting_watch < 0 && (look_at(path, log) || !let_rest(path, log))) {
      is_any_growing = true;
    }
  }
  if (is_any_growing) {
    await_look();
  }
}

bool LogWatch::look_at(const std::string& path, Log& log) {
  const std::int64_t before = std::exchange(log.size, size_of(path));
  if (log.size == before) {
    return false;
  }
  if (log.size < log.freed) {  // the runner has emptied it
    log.freed = 0;
  }
  free_middle(path, log);
  return true;
}

void LogWatch::free_middle(const std::string& path, Log& log) {
  const auto middle = can_free_ ? bytes_to_free(limit_, log.size, log.freed) : std::nullopt;
  const int file = middle ? open_log(path, O_WRONLY) : -1;
  if (file < 0) {
    return;
  }
  if (::fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, middle->begin,
                  middle->end - middle->begin) == 0) {
    log.freed = middle->end;
  } else if (errno == EOPNOTSUPP || errno == ENOSYS) {
    can_free_ = false;
    warn_("logs can grow without bound while a test case runs, for the file system of " + path +
          " can't free a part of a file; they are shortened when it ends");
  }
  ::close(file);
}

bool LogWatch::let_rest(const std::string& path, Log& log) {
  if (!open_notifications()) {
    return false;
  }
  const int watch = ::inotify_add_watch(notifications_.native_handle(), path.c_str(),
                                        IN_MODIFY | IN_ONESHOT | IN_DONT_FOLLOW);
  if (watch < 0) {
    return errno == ENOENT;  // it was removed; there is nothing to look at
  }
  if (size_of(path) != log.size) {  // just now
    ::inotify_rm_watch(notifications_.native_handle(), watch);
    return false;
  }
  log.resting_watch = watch;
  resting_[watch] = path;
  return true;
}

bool LogWatch::open_notifications() {
  if (notifications_.is_open()) {
    return true;
  }
  const int descriptor = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  if (descriptor < 0) {
    return false;
  }
  notifications_.assign(descriptor);
  await_notifications();
  return true;
}

void LogWatch::await_notifications() {
  notifications_.async_read_some(asio::buffer(buffer_),
                                 [this](const boost::system::error_code& error, std::size_t size) {
                                   if (error) {
                                     return;  // closed: all of it goes
                                   }
                                   for (std::size_t at = 0; at + sizeof(inotify_event) <= size;) {
                                     inotify_event event{};
                                     std::memcpy(&event, buffer_.data() + at, sizeof(event));
                                     at += sizeof(event) + event.len;
                                     wake(event.wd);
                                   }
                                   await_notifications();
                                 });
}

/// The watch is gone by itself. Of one that we removed nothing is known any more.
void LogWatch::wake(int watch) {
  const auto found = resting_.find(watch);
  if (found == resting_.end()) {
    return;
  }
  if (const auto log = logs_.find(found->second); log != logs_.end()) {
    log->second.resting_watch = -1;
    await_look();
  }
  resting_.erase(found);
}

}  // namespace ianvs::agent
