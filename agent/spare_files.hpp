/// Files that are done with and wait to become others.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace ianvs::agent {

/// To rename a file costs less than to delete it and to make another one: ext4 without a journal
/// gives no inode out again within minutes, and walks past all that it holds back (measured: 1 to 6
/// ms a file after some 10,000), and on a network file system each is a round trip to a server that
/// is everybody's.
class SpareFiles {
 public:
  /// They lie at `prefix`.1 and so on.
  explicit SpareFiles(std::string prefix) : prefix_(std::move(prefix)) {}

  /// A path to be renamed to where a file is needed. If there is a spare one it lies there, and
  /// holds anything; else nothing does.
  std::string take();
  /// Renames the file at `path`, which nobody needs any more, to be a spare one. If it isn't there,
  /// nothing happens.
  void give(const std::string& path);
  /// Deletes all.
  void remove_all();

 private:
  std::string free_name();

  std::string prefix_;
  std::vector<std::string> spares_;        ///< these exist
  std::vector<std::string> unused_names_;  ///< these don't
  std::size_t names_ = 0;
};

}  // namespace ianvs::agent
