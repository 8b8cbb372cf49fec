/// The keys of a run and the access file by which agents join it.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "common/ids.hpp"
#include "common/result.hpp"

namespace ianvs {

/// A CURVE secret key as Z85 text. No logger prints it; wiped when it goes.
class SecretKey {
 public:
  SecretKey() = default;
  explicit SecretKey(std::string z85) : z85_(std::move(z85)) {}
  SecretKey(const SecretKey&) = default;
  SecretKey(SecretKey&&) noexcept = default;
  /// By value: what was held before is wiped with `other`.
  SecretKey& operator=(SecretKey other) noexcept {
    z85_.swap(other.z85_);
    return *this;
  }
  ~SecretKey();
  const std::string& reveal() const { return z85_; }

 private:
  std::string z85_;
};

struct KeyPair {
  std::string public_key;  ///< Z85, 40 characters
  SecretKey secret_key;
};
/// Of a run: made once, reused by its resume.
struct RunKeys {
  KeyPair server;
  KeyPair client;  ///< every agent of the run uses this pair
};
RunKeys make_run_keys();

/// What an agent needs to join a run.
struct Access {
  RunId run;
  std::string run_name;  ///< job name, for people
  std::vector<std::string>
      addresses;  ///< host:port; an agent told an address of its own (--join) uses that
  std::string server_public_key;  ///< also tells this run from all others of its number
  KeyPair client;
  bool insecure = false;  ///< --insecure: no encryption, loopback only; `client` is empty
};

/// JSON, mode 0600, written beside and renamed; makes its folder (0700) if it isn't there.
Result<void> write_access(const std::string& path, const Access& access);
Result<void> write_keys(const std::string& path, const RunKeys& keys);
/// Both: `not_found` while there is none. `refused`, with the chmod to type, if it can't be trusted
/// (common/permission.hpp). `invalid` if it is no such file, with what is wrong; no error quotes a
/// key.
Result<RunKeys> read_keys(const std::string& path);
Result<Access> read_access(const std::string& path);
/// ~/.ianvs/access/<host>_<port>
std::string access_path_for(const std::string& host, std::uint16_t port);

}  // namespace ianvs
