/// The process of one interpreter: it says whether Ianvs can be imported, and if kept warm, forks
/// attempts.
#pragma once
#include <sys/types.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/spawner.hpp"
#include "agent/zygote_messages.hpp"
#include "common/asio.hpp"
#include "common/result.hpp"

namespace ianvs::agent {

struct InterpreterPlace {
  std::string python;  ///< as the run names it
  std::string runner;  ///< ianvs_runner/__main__.py
  std::string logs;    ///< its stdout and stderr are this and .out, .err
};

/// Reaping it is the pool's: its pid is one of the pool's children.
class Zygote {
 public:
  /// `is_readable` is called from the loop when `hear` has something to do. With `keep_warm` it
  /// stays and serves; else it only says what it is, and ends.
  static Result<std::unique_ptr<Zygote>> start(asio::io_context& loop, Spawner& spawner,
                                               const InterpreterPlace& place, bool keep_warm,
                                               std::function<void()> is_readable);

  pid_t pid() const { return pid_; }
  /// Everything that it has said since the last call, without waiting; of one that checks, once it
  /// has ended. What isn't understood is left out.
  std::vector<FromZygote> hear();
  /// `unavailable`: it doesn't keep up, a later try may go well; else it can't be reached any more.
  Result<void> say(const std::string& packet);

  /// To be told by who reaps it.
  void has_ended(const ProcessEnd& how) { how_it_ended_ = how; }
  /// It has ended, and so has all that could speak for it: nothing more will be heard.
  bool is_gone() const { return how_it_ended_ && is_silent_; }
  const ProcessEnd& how_it_ended() const { return *how_it_ended_; }
  bool is_reachable() const { return !how_it_ended_ && !is_silent_; }
  /// The last line of its stderr.
  std::string last_words() const;

 private:
  Zygote(asio::io_context& loop, InterpreterPlace place, std::function<void()> is_readable);
  Result<void> spawn(Spawner& spawner, bool keep_warm);
  void await_packets();
  std::vector<FromZygote> read_packets();
  std::vector<FromZygote> read_answer();

  InterpreterPlace place_;
  std::function<void()> is_readable_;
  asio::posix::stream_descriptor channel_;  ///< open if it is kept warm
  std::string buffer_;
  pid_t pid_ = 0;
  std::optional<ProcessEnd> how_it_ended_;
  bool is_silent_ = false;
};

}  // namespace ianvs::agent
