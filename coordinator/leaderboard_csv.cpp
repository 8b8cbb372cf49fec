#include "coordinator/leaderboard_csv.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "common/file.hpp"
#include "coordinator/resources_csv.hpp"

namespace ianvs::coordinator {
namespace {

/// The right to change the rank folder of a job, as long as this lives.
class RankFolder {
 public:
  static Result<RankFolder> open(const std::string& job_folder) {
    RankFolder folder(job_folder + "/rank");
    if (auto made = make_folders(folder.path_); !made) return tl::unexpected(made.error());
    const std::string lock = folder.path_ + "/.lock";
    folder.lock_ = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (folder.lock_ < 0) return tl::unexpected(file_error(lock, "open", errno));
    int failed = 0;
    do {
      failed = ::flock(folder.lock_, LOCK_EX);
    } while (failed != 0 && errno == EINTR);
    if (failed != 0) return tl::unexpected(file_error(lock, "lock", errno));
    return folder;
  }

  RankFolder(RankFolder&& other) noexcept
      : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}
  RankFolder& operator=(RankFolder&&) = delete;
  ~RankFolder() {
    if (lock_ >= 0) ::close(lock_);
  }

  /// Empty if there is no such file.
  Result<std::string> read(const std::string& name) const {
    auto content = read_file(path_ + '/' + name, max_rank_bytes);
    if (!content && content.error().kind == ErrorKind::not_found) return std::string();
    return content;
  }
  Result<void> write(const std::string& name, const std::string& content) const {
    return write_file(path_ + '/' + name, content, 0644, true);
  }
  /// Names the whole path where pure parts know but the file's name.
  Error locate(Error error) const {
    error.where = path_ + '/' + error.where;
    return error;
  }

 private:
  explicit RankFolder(std::string path) : path_(std::move(path)) {}

  std::string path_;
  int lock_ = -1;
};

Result<void> write_files(const RankFolder& folder, const Rank& rank, const std::string& save_mode) {
  if (rank.selected_csv.empty() && rank.all_csv.empty()) return {};
  if (save_mode != "selected_only") {
    if (auto written = folder.write("all_rank.csv", rank.all_csv); !written) return written;
  }
  return folder.write("selected_rank.csv", rank.selected_csv);
}

}  // namespace

Result<void> check_rank(const std::string& job_folder) {
  const std::string folder = job_folder + "/rank/";
  std::string old[2];
  for (const bool selected : {false, true}) {
    auto content =
        read_file(folder + (selected ? "selected_rank.csv" : "all_rank.csv"), max_rank_bytes);
    if (!content && content.error().kind != ErrorKind::not_found) {
      return tl::unexpected(content.error());
    }
    if (content) old[selected ? 1 : 0] = std::move(*content);
  }
  auto checked = check_old_rank(old[0], old[1]);
  if (!checked) checked.error().where.insert(0, folder);
  return checked;
}

Result<Rank> write_rank(const std::string& job_folder, const Leaderboard& leaderboard,
                        const std::string& save_mode) {
  const auto folder = RankFolder::open(job_folder);
  if (!folder) return tl::unexpected(folder.error());
  const auto old_all = folder->read("all_rank.csv");
  if (!old_all) return tl::unexpected(old_all.error());
  const auto old_selected = folder->read("selected_rank.csv");
  if (!old_selected) return tl::unexpected(old_selected.error());

  auto rank = leaderboard.render(*old_all, *old_selected);
  if (!rank) return tl::unexpected(folder->locate(rank.error()));
  if (leaderboard.empty()) return rank;
  if (auto done = write_files(*folder, *rank, save_mode); !done) {
    return tl::unexpected(done.error());
  }
  return rank;
}

Result<void> write_resources(const std::string& job_folder, const CsvTable& rows) {
  const auto folder = RankFolder::open(job_folder);
  if (!folder) return tl::unexpected(folder.error());
  const auto old = folder->read("resources.csv");
  if (!old) return tl::unexpected(old.error());
  const auto merged = merge_resources(*old, rows);
  if (!merged) return tl::unexpected(folder->locate(merged.error()));
  return folder->write("resources.csv", *merged);
}

}  // namespace ianvs::coordinator
