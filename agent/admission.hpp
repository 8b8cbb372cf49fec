/// Decides which waiting attempt may start on what is left of the agent's offer.
#pragma once
#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/messages.hpp"

namespace ianvs::agent {

/// Pure. Attempts start in the order in which they came; one that doesn't fit holds back those
/// behind it. Invariants: (1) what runs never exceeds the offer, on no GPU either; (2) a whole GPU
/// is never shared; (3) an exclusive attempt runs alone.
class Admission {
 public:
  explicit Admission(Offer offer);

  /// Why this attempt can't ever run here ("asks for 2 cpu, offered are 1 cpu"); nullopt if it may
  /// wait.
  std::optional<std::string> refuse_reason(const AttemptSpec& spec) const;
  /// `refuse_reason` must have had none.
  void enqueue(AttemptSpec spec);
  /// The next attempt that may start now; it counts as running until `release`.
  std::optional<AttemptSpec> next();
  /// It runs no more. One that doesn't run is no error.
  void release(AttemptId attempt);
  /// Takes a waiting attempt out; false if it isn't waiting.
  bool withdraw(AttemptId attempt);
  /// Takes all out that wait, in their order.
  std::vector<AttemptId> withdraw_all();

  std::size_t waiting() const { return waiting_.size(); }
  std::size_t running() const { return running_.size(); }

 private:
  struct Running {
    Resources resources;
    std::vector<std::string> gpus;
    bool exclusive = false;
  };
  bool fits_now(const AttemptSpec& spec) const;
  bool gpus_are_free(const AttemptSpec& spec) const;

  Offer offer_;
  Resources used_;
  std::map<std::string, std::int64_t> gpu_used_;  ///< by the agent's name of a GPU, in 1/10,000
  std::deque<AttemptSpec> waiting_;
  std::unordered_map<AttemptId, Running> running_;
};

}  // namespace ianvs::agent
