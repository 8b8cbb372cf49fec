/// Keeps logs of running attempts from filling the disk, and shortens them afterwards.
#pragma once
#include <array>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>

#include "agent/log_limit.hpp"
#include "common/asio.hpp"

namespace ianvs::agent {

/// Runners write straight into their logs: so logs are whole whoever is killed, and nobody has to
/// keep pace. A log that grows is looked at every 100 ms, and its middle is freed; one that rests
/// is looked at again when the kernel tells that it was written to. Logs of attempts that are over
/// within 100 ms are not looked at before their end.
class LogWatch {
 public:
  /// `loop` outlives it. `warn` gets a line for people, once, if logs can't be freed while they
  /// grow.
  LogWatch(asio::io_context& loop, LogLimit limit, std::function<void(std::string)> warn);
  ~LogWatch();
  LogWatch(const LogWatch&) = delete;
  LogWatch& operator=(const LogWatch&) = delete;

  /// An attempt that has begun writes to this file.
  void begin(const std::string& path);
  /// Nobody writes to it any more. If it is too long its middle is replaced by a line that says so.
  /// It costs one look at its size if not.
  void end(const std::string& path);

 private:
  struct Log {
    std::int64_t size = -1;  ///< when it was looked at last
    std::int64_t freed = 0;  ///< up to here, from the head on
    int resting_watch = -1;  ///< the kernel's number for it; -1 while it is looked at
  };

  void await_look();
  void look_at_growing();
  /// Frees what may be freed; false if nothing was written since the last look.
  bool look_at(const std::string& path, Log& log);
  void free_middle(const std::string& path, Log& log);
  /// False if it can't be.
  bool let_rest(const std::string& path, Log& log);
  bool open_notifications();
  void await_notifications();
  void wake(int watch);

  LogLimit limit_;
  std::function<void(std::string)> warn_;
  asio::steady_timer timer_;
  bool is_look_due_ = false;
  bool can_free_ = true;
  std::unordered_map<std::string, Log> logs_;
  std::unordered_map<int, std::string> resting_;
  asio::posix::stream_descriptor notifications_;
  alignas(8) std::array<char, 4096> buffer_{};
};

/// Replaces the middle of a file that is too long by a line. Bytes are kept as they are.
void shorten_log(const std::string& path, const LogLimit& limit);

}  // namespace ianvs::agent
