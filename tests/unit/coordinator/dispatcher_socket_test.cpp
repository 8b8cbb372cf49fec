#include "coordinator/dispatcher_socket.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {

/// Only keeps a broken build from hanging.
constexpr auto for_ever = std::chrono::seconds(20);

struct Fixture {
  asio::io_context loop;
  zmq::context_t context;
  std::unique_ptr<DispatcherSocket> socket =
      std::move(*DispatcherSocket::bind(loop, context, {"127.0.0.1", 0}, {}));
  std::vector<std::string> frames;
  std::optional<PeerId> peer;
  int malformed = 0, drained = 0, disconnected = 0;

  Fixture() {
    socket->listen({[this](PeerId from, std::string_view frame) {
                      peer = from;
                      frames.emplace_back(frame);
                    },
                    [this](PeerId) { ++malformed; }, [this] { ++drained; },
                    [this] { ++disconnected; }});
  }
  zmq::socket_t connect() {
    zmq::socket_t dealer(context, zmq::socket_type::dealer);
    dealer.set(zmq::sockopt::linger, 0);
    dealer.connect("tcp://127.0.0.1:" + std::to_string(socket->port()));
    return dealer;
  }
  template <class Condition>
  void run_until(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + for_ever;
    while (!condition()) {
      REQUIRE(std::chrono::steady_clock::now() < end);
      loop.run_one_for(std::chrono::milliseconds(10));
    }
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "frames come in order, and the end of a batch is told") {
  auto dealer = connect();
  dealer.send(zmq::str_buffer("one"));
  dealer.send(zmq::str_buffer("two"));

  run_until([&] { return frames.size() == 2 && drained > 0; });

  CHECK(frames == std::vector<std::string>{"one", "two"});
}

TEST_CASE_FIXTURE(Fixture, "a message of several frames is malformed, and the next one is whole") {
  auto dealer = connect();
  for (const char* part : {"one", "two", "three"}) {
    dealer.send(zmq::buffer(std::string(part)), zmq::send_flags::sndmore);
  }
  dealer.send(zmq::str_buffer("four"));
  dealer.send(zmq::str_buffer("alone"));

  run_until([&] { return !frames.empty(); });

  CHECK(malformed == 1);
  CHECK(frames == std::vector<std::string>{"alone"});
}

TEST_CASE_FIXTURE(Fixture, "a broken connection is told, and a send to it says that it is gone") {
  auto dealer = connect();
  dealer.send(zmq::str_buffer("hello"));
  run_until([&] { return peer.has_value(); });
  CHECK(socket->send(*peer, "welcome") == Sent::yes);

  dealer.close();
  run_until([&] { return disconnected > 0; });

  run_until([&] { return socket->send(*peer, "still there?") == Sent::gone; });
  CHECK(socket->send(PeerId{12345}, "who?") == Sent::gone);
}

TEST_CASE_FIXTURE(Fixture, "a peer that chose an id of its own is not listened to") {
  auto named = zmq::socket_t(context, zmq::socket_type::dealer);
  named.set(zmq::sockopt::linger, 0);
  named.set(zmq::sockopt::routing_id, "me");
  named.connect("tcp://127.0.0.1:" + std::to_string(socket->port()));
  named.send(zmq::str_buffer("hello"));
  auto dealer = connect();
  dealer.send(zmq::str_buffer("one"));

  run_until([&] { return !frames.empty(); });

  CHECK(frames == std::vector<std::string>{"one"});
}

TEST_CASE_FIXTURE(
    Fixture, "names are looked up; a port that is taken and an address of others are told apart") {
  const auto by_name = DispatcherSocket::bind(loop, context, {"localhost", 0}, {});
  const auto taken = DispatcherSocket::bind(loop, context, {"127.0.0.1", socket->port()}, {});
  const auto foreign = DispatcherSocket::bind(loop, context, {"192.0.2.1", 0}, {});

  CHECK(by_name);
  REQUIRE_FALSE(taken);
  CHECK(taken.error().kind == ErrorKind::unavailable);
  CHECK(taken.error().where == "127.0.0.1:" + std::to_string(socket->port()));
  REQUIRE_FALSE(foreign);
  CHECK(foreign.error().kind == ErrorKind::not_found);
}
