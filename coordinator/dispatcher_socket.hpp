/// The coordinator's one socket: every agent's frames come and go through it.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <zmq.hpp>

#include "common/access.hpp"
#include "common/address.hpp"
#include "common/asio.hpp"
#include "common/ids.hpp"
#include "common/result.hpp"
#include "common/zmq_channel.hpp"

namespace ianvs::coordinator {

enum class Sent {
  yes,
  full,  ///< the peer takes nothing at the moment: dropped, heartbeats repair it
  gone   ///< there is no such connection any more
};

struct SocketListener {
  std::function<void(PeerId, std::string_view)> frame;
  /// A peer sent something that is no single frame, or chose its own routing id (then `PeerId{}`).
  std::function<void(PeerId)> malformed;
  /// Nothing more is there for now, or a good many were: time to act on them.
  std::function<void()> drained;
  /// Some connection broke. Which one only a send tells, a moment later.
  std::function<void()> disconnected;
};

class DispatcherSocket {
 public:
  /// Binds to `address` (host "*": all interfaces; port 0: a free one), encrypted with `server`
  /// unless that is empty. A Gatekeeper must be open in `context` then. `loop` and `context`
  /// outlive the socket.
  static Result<std::unique_ptr<DispatcherSocket>> bind(asio::io_context& loop,
                                                        zmq::context_t& context,
                                                        const Address& address,
                                                        const KeyPair& server);

  std::uint16_t port() const { return port_; }
  /// Nothing is received before; the functions are called on the loop's thread.
  void listen(SocketListener listener);
  /// Takes all that is there, and calls `drained`.
  void drain();
  Sent send(PeerId peer, std::string_view frame);

 private:
  DispatcherSocket(asio::io_context& loop, zmq::socket_t router, zmq::socket_t monitor);
  bool receive_one();
  bool receive_event();

  asio::io_context& loop_;
  std::uint16_t port_ = 0;
  SocketListener listener_;
  int since_drained_ = 0;
  zmq::socket_t waiting_router_, waiting_monitor_;  ///< until `listen`
  std::unique_ptr<ZmqChannel> router_, monitor_;
};

}  // namespace ianvs::coordinator
