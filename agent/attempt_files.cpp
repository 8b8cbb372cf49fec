#include "agent/attempt_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include "common/file.hpp"

namespace ianvs::agent {
namespace {

std::string absolute(const std::string& directory, std::string path) {
  if (path.empty() || path.front() == '/') {
    return path;
  }
  while (path.rfind("./", 0) == 0) {
    path.erase(0, path.find_first_not_of('/', 1));
  }
  return directory + "/" + path;
}

void lay_out(const std::string& path, SpareFiles& spares) {
  ::rename(spares.take().c_str(), path.c_str());  // if there is none, the runner's start makes one
}

void take_in_if_empty(const std::string& path, SpareFiles& spares) {
  struct stat info {};
  if (::stat(path.c_str(), &info) == 0 && info.st_size == 0) {
    spares.give(path);
  }
}

/// The end of a file from the first whole line on; from the middle of one that is longer than
/// `max_bytes`.
std::string last_lines(const std::string& path, std::size_t max_bytes) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) {
    return "";
  }
  const off_t size = ::lseek(fd, 0, SEEK_END);
  const auto length = std::min<off_t>(size, static_cast<off_t>(max_bytes));
  std::string tail(length > 0 ? static_cast<std::size_t>(length) : 0, '\0');
  const ssize_t got = ::pread(fd, tail.data(), tail.size(), size - length);
  ::close(fd);
  tail.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  const auto line_end = size > length ? tail.find('\n') : std::string::npos;
  if (line_end != std::string::npos && line_end + 1 < tail.size()) {
    tail.erase(0, line_end + 1);
  }
  return tail;
}

}  // namespace

AttemptFiles::AttemptFiles(const RunFolders& run, const AttemptSpec& spec, std::size_t slot)
    : makes_output_dir_(spec.runner == RunnerKind::command) {
  const std::string prefix = run.scratch + "/slot" + std::to_string(slot);
  places_.test_case = prefix + ".testcase.json";
  places_.result = prefix + ".result.json";
  if (!run.temporary.empty()) {
    places_.temporary = run.temporary + "/" + std::to_string(slot);
  }
  places_.output_dir = absolute(run.directory, spec.output_dir);
  places_.previous_output_dir = absolute(run.directory, spec.previous_output_dir);
  const std::string log = run.logs + "/" + piece_name(spec.test_case, spec.partition) + "." +
                          std::to_string(spec.number);
  stdout_path_ = log + ".out";
  stderr_path_ = log + ".err";
}

Result<void> AttemptFiles::prepare(const std::string& test_case_json, SpareFiles& spare_logs,
                                   TemporaryFolders& temporary) const {
  lay_out(stdout_path_, spare_logs);
  lay_out(stderr_path_, spare_logs);
  Result<void> made;
  if (makes_output_dir_) {
    made = make_folders(places_.output_dir);
  }
  if (made && !places_.temporary.empty()) {
    made = temporary.lay_out(places_.temporary);
  }
  return made.and_then([&] { return write_in_place(places_.test_case, test_case_json, 0600); });
}

ResultFile AttemptFiles::read_result() const {
  auto content = read_file(places_.result, max_result_bytes);
  if (content) {
    return {true, std::move(*content), ""};
  }
  return {content.error().kind != ErrorKind::not_found, "", content.error().what};
}

std::string AttemptFiles::stderr_tail() const {
  return last_lines(stderr_path_, max_stderr_tail_bytes);
}

void AttemptFiles::tidy_up(SpareFiles& spare_logs, TemporaryFolders& temporary) const {
  temporary.take_back(places_.temporary);
  if (::unlink(places_.result.c_str()) != 0 && errno == EISDIR) {
    std::error_code ignored;
    std::filesystem::remove_all(places_.result, ignored);
  }
  take_in_if_empty(stdout_path_, spare_logs);
  take_in_if_empty(stderr_path_, spare_logs);
}

}  // namespace ianvs::agent
