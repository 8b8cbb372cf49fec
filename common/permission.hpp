/// May a file with secrets be trusted, judged by its owner and mode alone.
#pragma once
#include <sys/types.h>

#include <string>
#include <vector>

#include "common/result.hpp"

namespace ianvs {

struct FileOwner {
  uid_t user = 0;
  gid_t group = 0;
  mode_t mode = 0;  ///< permission bits
};
/// Who reads it: effective user, and all groups.
struct Account {
  uid_t user = 0;
  std::vector<gid_t> groups;
};

/// `refused`, with what to type, if anybody else may read or change it, or if it belongs to neither
/// the reader nor root. A file of root's that one of the reader's groups may read is accepted: a
/// Kubernetes Secret with fsGroup looks so.
Result<void> check_secret_file(const std::string& path, const FileOwner& file,
                               const Account& reader);

}  // namespace ianvs
