/// The folders for temporary files of attempts: each finds an empty one, and nothing of it stays.
#pragma once
#include <string>
#include <unordered_set>

#include "agent/removal.hpp"
#include "common/result.hpp"

namespace ianvs::agent {

/// An attempt may have beside its own folder F a folder `F.tmp` that it sees as /tmp: in it, empty
/// files and folders without any permission are nobody's, but places for what else /tmp shows, and
/// links are copies. They stay for the next attempt in the same place, which takes away those that
/// it has no use for: to make dozens of them anew costs milliseconds.
class TemporaryFolders {
 public:
  /// An empty folder of the user alone is at `path` then, and nothing of an earlier attempt beside
  /// it.
  Result<void> lay_out(const std::string& path);
  /// Nobody uses it any more. What was left in it is deleted later, in the background, but before
  /// the destructor returns.
  void take_back(const std::string& path);

 private:
  void discard(const std::string& path);

  unsigned long discarded_ = 0;
  std::unordered_set<std::string> ready_;  ///< these are there and empty
  Remover remover_;
};

}  // namespace ianvs::agent
