/// The access files of a run: one in its folder, and one under the name of every address by which
/// agents may join.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "common/access.hpp"
#include "common/address.hpp"
#include "common/result.hpp"

namespace ianvs::coordinator {

/// By which addresses a coordinator that listens at `listen` can be reached, the one to tell people
/// first. For every interface ("*", 0.0.0.0, ::) that is this host's name; its other names and
/// numbers follow.
std::vector<Address> join_addresses(const Address& listen);
/// By which one its own agent reaches it.
Address local_join_address(const Address& listen);

class AccessFiles {
 public:
  AccessFiles() = default;
  /// Takes away those under addresses' names, if they are still this run's.
  ~AccessFiles();
  AccessFiles(const AccessFiles&) = delete;
  AccessFiles& operator=(const AccessFiles&) = delete;

  /// Writes `access` to `path` and, for each of `addresses`, where an agent that is told that
  /// address looks. Where that folder can't be written, a warning says what agents need instead.
  Result<void> write(const std::string& path, const Access& access,
                     const std::vector<Address>& addresses);

 private:
  std::string server_public_key_;
  std::vector<std::string> paths_;
};

}  // namespace ianvs::coordinator
