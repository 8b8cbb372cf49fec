/// Deletes folders with all that is in them, whatever was made of it.
#pragma once
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

namespace ianvs::agent {

/// Folders without permissions, any names, any depth and number: memory and descriptors that it
/// takes don't grow with them. Follows no link and leaves other file systems that are mounted in it
/// alone. False if something is left, as what another user owns or what is marked immutable.
bool remove_tree(const std::string& path);

/// Does so one after the other in a thread of its own, so that nobody waits. Not before the first
/// is there is the thread made; it takes no signal and makes no process.
class Remover {
 public:
  Remover() = default;
  /// Returns when all has been deleted.
  ~Remover();
  Remover(const Remover&) = delete;
  Remover& operator=(const Remover&) = delete;

  void remove(std::string path);

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> waiting_;  ///< what is being deleted is its first
  bool is_ending_ = false;
  std::thread thread_;
};

}  // namespace ianvs::agent
