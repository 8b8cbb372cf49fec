/// A ZeroMQ socket driven by an Asio loop: one thread, no polling.
#pragma once
#include <functional>
#include <memory>
#include <zmq.hpp>

#include "common/asio.hpp"

namespace ianvs {

/// ZeroMQ's descriptor is edge-triggered: after each receive *and* send, the socket must be drained
/// until it would block, or a wake-up is lost. This class does that: `on_readable` is called until
/// it says that nothing was there, but other handlers of the loop get their turn in between.
/// Belongs to the loop's one thread.
class ZmqChannel {
 public:
  /// Receives one message with ZMQ_DONTWAIT and deals with it; false only if there was none. May
  /// send, may destroy the channel. What it throws comes out of the loop's run().
  using OnReadable = std::function<bool()>;

  /// Takes the socket over. `loop` outlives the channel. Messages that are there already are found,
  /// too.
  ZmqChannel(asio::io_context& loop, zmq::socket_t socket, OnReadable on_readable);
  /// Closes the socket; how long its unsent messages live is its ZMQ_LINGER. `on_readable` isn't
  /// called any more.
  ~ZmqChannel();
  ZmqChannel(const ZmqChannel&) = delete;
  ZmqChannel& operator=(const ZmqChannel&) = delete;

  zmq::socket_t& socket();
  /// To be called after something was sent: a send can swallow the wake-up of a message that came
  /// meanwhile.
  void after_send();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace ianvs
