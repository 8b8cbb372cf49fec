/// Runs attempts in process trees of their own and reports when nothing of them is left.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "agent/admission.hpp"
#include "agent/attempt.hpp"
#include "agent/process.hpp"
#include "agent/spool.hpp"
#include "common/asio.hpp"
#include "common/messages.hpp"

namespace ianvs::agent {

struct PoolListener {
  std::function<void(AttemptId)> started;
  /// The result is in the spool.
  std::function<void(AttemptResult)> ended;
};

class Pool {
 public:
  /// `loop` outlives the pool.
  Pool(asio::io_context& loop, Offer offer, PoolListener listener);
  ~Pool();

  /// Must come before the first attempt: where runners start, logs and results lie.
  Result<void> enter_run(const Welcome& welcome, AgentId agent);
  void take(std::vector<AttemptSpec> attempts);
  void stop(const std::vector<AttemptId>& attempts, bool only_waiting);
  void forget_result(AttemptId attempt);
  /// Results that a predecessor left in the spool.
  std::size_t running() const;

 private:
  struct Slot;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ianvs::agent
