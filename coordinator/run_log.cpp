#include "coordinator/run_log.hpp"

#include <algorithm>

#include "common/assert.hpp"

namespace ianvs::coordinator {
namespace {

template <class... Functions>
struct Overload : Functions... {
  using Functions::operator()...;
};
template <class... Functions>
Overload(Functions...) -> Overload<Functions...>;

void add_usage(TestCaseLog& test_case, const Usage& usage) {
  test_case.all_wall_seconds += usage.wall_seconds;
  test_case.all_cpu_seconds += usage.user_seconds + usage.system_seconds;
}

void add_to(Usage& sum, const Usage& usage) {
  sum.wall_seconds += usage.wall_seconds;
  sum.user_seconds += usage.user_seconds;
  sum.system_seconds += usage.system_seconds;
  sum.peak_ram_bytes = std::max(sum.peak_ram_bytes, usage.peak_ram_bytes);
}

template <class Agents>
auto* find_in(Agents& agents, AgentId agent) {
  const auto found = std::find_if(agents.begin(), agents.end(),
                                  [agent](const AgentLog& log) { return log.agent == agent; });
  return found == agents.end() ? nullptr : &*found;
}

}  // namespace

void RunLog::add(const Notice& notice) {
  std::visit(Overload{
                 [this](const AgentArrived& arrived) { add_agent(arrived); },
                 [this](const AgentGone& gone) {
                   AgentLog* agent = find_in(agents_, gone.agent);
                   if (agent == nullptr) return;
                   agent->gone = gone.reason;
                   agent->attempts_lost += gone.attempts_lost;
                 },
                 [](const AttemptBegan&) {},
                 [this](const AttemptRetried& retried) {
                   add_usage(test_cases_.at(retried.test_case.value), retried.result.usage);
                 },
                 [this](const PartitionDone& done) { add_partition(done); },
                 [this](const TestCaseDone& done) { add_done(done); },
                 [this](const InterpreterChecked& checked) { add_report(checked); },
                 [](const CannotBePlaced&) {},
                 [](const AlgorithmGivenUp&) {},
                 [this](const Stopping& stopping) {
                   if (stop_reason_.empty()) stop_reason_ = stopping.reason;
                 },
             },
             notice);
}

const AgentLog* RunLog::find_agent(AgentId agent) const { return find_in(agents_, agent); }

void RunLog::add_agent(const AgentArrived& arrived) {
  AgentLog* agent = find_in(agents_, arrived.agent);
  if (agent == nullptr) {
    agent = &agents_.emplace_back();
    agent->agent = arrived.agent;
  }
  agent->host = arrived.host;
  agent->pid = arrived.pid;
  agent->local = arrived.local;
  agent->offer = arrived.offer;
  agent->gone.clear();
}

void RunLog::add_report(const InterpreterChecked& checked) {
  AgentLog* agent = find_in(agents_, checked.agent);
  if (agent == nullptr) return;
  auto& known = agent->interpreters;
  const auto same = std::find_if(known.begin(), known.end(), [&](const InterpreterReport& report) {
    return report.python == checked.report.python;
  });
  same == known.end() ? known.push_back(checked.report) : void(*same = checked.report);
}

/// A late success takes the failure that it replaces out of the agents' counts.
void RunLog::count(const TestCaseLog& test_case, int by) {
  AgentLog* agent = test_case.agent ? find_in(agents_, *test_case.agent) : nullptr;
  if (agent == nullptr || !test_case.is_done || test_case.outcome == Outcome::cancelled) return;
  auto& counter = test_case.outcome == Outcome::succeeded ? agent->succeeded : agent->failed;
  counter += static_cast<std::uint32_t>(by);
}

void RunLog::add_done(const TestCaseDone& done) {
  IANVS_ASSERT(done.test_case.value < test_cases_.size());
  TestCaseLog& test_case = test_cases_[done.test_case.value];
  count(test_case, -1);
  test_case.is_done = true;
  test_case.outcome = done.outcome;
  test_case.attempts = done.attempts;
  test_case.number = done.number;
  test_case.partition = done.partition;
  test_case.agent = done.agent;
  test_case.result = done.result;
  test_case.result.stderr_tail.clear();
  test_case.result.stderr_tail.shrink_to_fit();
  add_usage(test_case, done.result.usage);
  if (const auto used = used_by_partitions_.find(done.test_case);
      used != used_by_partitions_.end()) {
    add_to(test_case.result.usage, used->second);
  }
  count(test_case, 1);
}

void RunLog::add_partition(const PartitionDone& done) {
  add_usage(test_cases_.at(done.test_case.value), done.result.usage);
  add_to(used_by_partitions_[done.test_case], done.result.usage);
}

}  // namespace ianvs::coordinator
