/// The files and folders of one attempt on this node.
#pragma once
#include <cstddef>
#include <string>

#include "agent/result_file.hpp"
#include "agent/runner_environment.hpp"
#include "common/messages.hpp"
#include "common/result.hpp"

namespace ianvs::agent {

inline constexpr std::size_t max_stderr_tail_bytes = 4096;

/// Where the files of a run's attempts lie; all absolute.
struct RunFolders {
  std::string directory;  ///< where runners start, and what relative output folders are relative to
  std::string logs;
  std::string spool;
};

class AttemptFiles {
 public:
  AttemptFiles(const RunFolders& run, const AttemptSpec& spec);

  const AttemptPlaces& places() const { return places_; }
  const std::string& stdout_path() const { return stdout_path_; }
  const std::string& stderr_path() const { return stderr_path_; }

  /// Makes the output folder and writes the test case.
  Result<void> prepare(const std::string& test_case_json) const;
  ResultFile read_result() const;
  /// The last lines of stderr, at most max_stderr_tail_bytes.
  std::string stderr_tail() const;
  /// Removes what only the runner needed, and logs in which there is nothing.
  void tidy_up() const;

 private:
  AttemptPlaces places_;
  std::string stdout_path_, stderr_path_;
};

}  // namespace ianvs::agent
