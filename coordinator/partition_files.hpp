/// Removes what partitions left for their merge, once nobody can want it any more.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "common/plan.hpp"
#include "coordinator/notices.hpp"

namespace ianvs::coordinator {

class PartitionFiles {
 public:
  /// `plan` and `ids` outlive this; `run_folder` is runs/<n>.
  PartitionFiles(const Plan& plan, const std::vector<TestCaseId>& ids, std::string run_folder);

  /// A test case that has succeeded has its metrics. Of one that failed, a partition that was given
  /// up may still succeed, and of one that was cancelled, another run may go on.
  void hear(const Notice& notice);
  /// No success comes any more.
  void run_ended();

 private:
  void remove(TestCaseIndex test_case) const;

  const Plan& plan_;
  const std::vector<TestCaseId>& ids_;
  std::string run_folder_;
  std::set<TestCaseIndex> failed_;
};

}  // namespace ianvs::coordinator
