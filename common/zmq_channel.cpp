#include "common/zmq_channel.hpp"

namespace ianvs {

/// Lives as long as the channel or one of its handlers: a handler that destroys the channel still
/// runs in it.
struct ZmqChannel::State : std::enable_shared_from_this<ZmqChannel::State> {
  State(asio::io_context& io, zmq::socket_t zmq_socket, OnReadable callback)
      : loop(io),
        socket(std::move(zmq_socket)),
        descriptor(io, socket.get(zmq::sockopt::fd)),
        on_readable(std::move(callback)) {}

  void wait();
  void drain();
  void drain_soon();
  void close();

  asio::io_context& loop;
  zmq::socket_t socket;
  asio::posix::stream_descriptor descriptor;  ///< ZeroMQ's own: released, never closed
  OnReadable on_readable;
  bool drain_posted = false;
  bool closed = false;
};

void ZmqChannel::State::wait() {
  descriptor.async_wait(asio::posix::stream_descriptor::wait_read,
                        [self = shared_from_this()](const boost::system::error_code& error) {
                          if (error || self->closed) {
                            return;
                          }
                          self->drain();
                          if (!self->closed) {
                            self->wait();
                          }
                        });
}

void ZmqChannel::State::drain() {
  // A peer that sends faster than we read must not keep timers and other sockets waiting.
  constexpr int messages_at_a_time = 256;
  for (int i = 0; i < messages_at_a_time; ++i) {
    if (!on_readable() || closed) {
      return;
    }
  }
  drain_soon();
}

void ZmqChannel::State::drain_soon() {
  if (drain_posted) {
    return;
  }
  drain_posted = true;
  asio::post(loop, [self = shared_from_this()] {
    self->drain_posted = false;
    if (!self->closed) {
      self->drain();
    }
  });
}

void ZmqChannel::State::close() {
  closed = true;
  descriptor.release();
  socket.close();
}

ZmqChannel::ZmqChannel(asio::io_context& loop, zmq::socket_t socket, OnReadable on_readable)
    : state_(std::make_shared<State>(loop, std::move(socket), std::move(on_readable))) {
  state_->wait();
  state_->drain_soon();
}

ZmqChannel::~ZmqChannel() { state_->close(); }

zmq::socket_t& ZmqChannel::socket() { return state_->socket; }

void ZmqChannel::after_send() { state_->drain_soon(); }

}  // namespace ianvs
