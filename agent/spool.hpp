/// Results on disk until the coordinator has acknowledged them.
#pragma once
#include <string>
#include <vector>

#include "agent/spare_files.hpp"
#include "common/ids.hpp"
#include "common/outcome.hpp"
#include "common/result.hpp"

namespace ianvs::agent {

/// One file per result, `<attempt>.done`; what else is in its folder is the attempts' that run.
class Spool {
 public:
  /// `folder` is runs/<n>/spool/<agent id>; made, for the user alone, if missing.
  static Result<Spool> open(const std::string& folder);

  /// Written beside and renamed: survives any SIGKILL once this returns.
  Result<void> put(const AttemptResult& result);
  /// It is acknowledged. One that isn't there is no error.
  void remove(AttemptId attempt);
  /// What lies here, by attempt; broken files are deleted, with one line each in `notes`.
  std::vector<AttemptResult> load(std::vector<std::string>& notes) const;
  /// Removes the folder with all that is in it but results.
  void close();

  const std::string& folder() const { return folder_; }

 private:
  explicit Spool(const std::string& folder) : folder_(folder), spares_(folder + "/spare") {}
  std::string path_of(AttemptId attempt) const;

  std::string folder_;
  SpareFiles spares_;
};

}  // namespace ianvs::agent
