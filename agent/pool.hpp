/// Runs attempts in process trees of their own and reports when nothing of them is left.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "agent/run_site.hpp"
#include "agent/spawner.hpp"
#include "common/asio.hpp"
#include "common/messages.hpp"
#include "common/result.hpp"

namespace ianvs::agent {

/// Called from within the pool's functions and from the loop; must not call the pool.
struct PoolListener {
  std::function<void(AttemptId)> started;
  /// No process of it is left, and its result is in the spool; or it is given back as it came.
  std::function<void(AttemptResult)> ended;
  /// Results can't be put into the spool any more: why. They are told all the same.
  std::function<void(std::string)> spool_failed;
  /// One line for people: what is wrong on this node, though it may pass.
  std::function<void(std::string)> warn;
  /// Whether these interpreters of the run can be used here; what was told before of others holds.
  std::function<void(std::vector<InterpreterReport>)> interpreters_checked;
};

/// One per process, on its first thread: it takes SIGCHLD and all orphans.
class Pool {
 public:
  /// `loop` outlives the pool. `given` are the limits that runners get back, `folders` go
  /// away with the agent.
  Pool(asio::io_context& loop, Offer offer, GivenLimits given, AgentFolders folders,
       PoolListener listener);
  /// Kills what still runs and tells nothing of it.
  ~Pool();

  /// Must come before the first attempt: where runners start, logs and results lie. If it fails, as
  /// where this node doesn't see these folders, attempts are given back. Begins to check the run's
  /// interpreters, which are then kept warm if the run wants that.
  Result<void> enter_run(const Welcome& welcome, AgentId agent);
  /// They wait until there is room. One that asks for more than is offered fails.
  void take(std::vector<AttemptSpec> attempts);
  /// Those that wait are given back; those that run are stopped, unless `only_waiting`. Others are
  /// not answered.
  void stop(const std::vector<AttemptId>& attempts, bool only_waiting);
  void stop_all();
  /// Acknowledged.
  void forget_result(AttemptId attempt);

  std::size_t running() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ianvs::agent
