/// What people read while a run goes on: notices to lines, counts to a bar.
#pragma once
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "common/plan.hpp"
#include "common/time.hpp"
#include "coordinator/notices.hpp"
#include "coordinator/scheduler.hpp"

namespace ianvs::coordinator {

struct ProgressLine {
  enum class Level { detail, info, warning, error };
  Level level = Level::info;
  std::string text;  ///< may be several lines; no break at the end; control characters are escaped
};

/// `svc C=1 kernel=rbf`: the algorithm's name and each hyperparameter, at most 100 bytes.
std::string label_of(const Plan& plan, TestCaseIndex test_case);

/// Pure. Knows no terminal but whether it has colours.
class Progress {
 public:
  /// `plan` and `ids` outlive this. `run_folder` is named in paths as people should see it.
  Progress(const Plan& plan, const std::vector<TestCaseId>& ids, std::string run_folder,
           bool colors);

  /// One line for each notice that people want to know of; of a failure also where the log is, and
  /// the first time that it has this cause what to do about it and the end of its stderr.
  std::vector<ProgressLine> lines(const Notice& notice);
  /// `[=====>    ] 12/40 done, 1 failed, 2 running, 12s, about 30s left`, at most `width` columns.
  std::string bar(const Counts& counts, Duration elapsed, unsigned width) const;

 private:
  struct Place {
    std::string name;  ///< host, with the process
    bool local = false;
  };
  ProgressLine done(const TestCaseDone& notice);
  ProgressLine retried(const AttemptRetried& notice) const;
  ProgressLine arrived(const AgentArrived& notice);
  ProgressLine gone(const AgentGone& notice);
  static ProgressLine checked(const InterpreterChecked& notice);
  ProgressLine unplaceable(const CannotBePlaced& notice) const;
  ProgressLine partition_done(const PartitionDone& notice) const;
  /// "partition 2 of 4", "merge of 4 partitions"; empty where there are none.
  std::string piece_text(TestCaseIndex test_case, std::uint32_t partition) const;
  std::string log_place(TestCaseIndex test_case, std::uint32_t number, std::uint32_t partition,
                        std::optional<AgentId> agent) const;
  std::string hint_text(const AttemptResult& result) const;
  std::string paint(std::string text, const char* color) const;

  const Plan& plan_;
  const std::vector<TestCaseId>& ids_;
  std::string run_folder_;
  bool colors_;
  bool stopping_ = false;
  std::uint32_t done_ = 0;
  std::unordered_map<AgentId, Place> places_;
  std::unordered_set<std::size_t> told_causes_;  ///< hashes
};

}  // namespace ianvs::coordinator
