/// Results on disk until the coordinator has acknowledged them.
#pragma once
#include <string>
#include <vector>

#include "common/ids.hpp"
#include "common/outcome.hpp"
#include "common/result.hpp"

namespace ianvs::agent {

class Spool {
 public:
  /// `folder` is runs/<n>/spool/<agent id>; made if missing.
  static Result<Spool> open(const std::string& folder);

  /// Written beside and renamed: survives any SIGKILL once this returns.
  Result<void> put(const AttemptResult& result);
  void remove(AttemptId attempt);
  /// What a predecessor left; broken files are deleted with one line each in `notes`.
  std::vector<AttemptResult> load(std::vector<std::string>& notes) const;
  const std::string& folder() const { return folder_; }

 private:
  std::string folder_;
};

}  // namespace ianvs::agent
