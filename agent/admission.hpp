/// Decides which waiting attempt may start on what is left of the agent's offer.
#pragma once
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

#include "common/messages.hpp"

namespace ianvs::agent {

/// Pure. Attempts start in the order in which they came; one that doesn't fit holds back those behind it.
/// Invariant: what runs never exceeds the offer, and an exclusive attempt runs alone.
class Admission {
 public:
  explicit Admission(Offer offer);

  /// Why this attempt can't ever run here ("asks for 2 cpu, offered are 1"); nullopt if it may wait.
  std::optional<std::string> refuse_reason(const AttemptSpec& spec) const;
  void enqueue(AttemptSpec spec);
  /// The next attempt that may start now; it counts as running until `release`.
  std::optional<AttemptSpec> next();
  void release(AttemptId attempt);
  /// Takes a waiting attempt out; false if it isn't waiting.
  bool withdraw(AttemptId attempt);
  std::vector<AttemptId> withdraw_all();

  std::size_t waiting() const;
  std::size_t running() const;

 private:
  Offer offer_;
};

}  // namespace ianvs::agent
