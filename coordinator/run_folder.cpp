#include "coordinator/run_folder.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "common/file.hpp"

namespace ianvs::coordinator {
namespace {

namespace fs = std::filesystem;

Error cannot_make(const std::string& path, int number) {
  const bool refused = number == EACCES || number == EPERM || number == EROFS;
  return {refused ? ErrorKind::refused : ErrorKind::io,
          std::string("the run's folder can't be made: ") + std::strerror(number), path,
          "Set `workspace` in the job file to a folder that you may write to."};
}

/// Of the folders and files in `runs` whose names are numbers the largest; 0 if there is none.
std::uint64_t largest_number(const std::string& runs) {
  std::uint64_t largest = 0;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(runs, ignored)) {
    const auto name = entry.path().filename().string();
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error == std::errc() && end == name.data() + name.size()) {
      largest = std::max(largest, number);
    }
  }
  return largest;
}

/// Two runs that start at once want the same number: mkdir tells who was first.
Result<RunId> make_numbered(const std::string& runs) {
  for (auto number = largest_number(runs) + 1;; ++number) {
    const auto path = runs + '/' + std::to_string(number);
    if (mkdir(path.c_str(), 0700) == 0) return RunId{number};
    if (errno != EEXIST) return tl::unexpected(cannot_make(path, errno));
  }
}

/// A link that is made beside and renamed: nobody ever finds none. That it fails on odd file
/// systems harms nobody.
void point_latest(const std::string& runs, RunId run) {
  const auto beside = runs + "/.latest." + std::to_string(getpid());
  unlink(beside.c_str());
  if (symlink(std::to_string(run.value).c_str(), beside.c_str()) != 0) return;
  if (rename(beside.c_str(), (runs + "/latest").c_str()) != 0) unlink(beside.c_str());
}

}  // namespace

Result<RunFolder> make_run_folder(const std::string& job_folder) {
  std::error_code error;
  const auto runs = (fs::absolute(job_folder, error) / "runs").lexically_normal().string();
  if (auto made = make_folders(runs); !made) {
    made.error().hint = "Set `workspace` in the job file to a folder that you may write to.";
    return tl::unexpected(made.error());
  }
  const auto run = make_numbered(runs);
  if (!run) return tl::unexpected(run.error());
  const RunFolder folder{*run, runs + '/' + std::to_string(run->value)};
  for (const auto* name : {"/spool", "/logs"}) {
    const auto path = folder.path + name;
    if (mkdir(path.c_str(), 0700) != 0) return tl::unexpected(cannot_make(path, errno));
  }
  point_latest(runs, *run);
  return folder;
}

}  // namespace ianvs::coordinator
