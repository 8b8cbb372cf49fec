/// An agent as the scheduler sees it: takes orders, runs attempts in the order in which they came,
/// tells and forgets.
#pragma once
#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "coordinator/events.hpp"
#include "coordinator/placement.hpp"

namespace ianvs::test {

class FakeAgent {
 public:
  FakeAgent(AgentId id, Offer offer) : id_(id), offer_(std::move(offer)), room_(offer_) {}

  AgentId id() const { return id_; }
  bool is_connected() const { return is_connected_; }
  bool is_draining() const { return is_draining_; }
  bool is_dismissed() const { return is_dismissed_; }
  std::size_t waiting_count() const { return waiting_.size(); }

  // ---- its session ----
  void connect() {
    is_connected_ = true;
    is_draining_ = false;
    inbox.clear();
    outbox.clear();
    outbox.push_back(coordinator::AgentJoined{id_, "host", 1, false, offer_, held()});
    tell_interpreters();
    for (const auto& [attempt, running] : running_) {
      outbox.push_back(coordinator::AttemptStarted{id_, attempt});
    }
    for (const auto& [attempt, result] : results_) {
      outbox.push_back(coordinator::AttemptReported{id_, result});
    }
  }
  void disconnect() {
    is_connected_ = false;
    inbox.clear();
    outbox.clear();
  }
  /// What it can use from now on; said now, and in each session.
  void set_interpreters(std::vector<InterpreterReport> interpreters) {
    interpreters_ = std::move(interpreters);
    tell_interpreters();
  }
  void tell_interpreters() {
    if (!interpreters_.empty()) {
      outbox.push_back(coordinator::InterpretersReported{id_, interpreters_});
    }
  }
  void heartbeat() { outbox.push_back(coordinator::HoldsReported{id_, held()}); }

  // ---- what it does ----
  void obey(const coordinator::Order& order, const Request& request) {
    if (const auto* start = std::get_if<coordinator::StartOrder>(&order.what)) {
      CHECK(named_.insert(start->attempt).second);
      waiting_.push_back(Task{start->attempt, request, gpus_of(*start)});
    } else if (const auto* ack = std::get_if<coordinator::AckOrder>(&order.what)) {
      results_.erase(ack->attempt);
    } else if (const auto* cancel = std::get_if<coordinator::CancelOrder>(&order.what)) {
      if (!give_back(cancel->attempt) && !cancel->only_waiting &&
          running_.contains(cancel->attempt)) {
        end(cancel->attempt, Outcome::cancelled);
      }
    } else {
      is_dismissed_ = true;
    }
  }
  /// Starts the first that waits, if it fits; true if it did.
  bool start_next() {
    if (waiting_.empty() || !room_.fits_on(waiting_.front().request, waiting_.front().gpus)) {
      return false;
    }
    Task task = std::move(waiting_.front());
    waiting_.pop_front();
    room_.take(task.request, task.gpus);
    outbox.push_back(coordinator::AttemptStarted{id_, task.attempt});
    running_.emplace(task.attempt, std::move(task));
    return true;
  }
  std::vector<AttemptId> running() const {
    std::vector<AttemptId> ids;
    for (const auto& [attempt, task] : running_) {
      ids.push_back(attempt);
    }
    return ids;
  }
  void end(AttemptId attempt, Outcome outcome, double wall_seconds = 1) {
    const auto task = running_.find(attempt);
    room_.give_back(task->second.request, task->second.gpus);
    running_.erase(task);
    AttemptResult result;
    result.attempt = attempt;
    result.outcome = outcome;
    result.started = true;
    result.usage.wall_seconds = wall_seconds;
    tell(result);
  }
  void drain() {
    is_draining_ = true;
    outbox.push_back(coordinator::AgentDrains{id_, "asked to"});
    while (!waiting_.empty()) {
      give_back(waiting_.front().attempt);
    }
  }
  bool is_empty() const { return waiting_.empty() && running_.empty() && results_.empty(); }

  std::deque<coordinator::Order> inbox;   ///< on their way to it
  std::deque<coordinator::Event> outbox;  ///< on their way from it

 private:
  struct Task {
    AttemptId attempt;
    Request request;
    coordinator::GpuShares gpus;
  };

  std::vector<AttemptId> held() const {
    std::vector<AttemptId> ids = running();
    for (const Task& task : waiting_) {
      ids.push_back(task.attempt);
    }
    for (const auto& [attempt, result] : results_) {
      ids.push_back(attempt);
    }
    return ids;
  }
  coordinator::GpuShares gpus_of(const coordinator::StartOrder& start) const {
    coordinator::GpuShares shares;
    for (const std::string& name : start.gpus) {
      const auto at = std::find(offer_.gpus.begin(), offer_.gpus.end(), name);
      REQUIRE(at != offer_.gpus.end());
      shares.push_back({static_cast<std::uint32_t>(at - offer_.gpus.begin()),
                        std::min(start.resources.gpu, amount_unit)});
    }
    return shares;
  }
  bool give_back(AttemptId attempt) {
    const auto task = std::find_if(waiting_.begin(), waiting_.end(),
                                   [attempt](const Task& one) { return one.attempt == attempt; });
    if (task == waiting_.end()) {
      return false;
    }
    waiting_.erase(task);
    AttemptResult result;
    result.attempt = attempt;
    result.outcome = Outcome::cancelled;
    tell(result);
    return true;
  }
  void tell(const AttemptResult& result) {
    results_[result.attempt] = result;
    outbox.push_back(coordinator::AttemptReported{id_, result});
  }

  AgentId id_;
  Offer offer_;
  coordinator::Room room_;
  bool is_connected_ = false, is_draining_ = false, is_dismissed_ = false;
  std::vector<InterpreterReport> interpreters_;
  std::deque<Task> waiting_;
  std::map<AttemptId, Task> running_;
  std::map<AttemptId, AttemptResult> results_;  ///< not acknowledged
  std::set<AttemptId> named_;
};

}  // namespace ianvs::test
