/// Where agents come in: the run's keys, the socket that they connect to, and the access files by
/// which they find it.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/access.hpp"
#include "common/address.hpp"
#include "common/asio.hpp"
#include "common/result.hpp"
#include "coordinator/access_files.hpp"
#include "coordinator/dispatcher_socket.hpp"
#include "coordinator/gatekeeper.hpp"
#include "coordinator/run_folder.hpp"

namespace ianvs::coordinator {

class Entrance {
 public:
  /// Makes keys (not used to encrypt if `insecure`) and binds to `listen`, or to a free port on
  /// loopback. Nobody gets in before `admit`. `loop` outlives this.
  static Result<std::unique_ptr<Entrance>> open(asio::io_context& loop,
                                                const std::optional<Address>& listen,
                                                bool insecure);

  /// Writes the run's keys and access files: agents may come.
  Result<void> admit(const RunFolder& folder, const std::string& run_name);

  DispatcherSocket& socket() { return *socket_; }
  /// What to tell people who want to join from elsewhere; empty if only loopback's free port was
  /// asked for.
  std::string join_address() const;
  std::string local_join_address() const;

 private:
  Entrance(bool is_public, bool insecure) : is_public_(is_public), insecure_(insecure) {}

  bool is_public_, insecure_;
  RunKeys keys_;
  Address listen_;
  std::vector<Address> addresses_;
  zmq::context_t context_;
  std::unique_ptr<Gatekeeper> gatekeeper_;
  std::unique_ptr<DispatcherSocket> socket_;
  AccessFiles access_files_;
};

}  // namespace ianvs::coordinator
