#include "coordinator/compare.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <optional>
#include <system_error>
#include <utility>

#include "common/file.hpp"
#include "common/log.hpp"
#include "coordinator/comparison.hpp"
#include "coordinator/comparison_text.hpp"
#include "coordinator/leaderboard_csv.hpp"

namespace ianvs::coordinator {
namespace {

namespace fs = std::filesystem;

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

/// The leaderboard of a run's, a job's or a rank folder.
std::optional<std::string> rank_file_in(const fs::path& folder) {
  for (const char* name : {"rank.csv", "rank/all_rank.csv", "rank/selected_rank.csv",
                           "all_rank.csv", "selected_rank.csv"}) {
    if (auto file = folder / name; is_file(file)) return file.string();
  }
  return std::nullopt;
}

/// A folder of runs/ whose leaderboard isn't there (yet).
bool is_run_folder(const fs::path& path) {
  return is_file(path / "journal.db") || is_file(path / "report.json");
}

/// Of the folders in `path` those that are a job's, each in its own line.
std::string jobs_in(const fs::path& path) {
  std::string jobs;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(path, ignored)) {
    if (rank_file_in(entry.path())) jobs += "\n  " + entry.path().string();
  }
  return jobs;
}

Error no_rank(const std::string& path) {
  if (is_run_folder(path)) {
    return {ErrorKind::not_found, "this run has no leaderboard", path,
            "It still runs, or was cut off; name another run, or the folder of the job."};
  }
  const auto jobs = jobs_in(path);
  return {ErrorKind::not_found, "there is no leaderboard in this folder", path,
          jobs.empty() ? "Name a run (<workspace>/<job>/runs/1), a job's folder, or a rank file."
                       : "Did you mean:" + jobs};
}

Result<RankTable> read_rank(const std::string& path) {
  const auto csv = read_file(path, max_rank_bytes);
  if (!csv) return tl::unexpected(csv.error());
  auto rank = read_rank_table(*csv);
  if (!rank) rank.error().where.insert(0, path + ':');
  return rank;
}

Result<RankTable> open_rank(const std::string& named, std::string& path) {
  const auto file = find_rank_file(named);
  if (!file) return tl::unexpected(file.error());
  path = *file;
  return read_rank(path);
}

}  // namespace

Result<std::string> find_rank_file(const std::string& path) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) return path;
  if (auto file = rank_file_in(path)) return std::move(*file);
  return tl::unexpected(no_rank(path));
}

ExitCode compare(const CompareCommand& command) {
  ComparedPaths paths;
  const auto a = open_rank(command.a, paths.a);
  const auto b = open_rank(command.b, paths.b);
  for (const auto* side : {&a, &b}) {
    if (!*side) log_error(to_text(side->error()));
  }
  if (!a || !b) return ExitCode::invalid;
  const auto comparison = compare_ranks(*a, *b);
  errno = 0;
  std::cout << (command.common.json_output ? comparison_json(comparison, paths)
                                           : comparison_text(comparison, paths));
  if (!std::cout.flush() && errno != EPIPE) {
    log_error(std::string("the comparison can't be written: ") + std::strerror(errno));
    return ExitCode::invalid;
  }
  return comparison.equal() ? ExitCode::success : ExitCode::different;
}

}  // namespace ianvs::coordinator
