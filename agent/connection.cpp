#include "agent/connection.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <utility>

#include "common/codec.hpp"

namespace ianvs::agent {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds linger{500};
/// One connection, one session: libzmq shall never connect again by itself. Its own "never", -1,
/// makes it end the pipe as soon as the connection breaks, with whatever is still unread in it
/// (session_base_t::reconnect); so this is only "long after we closed it".
constexpr milliseconds reconnect_never{std::chrono::hours(24)};
/// So that the other addresses of a name get their turn within the session's patience for a
/// handshake.
constexpr milliseconds connect_timeout{2'000};
constexpr milliseconds handshake_limit{5'000};
/// These clear dead TCP connections; whether the coordinator is well, its own heartbeats tell.
constexpr milliseconds tcp_heartbeat{5'000};
constexpr milliseconds tcp_heartbeat_timeout{15'000};
constexpr int high_water_mark = 64;

constexpr int events = ZMQ_EVENT_CLOSED | ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED |
                       ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL |
                       ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;

int count(milliseconds duration) { return static_cast<int>(duration.count()); }

void set_options(zmq::socket_t& dealer, const Access& access) {
  dealer.set(zmq::sockopt::ipv6, true);
  dealer.set(zmq::sockopt::linger, count(linger));
  dealer.set(zmq::sockopt::maxmsgsize, static_cast<std::int64_t>(max_frame_bytes));
  dealer.set(zmq::sockopt::sndhwm, high_water_mark);
  dealer.set(zmq::sockopt::rcvhwm, high_water_mark);
  dealer.set(zmq::sockopt::reconnect_ivl, count(reconnect_never));
  dealer.set(zmq::sockopt::connect_timeout, count(connect_timeout));
  dealer.set(zmq::sockopt::handshake_ivl, count(handshake_limit));
  dealer.set(zmq::sockopt::heartbeat_ivl, count(tcp_heartbeat));
  dealer.set(zmq::sockopt::heartbeat_timeout, count(tcp_heartbeat_timeout));
  if (!access.insecure) {
    dealer.set(zmq::sockopt::curve_serverkey, access.server_public_key);
    dealer.set(zmq::sockopt::curve_publickey, access.client.public_key);
    dealer.set(zmq::sockopt::curve_secretkey, access.client.secret_key.reveal());
  }
}

/// A name that no other connection of this process has.
std::string monitor_endpoint() {
  static std::atomic<std::uint64_t> connections{0};
  return "inproc://connection-" + std::to_string(++connections);
}

}  // namespace

Result<std::unique_ptr<Connection>> Connection::open(asio::io_context& loop,
                                                     zmq::context_t& context,
                                                     const std::string& endpoint,
                                                     const Access& access,
                                                     ConnectionListener listener) {
  const std::string where = endpoint.substr(endpoint.rfind('/') + 1);
  try {
    zmq::socket_t dealer(context, zmq::socket_type::dealer);
    zmq::socket_t monitor(context, zmq::socket_type::pair);
    set_options(dealer, access);
    const std::string events_at = monitor_endpoint();
    if (::zmq_socket_monitor(dealer.handle(), events_at.c_str(), events) != 0) {
      throw zmq::error_t();
    }
    monitor.set(zmq::sockopt::linger, 0);
    monitor.connect(events_at);
    dealer.connect(endpoint);
    return std::unique_ptr<Connection>(
        new Connection(loop, std::move(dealer), std::move(monitor), where, std::move(listener)));
  } catch (const zmq::error_t& error) {
    const ErrorKind kind = error.num() == EMFILE ? ErrorKind::unavailable : ErrorKind::invalid;
    return tl::unexpected(Error{kind, error.what(), where, ""});
  }
}

Connection::Connection(asio::io_context& loop, zmq::socket_t dealer, zmq::socket_t monitor,
                       std::string where, ConnectionListener listener)
    : where_(std::move(where)),
      listener_(std::move(listener)),
      alive_(std::make_shared<bool>(true)),
      dealer_(loop, std::move(dealer), [this] { return receive(); }),
      monitor_(loop, std::move(monitor), [this] { return receive_event(); }) {}

Connection::~Connection() = default;

void Connection::send(std::string frame) {
  unsent_.push_back(std::move(frame));
  flush();
}

void Connection::flush() {
  bool sent = false;
  while (!unsent_.empty() &&
         dealer_.socket().send(zmq::buffer(unsent_.front()), zmq::send_flags::dontwait)) {
    unsent_.pop_front();
    sent = true;
  }
  if (sent) {
    dealer_.after_send();
  }
}

void Connection::drain() {
  const std::weak_ptr<bool> alive = alive_;
  while (!alive.expired() && receive()) {
  }
}

bool Connection::receive() {
  flush();
  zmq::message_t message;
  if (!dealer_.socket().recv(message, zmq::recv_flags::dontwait)) {
    return false;
  }
  // A message of ours is one frame. Of any other the frames come here one by one and are as little
  // understood.
  const auto received = listener_.received;
  received(message.to_string_view());
  return true;
}

bool Connection::receive_event() {
  zmq::message_t event;
  zmq::message_t address;
  if (!monitor_.socket().recv(event, zmq::recv_flags::dontwait)) {
    return false;
  }
  if (event.more()) {
    static_cast<void>(monitor_.socket().recv(address, zmq::recv_flags::dontwait));
  }
  std::uint16_t kind = 0;
  std::memcpy(&kind, event.data(), std::min(event.size(), sizeof kind));
  switch (kind) {
    case ZMQ_EVENT_HANDSHAKE_SUCCEEDED: {
      const auto opened = listener_.opened;
      opened();
      break;
    }
    case ZMQ_EVENT_CLOSED:
      report(ErrorKind::unavailable, "nobody listens at " + where_);
      break;
    case ZMQ_EVENT_DISCONNECTED:
      report(ErrorKind::unavailable, where_ + " closed the connection");
      break;
    case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH:
      report(ErrorKind::refused,
             where_ + " does not accept the key of the access file: it is of another run");
      break;
    default:
      report(ErrorKind::unavailable, "the handshake with " + where_ +
                                         " failed: the access file's keys may be another run's");
      break;
  }
  return true;
}

void Connection::report(ErrorKind kind, std::string why) {
  const std::weak_ptr<bool> alive = alive_;
  drain();
  if (alive.expired() || !listener_.broken) {
    return;
  }
  std::exchange(listener_.broken, nullptr)(Error{kind, std::move(why), "", ""});
}

}  // namespace ianvs::agent
