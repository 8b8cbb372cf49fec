/// The files and folders of one attempt on this node.
#pragma once
#include <cstddef>
#include <string>

#include "agent/result_file.hpp"
#include "agent/runner_environment.hpp"
#include "agent/spare_files.hpp"
#include "agent/temporary_folders.hpp"
#include "common/messages.hpp"
#include "common/result.hpp"

namespace ianvs::agent {

inline constexpr std::size_t max_stderr_tail_bytes = 4096;

/// Where the files of a run's attempts lie; all absolute.
struct RunFolders {
  std::string directory;  ///< where runners start, and what relative output folders are relative to
  std::string logs;
  std::string scratch;    ///< for what only a runner and the agent read, best in memory
  std::string temporary;  ///< for runners' temporary files; empty: they take /tmp
};

/// The test case lies where the last attempt in this slot had it. The result doesn't exist when the
/// runner starts.
class AttemptFiles {
 public:
  /// No two attempts are in one `slot` at the same time.
  AttemptFiles(const RunFolders& run, const AttemptSpec& spec, std::size_t slot);

  const AttemptPlaces& places() const { return places_; }
  const std::string& stdout_path() const { return stdout_path_; }
  const std::string& stderr_path() const { return stderr_path_; }

  /// Writes the test case, makes the folder for temporary files, puts spare files where the logs
  /// will be, and makes the output folder for runner `command`: Ianvs makes its own, and would wait
  /// for ever for one that is there to go.
  Result<void> prepare(const std::string& test_case_json, SpareFiles& spare_logs,
                       TemporaryFolders& temporary) const;
  ResultFile read_result() const;
  /// The last lines of stderr, at most max_stderr_tail_bytes.
  std::string stderr_tail() const;
  /// Removes the result and temporary files, and takes those logs in in which there is nothing.
  void tidy_up(SpareFiles& spare_logs, TemporaryFolders& temporary) const;

 private:
  AttemptPlaces places_;
  std::string stdout_path_, stderr_path_;
  bool makes_output_dir_;
};

}  // namespace ianvs::agent
