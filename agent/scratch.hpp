/// A folder in memory for what only a runner and its agent read.
#pragma once
#include <string>

namespace ianvs::agent {

/// Of the user alone, under a name of its own. To be made by the keeper and removed by both, so
/// that it goes whichever is killed; where both were, it goes with the next agent of this user that
/// starts on the node.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  /// With all that is in it. Again, or by another process: nothing happens.
  void remove() const;

  /// Empty where there is no file system in memory.
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  int lock_ = -1;  ///< on the folder, shared with forked processes: held while any of them lives
};

}  // namespace ianvs::agent
