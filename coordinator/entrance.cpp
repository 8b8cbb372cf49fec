#include "coordinator/entrance.hpp"

#include <utility>

#include "common/log.hpp"

namespace ianvs::coordinator {

Result<std::unique_ptr<Entrance>> Entrance::open(asio::io_context& loop,
                                                 const std::optional<Address>& listen,
                                                 bool insecure) {
  std::unique_ptr<Entrance> entrance(new Entrance(listen.has_value(), insecure));
  entrance->keys_ = make_run_keys();  // also tell runs apart where nothing is encrypted
  if (insecure) {
    log_warning(
        "--insecure: nothing is encrypted, and whoever has an account on this machine can join "
        "this run");
  } else {
    auto gatekeeper = Gatekeeper::open(loop, entrance->context_, entrance->keys_.client.public_key);
    if (!gatekeeper) return tl::unexpected(gatekeeper.error());
    entrance->gatekeeper_ = std::move(*gatekeeper);
  }
  entrance->listen_ = listen.value_or(Address{"127.0.0.1", 0});
  auto socket = DispatcherSocket::bind(loop, entrance->context_, entrance->listen_,
                                       insecure ? KeyPair() : entrance->keys_.server);
  if (!socket) return tl::unexpected(socket.error());
  entrance->socket_ = std::move(*socket);
  entrance->listen_.port = entrance->socket_->port();
  if (listen) entrance->addresses_ = join_addresses(entrance->listen_);
  return entrance;
}

Result<void> Entrance::admit(const RunFolder& folder, const std::string& run_name) {
  if (!insecure_) {
    if (auto written = write_keys(folder.keys(), keys_); !written) return written;
  }
  Access access{
      folder.run, run_name, {}, keys_.server.public_key, insecure_ ? KeyPair() : keys_.client,
      insecure_};
  for (const auto& address : addresses_) access.addresses.push_back(to_text(address));
  if (addresses_.empty()) access.addresses.push_back(local_join_address());
  return access_files_.write(folder.access(), access, addresses_);
}

std::string Entrance::join_address() const { return is_public_ ? to_text(addresses_.front()) : ""; }

std::string Entrance::local_join_address() const {
  return to_text(coordinator::local_join_address(listen_));
}

}  // namespace ianvs::coordinator
