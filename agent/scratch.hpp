/// A folder in memory for what only a runner and its agent read.
#pragma once
#include <string>

namespace ianvs::agent {

/// Of the user alone, under a name of its own. To be made by the keeper, who removes it whatever
/// becomes of the agent.
class Scratch {
 public:
  Scratch();
  ~Scratch() { remove(); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  /// With all that is in it. Again, or by another process: nothing happens.
  void remove() const;

  /// Empty where there is no file system in memory.
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace ianvs::agent
