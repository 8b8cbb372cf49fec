/// Lets in only who holds the run's client key: ZeroMQ's authentication handler (ZAP), on the
/// coordinator's loop.
#pragma once
#include <array>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>
#include <zmq.hpp>

#include "common/asio.hpp"
#include "common/result.hpp"
#include "common/zmq_channel.hpp"

namespace ianvs::coordinator {

/// What sockets name as their ZMQ_ZAP_DOMAIN; without one libzmq lets every key in that knows the
/// server's.
inline constexpr std::string_view zap_domain = "ianvs";

class Gatekeeper {
 public:
  /// Must be open before a socket with a domain is bound in `context`. `client_public_key` is Z85.
  static Result<std::unique_ptr<Gatekeeper>> open(asio::io_context& loop, zmq::context_t& context,
                                                  const std::string& client_public_key);

 private:
  using Key = std::array<std::uint8_t, 32>;

  Gatekeeper(asio::io_context& loop, zmq::socket_t socket, const Key& allowed);
  bool answer_one();
  bool is_allowed(const std::vector<zmq::message_t>& request) const;
  void tell_once(std::string from);

  Key allowed_;
  std::set<std::string> refused_addresses_;
  ZmqChannel channel_;
};

}  // namespace ianvs::coordinator
