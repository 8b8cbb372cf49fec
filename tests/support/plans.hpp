/// Builds plans for tests: only what matters is named.
#pragma once
#include <string>
#include <utility>

#include "common/plan.hpp"

namespace ianvs::test {

class PlanBuilder {
 public:
  /// An algorithm of `count` test cases that ask for a slot and nothing else; what follows is about
  /// it.
  PlanBuilder& algorithm(std::uint32_t count) {
    Algorithm algorithm;
    algorithm.name = "algorithm" + std::to_string(plan_.algorithms.size());
    algorithm.runner = RunnerKind::command;
    algorithm.command = {"./work"};
    algorithm.first = TestCaseIndex{next_};
    algorithm.count = count;
    next_ += count;
    plan_.algorithms.push_back(std::move(algorithm));
    return *this;
  }
  PlanBuilder& retries(std::uint32_t retries) {
    plan_.algorithms.back().retries = retries;
    return *this;
  }
  PlanBuilder& partitions(std::uint32_t partitions) {
    plan_.algorithms.back().partitions = partitions;
    return *this;
  }
  PlanBuilder& priority(std::int32_t priority) {
    plan_.algorithms.back().priority = priority;
    return *this;
  }
  PlanBuilder& request(Request request) {
    plan_.algorithms.back().cpu_asked = request.resources.cpu > 0;
    plan_.algorithms.back().request = std::move(request);
    return *this;
  }
  /// Its test cases are run by Ianvs in this interpreter.
  PlanBuilder& python(const std::string& python) {
    plan_.algorithms.back().runner = RunnerKind::ianvs;
    plan_.algorithms.back().command.clear();
    plan_.algorithms.back().python = python;
    return *this;
  }
  PlanBuilder& gpu(std::int64_t amount) {
    plan_.algorithms.back().request.resources.gpu = amount;
    return *this;
  }
  PlanBuilder& exclusive() {
    plan_.algorithms.back().request.exclusive = true;
    return *this;
  }
  Plan build() { return std::move(plan_); }

 private:
  Plan plan_;
  std::uint32_t next_ = 0;
};

/// `count` test cases of one algorithm.
inline Plan simple_plan(std::uint32_t count, std::uint32_t retries = 0) {
  return PlanBuilder().algorithm(count).retries(retries).build();
}

inline Offer offer(std::uint32_t workers, std::uint32_t gpus = 0) {
  Offer offer;
  offer.workers = workers;
  offer.resources.cpu = amount_unit * workers;
  offer.resources.ram_bytes = 16'000'000'000;
  offer.resources.gpu = amount_unit * gpus;
  for (std::uint32_t i = 0; i < gpus; ++i) {
    offer.gpus.push_back("gpu" + std::to_string(i));
  }
  return offer;
}

}  // namespace ianvs::test
