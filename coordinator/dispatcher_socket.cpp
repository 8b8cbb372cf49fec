#include "coordinator/dispatcher_socket.hpp"

#include <netdb.h>
#include <sys/socket.h>
#include <zmq.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <optional>
#include <utility>

#include "common/codec.hpp"
#include "coordinator/gatekeeper.hpp"

namespace ianvs::coordinator {
namespace {

/// A socket's routing ids are a zero byte and a counter of four bytes, unless the peer chose one,
/// which ours never do.
constexpr std::size_t routing_id_bytes = 5;
/// After so many frames in a row it is time to act on them.
constexpr int frames_at_a_time = 256;
/// How long words of farewell may take to leave once the socket closes.
constexpr auto linger = std::chrono::milliseconds(500);

/// One for each socket of a context.
std::string monitor_endpoint(const zmq::socket_t& router) {
  return "inproc://monitor." + std::to_string(reinterpret_cast<std::uintptr_t>(router.handle()));
}

std::optional<PeerId> to_peer(const zmq::message_t& routing_id) {
  if (routing_id.size() != routing_id_bytes || *routing_id.data<char>() != 0) return std::nullopt;
  PeerId peer;
  std::memcpy(&peer.value, routing_id.data<char>() + 1, sizeof peer.value);
  return peer;
}

void set_options(zmq::socket_t& router, const KeyPair& server) {
  router.set(zmq::sockopt::router_mandatory, true);
  router.set(zmq::sockopt::ipv6, true);
  router.set(zmq::sockopt::maxmsgsize, static_cast<std::int64_t>(max_frame_bytes));
  router.set(zmq::sockopt::backlog, 4096);
  router.set(zmq::sockopt::handshake_ivl, 5000);
  router.set(zmq::sockopt::linger, static_cast<int>(linger.count()));
  // They only clear connections whose other end vanished; whether an agent lives, its own
  // heartbeats tell.
  router.set(zmq::sockopt::heartbeat_ivl, 5000);
  router.set(zmq::sockopt::heartbeat_timeout, 15000);
  if (server.public_key.empty()) return;
  router.set(zmq::sockopt::curve_server, true);
  router.set(zmq::sockopt::curve_secretkey, server.secret_key.reveal());
  router.set(zmq::sockopt::zap_domain, std::string(zap_domain));
}

/// libzmq binds to numbers only; a name that can't be looked up is left to it to complain of.
Address with_number(const Address& address) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  if (address.host == "*" || getaddrinfo(address.host.c_str(), nullptr, &hints, &found) != 0) {
    return address;
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> all(found, freeaddrinfo);
  std::array<char, NI_MAXHOST> number{};
  const int failed = getnameinfo(found->ai_addr, found->ai_addrlen, number.data(), number.size(),
                                 nullptr, 0, NI_NUMERICHOST);
  return failed != 0 ? address : Address{number.data(), address.port};
}

std::string endpoint_of(const Address& address) {
  auto text = to_text(with_number(address));
  if (address.port == 0) text.replace(text.rfind(':') + 1, std::string::npos, "*");
  return "tcp://" + text;
}

Error cannot_bind(const Address& address, const zmq::error_t& error) {
  const auto where = to_text(address);
  switch (error.num()) {
    case EADDRINUSE:
      return {ErrorKind::unavailable, "another program listens there", where,
              "Choose another port, or 0 for any."};
    case EACCES:
      return {ErrorKind::refused, "listening there is not allowed", where,
              "Choose a port above 1023."};
    case EADDRNOTAVAIL:
    case ENODEV:
    case EINVAL:
      return {ErrorKind::not_found, "this machine has no such address to listen on", where,
              "Use one of its own addresses, or * for all."};
    default:
      return {ErrorKind::io, std::string("can't listen: ") + error.what(), where, ""};
  }
}

std::uint16_t port_of(const std::string& endpoint) {
  std::uint16_t port = 0;
  const auto colon = endpoint.rfind(':');
  std::from_chars(endpoint.data() + colon + 1, endpoint.data() + endpoint.size(), port);
  return port;
}

}  // namespace

Result<std::unique_ptr<DispatcherSocket>> DispatcherSocket::bind(asio::io_context& loop,
                                                                 zmq::context_t& context,
                                                                 const Address& address,
                                                                 const KeyPair& server) {
  try {
    zmq::socket_t router(context, zmq::socket_type::router),
        monitor(context, zmq::socket_type::pair);
    set_options(router, server);
    const auto events = monitor_endpoint(router);
    if (zmq_socket_monitor(router.handle(), events.c_str(), ZMQ_EVENT_DISCONNECTED) != 0) {
      throw zmq::error_t();
    }
    monitor.set(zmq::sockopt::linger, 0);
    monitor.connect(events);
    router.bind(endpoint_of(address));
    const auto port = port_of(router.get(zmq::sockopt::last_endpoint));
    std::unique_ptr<DispatcherSocket> made(
        new DispatcherSocket(loop, std::move(router), std::move(monitor)));
    made->port_ = port;
    return made;
  } catch (const zmq::error_t& error) {
    return tl::unexpected(cannot_bind(address, error));
  }
}

DispatcherSocket::DispatcherSocket(asio::io_context& loop, zmq::socket_t router,
                                   zmq::socket_t monitor)
    : loop_(loop), waiting_router_(std::move(router)), waiting_monitor_(std::move(monitor)) {}

void DispatcherSocket::listen(SocketListener listener) {
  listener_ = std::move(listener);
  router_ = std::make_unique<ZmqChannel>(loop_, std::move(waiting_router_),
                                         [this] { return receive_one(); });
  monitor_ = std::make_unique<ZmqChannel>(loop_, std::move(waiting_monitor_),
                                          [this] { return receive_event(); });
}

void DispatcherSocket::drain() {
  while (receive_one()) {
  }
}

bool DispatcherSocket::receive_one() {
  auto& socket = router_->socket();
  zmq::message_t routing_id, frame;
  if (!socket.recv(routing_id, zmq::recv_flags::dontwait)) {
    since_drained_ = 0;
    listener_.drained();
    return false;
  }
  bool whole = routing_id.more() && socket.recv(frame, zmq::recv_flags::dontwait);
  while (frame.more() && socket.recv(frame, zmq::recv_flags::dontwait)) {
    whole = false;  // more frames than ours have: take them all, so that the next message begins
                    // where it should
  }
  const auto peer = to_peer(routing_id);
  if (whole && peer) {
    listener_.frame(*peer, frame.to_string_view());
  } else {
    listener_.malformed(peer.value_or(PeerId{}));
  }
  if (++since_drained_ >= frames_at_a_time) {
    since_drained_ = 0;
    listener_.drained();
  }
  return true;
}

bool DispatcherSocket::receive_event() {
  zmq::message_t event, address;
  if (!monitor_->socket().recv(event, zmq::recv_flags::dontwait)) return false;
  if (event.more()) static_cast<void>(monitor_->socket().recv(address, zmq::recv_flags::dontwait));
  listener_.disconnected();
  return true;
}

Sent DispatcherSocket::send(PeerId peer, std::string_view frame) {
  std::array<char, routing_id_bytes> routing_id{};
  std::memcpy(routing_id.data() + 1, &peer.value, sizeof peer.value);
  auto& socket = router_->socket();
  try {
    const auto flags = zmq::send_flags::dontwait | zmq::send_flags::sndmore;
    if (!socket.send(zmq::buffer(routing_id), flags)) return Sent::full;
    socket.send(zmq::buffer(frame), zmq::send_flags::dontwait);
  } catch (const zmq::error_t& error) {
    return error.num() == EHOSTUNREACH ? Sent::gone : Sent::full;
  }
  router_->after_send();
  return Sent::yes;
}

}  // namespace ianvs::coordinator
