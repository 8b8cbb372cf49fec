#include "coordinator/run_paths.hpp"

#include <algorithm>

namespace ianvs::coordinator {
namespace {

/// What most file systems take.
constexpr std::size_t max_entry_bytes = 255;
/// A name may get a suffix.
constexpr std::size_t max_name_bytes = 200;

bool is_unsafe(char c) { return c == '/' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

bool can_be_folder(std::string_view name) {
  return !name.empty() && name.size() <= max_name_bytes && name != "." && name != ".." &&
         std::none_of(name.begin(), name.end(), is_unsafe);
}

/// A relative path that never steps up, and can be made.
bool leads_below(std::string_view path) {
  if (path.empty() || path.starts_with('/')) return false;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    if (end > max_entry_bytes || path.substr(0, end) == "..") return false;
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return true;
}

/// The longest beginning of at most `bytes` that ends between two characters of UTF-8.
std::string_view cut(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0) == 0x80) --bytes;
  return text.substr(0, bytes);
}

}  // namespace

std::string join_path(std::string_view a, std::string_view b) {
  if (a.empty() || b.starts_with('/')) return std::string(b);
  std::string joined(a);
  if (!a.ends_with('/')) joined += '/';
  return joined.append(b);
}

std::string job_folder(const JobSettings& job) { return join_path(job.workspace, job.name); }

std::string safe_folder_name(std::string_view name) {
  if (can_be_folder(name)) return std::string(name);
  std::string safe(cut(name, max_name_bytes - 40));
  std::replace_if(safe.begin(), safe.end(), is_unsafe, '_');
  return safe + '-' + uuid_text(make_test_case_id({}, name)).substr(0, 8);
}

std::string folder_name(const TestCaseId& id, std::uint32_t number, std::uint32_t partition) {
  auto name = piece_name(id, partition);
  if (number > 1) name.append(".").append(std::to_string(number));
  return name;
}

std::string output_dir(const JobSettings& job, const Algorithm& algorithm, const TestCaseId& id,
                       std::uint32_t number, std::uint32_t partition) {
  const bool as_written = algorithm.runner == RunnerKind::ianvs && leads_below(algorithm.name);
  const auto folder = as_written ? algorithm.name : safe_folder_name(algorithm.name);
  return join_path(join_path(job_folder(job), folder), folder_name(id, number, partition));
}

std::string partitions_folder(const std::string& run_folder, const TestCaseId& id) {
  return join_path(run_folder, "partitions/" + uuid_text(id));
}

std::string partition_path(const std::string& run_folder, const TestCaseId& id,
                           std::uint32_t partition, std::uint32_t number) {
  return join_path(partitions_folder(run_folder, id),
                   std::to_string(partition) + '.' + std::to_string(number) + ".pickle");
}

std::string stderr_path(const std::string& run_folder, const TestCaseId& id, std::uint32_t number,
                        std::uint32_t partition) {
  return join_path(run_folder,
                   "logs/" + piece_name(id, partition) + '.' + std::to_string(number) + ".err");
}

}  // namespace ianvs::coordinator
