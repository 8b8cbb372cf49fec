#include "agent/spool.hpp"

#include <dirent.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>

#include "common/codec.hpp"
#include "common/file.hpp"

namespace ianvs::agent {
namespace {

constexpr std::string_view suffix = ".done";

std::vector<std::string> results_in(const std::string& folder) {
  std::vector<std::string> names;
  DIR* open_folder = ::opendir(folder.c_str());
  if (open_folder == nullptr) {
    return names;
  }
  while (const dirent* entry = ::readdir(open_folder)) {
    const std::string_view name = entry->d_name;
    if (name.size() > suffix.size() && name.substr(name.size() - suffix.size()) == suffix) {
      names.emplace_back(name);
    }
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
  return write_file(path_of(result.attempt), encode_result(result), 0600);
}

void Spool::remove(AttemptId attempt) { ::unlink(path_of(attempt).c_str()); }

std::vector<AttemptResult> Spool::load(std::vector<std::string>& notes) const {
  std::vector<AttemptResult> results;
  for (const auto& name : results_in(folder_)) {
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

void Spool::close() { ::rmdir(folder_.c_str()); }

std::string Spool::path_of(AttemptId attempt) const {
  return folder_ + "/" + std::to_string(attempt.value) + std::string(suffix);
}

}  // namespace ianvs::agent
