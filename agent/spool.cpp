#include "agent/spool.hpp"

#include <dirent.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <string_view>

#include "common/codec.hpp"
#include "common/file.hpp"

namespace ianvs::agent {
namespace {

constexpr std::string_view suffix = ".done";

bool is_result(std::string_view name) {
  return name.size() > suffix.size() && name.substr(name.size() - suffix.size()) == suffix;
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  DIR* open_folder = ::opendir(folder.c_str());
  if (open_folder == nullptr) {
    return names;
  }
  while (const dirent* entry = ::readdir(open_folder)) {
    names.emplace_back(entry->d_name);
  }
  ::closedir(open_folder);
  return names;
}

}  // namespace

Result<Spool> Spool::open(const std::string& folder) {
  if (auto made = make_folders(folder, 0700); !made) {
    return tl::unexpected(made.error());
  }
  if (::access(folder.c_str(), W_OK | X_OK) != 0) {
    return tl::unexpected(file_error(folder, "write in this folder", errno));
  }
  return Spool(folder);
}

Result<void> Spool::put(const AttemptResult& result) {
  const std::string beside = spares_.take();
  const std::string path = path_of(result.attempt);
  auto written = write_in_place(beside, encode_result(result), 0600);
  if (written && ::rename(beside.c_str(), path.c_str()) != 0) {
    written = tl::unexpected(file_error(path, "write", errno));
  }
  if (!written) {
    ::unlink(beside.c_str());
    written.error().where = path;
  }
  return written;
}

void Spool::remove(AttemptId attempt) { spares_.give(path_of(attempt)); }

std::vector<AttemptResult> Spool::load(std::vector<std::string>& notes) const {
  std::vector<AttemptResult> results;
  for (const auto& name : names_in(folder_)) {
    if (!is_result(name)) {
      continue;
    }
    const std::string path = folder_ + "/" + name;
    auto result = read_file(path, max_frame_bytes).and_then([](const std::string& bytes) {
      return decode_result(bytes);
    });
    if (result) {
      results.push_back(std::move(*result));
    } else {
      notes.push_back(path + ": a result that can't be read was deleted: " + result.error().what);
      ::unlink(path.c_str());
    }
  }
  std::sort(results.begin(), results.end(),
            [](const auto& a, const auto& b) { return a.attempt < b.attempt; });
  return results;
}

void Spool::close() {
  for (const auto& name : names_in(folder_)) {
    if (!is_result(name)) {
      ::unlink((folder_ + "/" + name).c_str());
    }
  }
  ::rmdir(folder_.c_str());
}

std::string Spool::path_of(AttemptId attempt) const {
  return folder_ + "/" + std::to_string(attempt.value) + std::string(suffix);
}

}  // namespace ianvs::agent
