/// A ZeroMQ socket driven by an Asio loop: one thread, no polling.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include <zmq.hpp>

#include "common/asio.hpp"

namespace ianvs {

/// ZeroMQ's descriptor is edge-triggered: after each receive *and* send, the socket must be drained until it would block,
/// or a wake-up is lost. This class does that: `on_readable` is called until it says that nothing was there.
class ZmqChannel {
 public:
  /// Receives one message with ZMQ_DONTWAIT and deals with it; false if there was none.
  using OnReadable = std::function<bool()>;

  /// Takes the socket over. `loop` outlives the channel.
  ZmqChannel(asio::io_context& loop, zmq::socket_t socket, OnReadable on_readable);
  ~ZmqChannel();
  ZmqChannel(const ZmqChannel&) = delete;

  zmq::socket_t& socket() { return socket_; }
  /// To be called after something was sent: a send can swallow the wake-up of a message that came meanwhile.
  void after_send();

 private:
  void wait();
  void drain();

  asio::io_context& loop_;
  zmq::socket_t socket_;
  asio::posix::stream_descriptor descriptor_;  ///< a duplicate view of ZeroMQ's: released, never closed
  OnReadable on_readable_;
  bool drain_posted_ = false;
  std::shared_ptr<bool> alive_;
};

}  // namespace ianvs
