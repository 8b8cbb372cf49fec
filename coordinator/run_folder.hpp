/// Makes a run's place in the file system: runs/<n> below the job's folder.
#pragma once
#include <string>

#include "common/ids.hpp"
#include "common/result.hpp"

namespace ianvs::coordinator {

struct RunFolder {
  RunId run;
  std::string path;  ///< <job folder>/runs/<n>, absolute

  std::string journal() const { return path + "/journal.db"; }
  std::string keys() const { return path + "/keys"; }
  std::string access() const { return path + "/access"; }
  std::string rank() const { return path + "/rank.csv"; }
  std::string report() const { return path + "/report.json"; }
};

/// Makes the folder of the first free number, with spool/ and logs/ in it (0700: other users have
/// no business there), and points `runs/latest` to it. `job_folder` is relative to the current
/// folder unless absolute; it is made if missing.
Result<RunFolder> make_run_folder(const std::string& job_folder);

}  // namespace ianvs::coordinator
