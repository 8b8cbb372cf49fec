/// Keeps what the report and resources.csv tell of a run, from its notices.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/ids.hpp"
#include "common/messages.hpp"
#include "common/outcome.hpp"
#include "common/resources.hpp"
#include "coordinator/notices.hpp"

namespace ianvs::coordinator {

/// How a test case stands; only the last of its outcomes is kept.
struct TestCaseLog {
  bool is_done = false;
  Outcome outcome = Outcome::failed;  ///< succeeded, failed, cancelled; counts once it is done
  std::uint32_t attempts = 0;
  std::uint32_t number = 0;      ///< of the attempt that decided; 0 if none did
  std::uint32_t partition = 0;   ///< at which that was a try; 0: at all of it, or at the merge
  std::optional<AgentId> agent;  ///< of that attempt
  /// Of that attempt, without its stderr_tail. Its usage counts those attempts in that counted for
  /// partitions: times as a sum, peak RAM as the maximum.
  AttemptResult result;
  double all_wall_seconds = 0;  ///< of all its attempts that are known to have ended
  double all_cpu_seconds = 0;
};

struct AgentLog {
  AgentId agent;
  std::string host;
  std::uint64_t pid = 0;
  bool local = false;
  Offer offer;
  std::uint32_t succeeded = 0, failed = 0;  ///< test cases that its attempts decided
  std::uint32_t attempts_lost = 0;
  std::string gone;                             ///< why it went last; empty while it is here
  std::vector<InterpreterReport> interpreters;  ///< as it said last, in the order of first mention
};

/// Pure. Takes every notice of a run in order.
class RunLog {
 public:
  explicit RunLog(std::uint32_t test_cases) : test_cases_(test_cases) {}

  void add(const Notice& notice);

  /// One for each test case of the plan, in its order.
  const std::vector<TestCaseLog>& test_cases() const { return test_cases_; }
  /// In the order in which they came.
  const std::vector<AgentLog>& agents() const { return agents_; }
  /// nullptr if no such agent was told of.
  const AgentLog* find_agent(AgentId agent) const;
  /// Why nothing more was started, as it was told first; empty if nothing stopped the run.
  const std::string& stop_reason() const { return stop_reason_; }

 private:
  void add_done(const TestCaseDone& done);
  void add_partition(const PartitionDone& done);
  void count(const TestCaseLog& test_case, int by);
  void add_agent(const AgentArrived& arrived);
  void add_report(const InterpreterChecked& checked);

  std::vector<TestCaseLog> test_cases_;
  std::unordered_map<TestCaseIndex, Usage> used_by_partitions_;  ///< by their attempts that counted
  std::vector<AgentLog> agents_;
  std::string stop_reason_;
};

}  // namespace ianvs::coordinator
