/// Hears what happens in a run: shows progress, keeps what the leaderboard and the report are made
/// of, writes them at the end.
#pragma once
#include <string>
#include <vector>

#include "common/plan.hpp"
#include "coordinator/leaderboard.hpp"
#include "coordinator/notices.hpp"
#include "coordinator/pictures.hpp"
#include "coordinator/progress.hpp"
#include "coordinator/records.hpp"
#include "coordinator/run_folder.hpp"
#include "coordinator/run_log.hpp"
#include "coordinator/summary.hpp"

namespace ianvs::coordinator {

class Collector {
 public:
  /// `plan` and `ids` outlive this.
  Collector(const Plan& plan, const std::vector<TestCaseId>& ids, const RunFolder& folder,
            bool colors);

  void hear(const Notice& notice);
  /// Writes leaderboard, the run's own rows, resources and report, logs what can't be written;
  /// false if something couldn't be. Sets what `end` tells of files.
  bool write_files(RunEnd& end, const RunStarted& started);
  /// Prints the leaderboard, or with `json` one object, to stdout, and the summary through the log.
  /// False, with an error in the log, if stdout takes it not; that its reader went away is no
  /// error.
  bool print(const RunEnd& end, bool json) const;

  const Progress& progress() const { return progress_; }
  const Pictures& pictures() const { return pictures_; }

 private:
  void keep(const TestCaseDone& done);
  bool write_leaderboard(RunEnd& end);
  bool write_own_rows() const;
  bool write_resources_file(RunEnd& end) const;
  bool write_report_file(const RunEnd& end, const RunStarted& started) const;

  const Plan& plan_;
  const std::vector<TestCaseId>& ids_;
  RunFolder folder_;
  Progress progress_;
  Leaderboard leaderboard_;
  Pictures pictures_;
  RunLog log_;
  Failures failures_;
  std::string table_;
};

}  // namespace ianvs::coordinator
