/// Folders of an agent's own, which go with it.
#pragma once
#include <string>
#include <vector>

namespace ianvs::agent {

/// Of the user alone, under a name of its own. To be made by the keeper and removed by both, so
/// that it goes whichever is killed; where both were, it goes with the next agent of this user that
/// starts on the node.
class Scratch {
 public:
  /// For what only a runner and its agent read.
  static Scratch in_memory();
  /// For runners' temporary files: in $TMPDIR, or in /tmp where that is no place for it.
  static Scratch for_temporary_files();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  /// With all that is in it. Again, or by another process: nothing happens.
  void remove() const;

  /// Empty where none could be made, as where there is no file system in memory.
  const std::string& path() const { return path_; }

 private:
  /// At the first of the places where one can be made and locked. Names begin with the prefix.
  explicit Scratch(const std::vector<std::string>& prefixes);
  bool make(std::string path);

  std::string path_;
  int lock_ = -1;  ///< on the folder, shared with forked processes: held while any of them lives
};

}  // namespace ianvs::agent
