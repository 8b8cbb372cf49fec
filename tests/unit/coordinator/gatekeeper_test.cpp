#include "coordinator/gatekeeper.hpp"

#include <doctest/doctest.h>

#include "common/access.hpp"
#include "common/log.hpp"
#include "coordinator/dispatcher_socket.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {

/// A coordinator's end that stops its loop at the first frame.
struct Fixture {
  asio::io_context loop;
  zmq::context_t context;
  RunKeys keys = make_run_keys();
  std::string logged;
  std::unique_ptr<Gatekeeper> gatekeeper;
  std::unique_ptr<DispatcherSocket> socket;
  std::string received;

  Fixture() {
    set_up_log(
        {.program = {}, .json = false, .verbosity = 0, .write = [this](std::string_view line) {
           logged += line;
         }});
    gatekeeper = std::move(*Gatekeeper::open(loop, context, keys.client.public_key));
    socket = std::move(*DispatcherSocket::bind(loop, context, {"127.0.0.1", 0}, keys.server));
    SocketListener listener;
    listener.frame = [this](PeerId peer, std::string_view frame) {
      received = frame;
      socket->send(peer, "welcome");
      loop.stop();
    };
    listener.malformed = [](PeerId) {};
    listener.drained = [] {};
    listener.disconnected = [] {};
    socket->listen(std::move(listener));
  }
  ~Fixture() { set_up_log({}); }

  zmq::socket_t connect(const KeyPair& client) {
    zmq::socket_t dealer(context, zmq::socket_type::dealer);
    dealer.set(zmq::sockopt::linger, 0);
    dealer.set(zmq::sockopt::curve_serverkey, keys.server.public_key);
    dealer.set(zmq::sockopt::curve_publickey, client.public_key);
    dealer.set(zmq::sockopt::curve_secretkey, client.secret_key.reveal());
    dealer.connect("tcp://127.0.0.1:" + std::to_string(socket->port()));
    dealer.send(zmq::str_buffer("hello"));
    return dealer;
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "whoever holds the run's client key gets in and is answered") {
  auto dealer = connect(keys.client);

  loop.run_for(std::chrono::seconds(20));

  CHECK(received == "hello");
  dealer.set(zmq::sockopt::rcvtimeo, 20'000);
  zmq::message_t answer;
  REQUIRE(dealer.recv(answer));
  CHECK(answer.to_string_view() == "welcome");
  CHECK(logged.empty());
}

TEST_CASE_FIXTURE(
    Fixture,
    "whoever knows the server's key but has another one gets nothing, and is told of once") {
  const auto stranger = make_run_keys().client;
  auto first = connect(stranger);
  auto second = connect(stranger);
  auto welcome = connect(keys.client);

  loop.run_for(std::chrono::seconds(20));
  while (logged.empty()) loop.run_one_for(std::chrono::seconds(20));

  CHECK(received == "hello");
  CHECK(logged.find("refused a connection from 127.0.0.1") != std::string::npos);
  CHECK(logged.find('\n') == logged.size() - 1);
}
