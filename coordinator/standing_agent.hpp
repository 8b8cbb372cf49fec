/// Keeps the local agent running as long as there is work: one that dies is started again, within
/// reason.
#pragma once
#include <functional>
#include <string>

#include "coordinator/local_agent.hpp"
#include "coordinator/notices.hpp"

namespace ianvs::coordinator {

struct StandingAgentListener {
  /// The agent's process ended: what it had is lost.
  std::function<void(std::uint64_t pid)> lost;
  /// It won't be started any more; why, for people.
  std::function<void(const std::string& why)> given_up;
};

class StandingAgent {
 public:
  /// `loop` and `limits` outlive this.
  StandingAgent(asio::io_context& loop, const ProcessLimits& limits, LocalAgentConfig config,
                StandingAgentListener listener);

  void start();
  /// Learns from a run's notices which process it is, and that it is of use.
  void hear(const Notice& notice);
  /// The run is over, the agent knows it: waits until it is gone, but not for ever. Runs the loop
  /// meanwhile.
  void wait_for_end();
  /// The run is broken off: the agent finishes what it runs, its results wait in its spool.
  void leave_alone();

 private:
  void on_gone();
  std::string last_words() const;

  asio::io_context& loop_;
  StandingAgentListener listener_;
  LocalAgent agent_;
  int ends_in_a_row_ = 0;
  bool ending_ = false;
};

}  // namespace ianvs::coordinator
