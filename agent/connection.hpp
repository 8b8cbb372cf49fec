/// One DEALER socket with its monitor: lives from one connect to the loss of that connection.
#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <zmq.hpp>

#include "common/access.hpp"
#include "common/result.hpp"
#include "common/zmq_channel.hpp"

namespace ianvs::agent {

/// Each may destroy the connection.
struct ConnectionListener {
  std::function<void()> opened;  ///< the handshake is done: what was sent is on its way
  std::function<void(std::string_view frame)> received;
  /// It couldn't be made, or is gone; called once, after all that had been received. `refused`: the
  /// key; else `unavailable`.
  std::function<void(Error)> broken;
};

class Connection {
 public:
  /// Connects at once; `endpoint` holds numbers only. `loop` and `context` outlive the connection.
  /// `invalid` if libzmq takes neither the endpoint nor the keys.
  static Result<std::unique_ptr<Connection>> open(asio::io_context& loop, zmq::context_t& context,
                                                  const std::string& endpoint, const Access& access,
                                                  ConnectionListener listener);
  /// What was sent has half a second to leave, in the background.
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Never blocks; kept here while the peer takes nothing.
  void send(std::string frame);
  /// Takes all that has arrived by now.
  void drain();

 private:
  Connection(asio::io_context& loop, zmq::socket_t dealer, zmq::socket_t monitor, std::string where,
             ConnectionListener listener);
  bool receive();
  bool receive_event();
  void flush();
  void report(ErrorKind kind, std::string why);

  std::string where_;
  ConnectionListener listener_;
  std::deque<std::string> unsent_;
  std::shared_ptr<bool> alive_;
  ZmqChannel dealer_;
  ZmqChannel monitor_;
};

}  // namespace ianvs::agent
