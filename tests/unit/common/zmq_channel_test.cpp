#include "common/zmq_channel.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ianvs;

namespace {

/// Two sockets of one context that know each other, in this process or over loopback.
struct Pair {
  explicit Pair(const std::string& address) {
    left.bind(address);
    right.connect(left.get(zmq::sockopt::last_endpoint));
  }
  zmq::context_t context;
  zmq::socket_t left{context, zmq::socket_type::pair};
  zmq::socket_t right{context, zmq::socket_type::pair};
};

bool receive(ZmqChannel& channel, zmq::message_t& message) {
  return channel.socket().recv(message, zmq::recv_flags::dontwait).has_value();
}

void send(ZmqChannel& channel, std::string_view text) {
  REQUIRE(channel.socket().send(zmq::buffer(text), zmq::send_flags::dontwait).has_value());
  channel.after_send();
}

/// Bounces one message until each side has had it `rounds` times; gives back how often it came.
int play_ping_pong(const std::string& address, int rounds) {
  asio::io_context loop;
  Pair pair(address);
  int left_received = 0;
  int right_received = 0;
  std::unique_ptr<ZmqChannel> left;
  std::unique_ptr<ZmqChannel> right;
  const auto bounce = [&](std::unique_ptr<ZmqChannel>& channel, int& received) {
    zmq::message_t message;
    if (!receive(*channel, message)) {
      return false;
    }
    if (++received < rounds || &channel == &left) {
      send(*channel, message.to_string_view());
    } else {
      loop.stop();
    }
    return true;
  };
  left = std::make_unique<ZmqChannel>(loop, std::move(pair.left),
                                      [&] { return bounce(left, left_received); });
  right = std::make_unique<ZmqChannel>(loop, std::move(pair.right),
                                       [&] { return bounce(right, right_received); });
  send(*right, "ball");
  loop.run();
  return left_received + right_received;
}

}  // namespace

TEST_CASE("ten thousand messages bounce between two sockets without a stall") {
  CHECK(play_ping_pong("inproc://ping", 10'000) == 20'000);
  CHECK(play_ping_pong("tcp://127.0.0.1:*", 10'000) == 20'000);
}

TEST_CASE("messages that were there before the channel are found") {
  asio::io_context loop;
  Pair pair("inproc://early");
  pair.left.send(zmq::str_buffer("early"));
  std::string text;
  std::unique_ptr<ZmqChannel> channel;
  channel = std::make_unique<ZmqChannel>(loop, std::move(pair.right), [&] {
    zmq::message_t message;
    if (!receive(*channel, message)) {
      return false;
    }
    text = message.to_string();
    loop.stop();
    return true;
  });

  loop.run();

  CHECK(text == "early");
}

TEST_CASE("a flood is read to its end, and other handlers get their turn meanwhile") {
  asio::io_context loop;
  Pair pair("inproc://flood");
  pair.left.set(zmq::sockopt::sndhwm, 0);
  const int messages = 2'000;
  int received = 0;
  int received_when_another_ran = -1;
  std::unique_ptr<ZmqChannel> channel;
  channel = std::make_unique<ZmqChannel>(loop, std::move(pair.right), [&] {
    zmq::message_t message;
    if (!receive(*channel, message)) {
      return false;
    }
    if (++received == 1) {
      asio::post(loop, [&] { received_when_another_ran = received; });
    }
    if (received == messages) {
      loop.stop();
    }
    return true;
  });
  for (int i = 0; i < messages; ++i) {
    pair.left.send(zmq::str_buffer("x"));
  }

  loop.run();

  CHECK(received == messages);
  CHECK(received_when_another_ran < messages);
  CHECK(received_when_another_ran > 0);
}

TEST_CASE("a channel may be destroyed in its own callback, which is then not called again") {
  asio::io_context loop;
  Pair pair("inproc://last");
  pair.left.send(zmq::str_buffer("first"));
  pair.left.send(zmq::str_buffer("second"));
  int calls = 0;
  const std::string captured(100, 'c');
  std::string seen;
  std::unique_ptr<ZmqChannel> channel;
  channel = std::make_unique<ZmqChannel>(loop, std::move(pair.right), [&, captured] {
    ++calls;
    channel->after_send();
    channel.reset();
    seen = captured;
    return true;
  });

  loop.run();

  CHECK(calls == 1);
  CHECK(seen == captured);
}
