#include "coordinator/partition_files.hpp"

#include <filesystem>
#include <system_error>
#include <utility>
#include <variant>

#include "coordinator/run_paths.hpp"

namespace ianvs::coordinator {

PartitionFiles::PartitionFiles(const Plan& plan, const std::vector<TestCaseId>& ids,
                               std::string run_folder)
    : plan_(plan), ids_(ids), run_folder_(std::move(run_folder)) {}

void PartitionFiles::hear(const Notice& notice) {
  const auto* done = std::get_if<TestCaseDone>(&notice);
  if (done == nullptr || plan_.algorithm_of(done->test_case).partitions == 1) return;
  failed_.erase(done->test_case);
  if (done->outcome == Outcome::succeeded) remove(done->test_case);
  if (done->outcome == Outcome::failed) failed_.insert(done->test_case);
}

void PartitionFiles::run_ended() {
  for (const auto test_case : failed_) remove(test_case);
  std::error_code not_empty;
  std::filesystem::remove(join_path(run_folder_, "partitions"), not_empty);
}

void PartitionFiles::remove(TestCaseIndex test_case) const {
  // What can't be removed takes some space and harms nobody.
  std::error_code ignored;
  std::filesystem::remove_all(partitions_folder(run_folder_, ids_[test_case.value]), ignored);
}

}  // namespace ianvs::coordinator
