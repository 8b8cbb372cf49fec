/// The run's own agent: starts ianvs-agent beside the coordinator and watches its two processes.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/asio.hpp"
#include "common/result.hpp"
#include "coordinator/process_limits.hpp"

namespace ianvs::coordinator {

struct LocalAgentConfig {
  std::string join;         ///< host:port
  std::string access_path;  ///< runs/<n>/access
  std::uint32_t workers = 1;
};

struct LocalAgentListener {
  /// The agent's process ended; its keeper may still be clearing up.
  std::function<void(std::uint64_t pid)> lost;
  /// Nothing of it is left; `start` may be called again.
  std::function<void()> gone;
};

/// ianvs-agent is looked for beside this program, then in PATH. `not_found` names where.
Result<std::string> find_agent_program();

class LocalAgent {
 public:
  /// `loop` and `limits` outlive this.
  LocalAgent(asio::io_context& loop, const ProcessLimits& limits, LocalAgentConfig config,
             LocalAgentListener listener);
  /// Ends it, and what it runs, if it is still there: SIGKILL to the agent, whose keeper then
  /// clears up and ends; if that takes too long, to the keeper too.
  ~LocalAgent();
  LocalAgent(const LocalAgent&) = delete;
  LocalAgent& operator=(const LocalAgent&) = delete;

  Result<void> start();
  bool is_there() const;
  /// The process that said hello as the local agent. Ignored if it is none of ours.
  void said_hello(std::uint64_t claimed_pid);
  /// SIGTERM: takes nothing new, finishes what runs, ends.
  void ask_to_end();
  /// The same, and it may outlive this object: its results wait in its spool.
  void leave_alone();
  /// How it ended, for people: "exit status 2"; what it last said.
  const std::string& how_it_ended() const { return how_it_ended_; }
  std::vector<std::string> last_words() const { return {last_words_.begin(), last_words_.end()}; }

 private:
  struct Watched;
  struct Reader;
  std::unique_ptr<Watched> watch(pid_t pid, std::function<void()> on_end);
  void read_words();
  void read_last_words();
  void take_words(std::size_t count);
  void hear(std::string_view line);
  void keeper_ended();
  void agent_ended();
  void tell_if_gone();

  asio::io_context& loop_;
  const ProcessLimits& limits_;
  LocalAgentConfig config_;
  LocalAgentListener listener_;
  std::unique_ptr<Watched> keeper_, agent_;  ///< those that live
  std::unique_ptr<Reader> words_;
  std::deque<std::string> last_words_;
  std::string how_it_ended_;
};

}  // namespace ianvs::coordinator
