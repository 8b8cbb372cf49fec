#include "common/permission.hpp"

#include <algorithm>

namespace ianvs {
namespace {

constexpr uid_t root = 0;
constexpr mode_t group_read = 0040;
constexpr mode_t group_and_others = 0077;

std::string octal(mode_t mode) {
  std::string digits;
  for (int shift = 9; shift >= 0; shift -= 3) {
    digits.push_back(static_cast<char>('0' + ((mode >> shift) & 7U)));
  }
  return digits;
}

}  // namespace

Result<void> check_secret_file(const std::string& path, const FileOwner& file,
                               const Account& reader) {
  if (file.user != reader.user && file.user != root) {
    return tl::unexpected(Error{ErrorKind::refused,
                                "belongs to user " + std::to_string(file.user) +
                                    ", neither to this one (" + std::to_string(reader.user) +
                                    ") nor to root",
                                path, "have it made by the user who reads it"});
  }
  const bool is_our_group =
      std::find(reader.groups.begin(), reader.groups.end(), file.group) != reader.groups.end();
  const mode_t allowed = file.user == root && is_our_group ? group_read : 0;
  if ((file.mode & group_and_others & ~allowed) != 0) {
    return tl::unexpected(
        Error{ErrorKind::refused,
              "holds keys, but others may read or change it (mode " + octal(file.mode) + ")", path,
              "type: chmod 600 " + path});
  }
  return {};
}

}  // namespace ianvs
