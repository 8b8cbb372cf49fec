#include "agent/link.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <zmq.hpp>

#include "common/access.hpp"
#include "common/codec.hpp"
#include "common/zmq_channel.hpp"
#include "coordinator/gatekeeper.hpp"
#include "tests/support/messages.hpp"

using namespace ianvs;
using namespace ianvs::agent;
using namespace ianvs::test;
using coordinator::Gatekeeper;

namespace {

/// A coordinator's end of the wire: a ROUTER on loopback with the keys of one run, and a list of
/// what it heard.
class Server {
 public:
  explicit Server(asio::io_context& loop, std::uint16_t wanted_port = 0,
                  RunKeys run_keys = make_run_keys())
      : keys(std::move(run_keys)) {
    gatekeeper_ = std::move(Gatekeeper::open(loop, context_, keys.client.public_key).value());
    zmq::socket_t router(context_, zmq::socket_type::router);
    router.set(zmq::sockopt::ipv6, true);
    router.set(zmq::sockopt::linger, 1'000);
    router.set(zmq::sockopt::router_mandatory, true);
    router.set(zmq::sockopt::curve_server, true);
    router.set(zmq::sockopt::curve_secretkey, keys.server.secret_key.reveal());
    router.set(zmq::sockopt::zap_domain, std::string(coordinator::zap_domain));
    router.bind("tcp://127.0.0.1:" + (wanted_port == 0 ? "*" : std::to_string(wanted_port)));
    const std::string endpoint = router.get(zmq::sockopt::last_endpoint);
    port = static_cast<std::uint16_t>(std::stoi(endpoint.substr(endpoint.rfind(':') + 1)));
    channel_ = std::make_unique<ZmqChannel>(loop, std::move(router), [this] { return receive(); });
  }
  /// Closes everything at once; what was sent has a second to leave.
  ~Server() {
    channel_.reset();
    gatekeeper_.reset();
  }

  void say_raw(std::string_view frame) {
    channel_->socket().send(zmq::buffer(peer_), zmq::send_flags::sndmore);
    channel_->socket().send(zmq::buffer(frame), zmq::send_flags::none);
    channel_->after_send();
  }
  void say(const ToAgent& message) { say_raw(encode(message)); }
  Access access() const {
    return {RunId{3},    "digits", {"127.0.0.1:" + std::to_string(port)}, keys.server.public_key,
            keys.client, false};
  }

  RunKeys keys;
  std::uint16_t port = 0;
  std::vector<FromAgent> heard;
  std::function<void(const FromAgent&)> on_message = [](const FromAgent&) {};

 private:
  bool receive() {
    zmq::message_t peer;
    zmq::message_t frame;
    if (!channel_->socket().recv(peer, zmq::recv_flags::dontwait)) {
      return false;
    }
    REQUIRE(channel_->socket().recv(frame));
    peer_ = peer.to_string();
    heard.push_back(decode_from_agent(frame.to_string_view()).value());
    const auto handler = on_message;
    handler(heard.back());
    return true;
  }

  zmq::context_t context_;
  std::unique_ptr<Gatekeeper> gatekeeper_;
  std::unique_ptr<ZmqChannel> channel_;
  std::string peer_;
};

/// A link with its access file, and what it asked for. The loop stops when `until` holds after an
/// action, or in a minute, by which the test has failed.
class Agent {
 public:
  explicit Agent(asio::io_context& loop, const std::string& join = "") {
    std::string name = std::filesystem::temp_directory_path() / "ianvs-link-XXXXXX";
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    folder_ = name;
    SessionConfig session;
    session.agent = example_agent();
    session.offer = example_offer();
    link = std::make_unique<Link>(loop, LinkConfig{join, access_path()}, session,
                                  [this](const SessionAction& action) { perform(action); });
  }
  ~Agent() {
    link.reset();
    std::filesystem::remove_all(folder_);
  }

  std::string access_path() const { return folder_ + "/access"; }
  bool has_entered() const { return entered > 0; }

  std::unique_ptr<Link> link;
  std::vector<std::string> lines;
  std::optional<Exit> exit;
  int entered = 0;
  std::vector<AttemptSpec> taken;
  std::function<void()> on_action = [] {};

 private:
  void perform(const SessionAction& action) {
    if (const Say* say = std::get_if<Say>(&action)) {
      lines.push_back(say->line);
    } else if (const Exit* what = std::get_if<Exit>(&action)) {
      exit = *what;
    } else if (std::holds_alternative<EnterRun>(action)) {
      ++entered;
    } else if (const TakeAttempts* take = std::get_if<TakeAttempts>(&action)) {
      taken.insert(taken.end(), take->attempts.begin(), take->attempts.end());
    }
    const auto handler = on_action;
    handler();
  }

  std::string folder_;
};

/// Runs the loop until something holds; a minute without it is a failure.
void run_until(asio::io_context& loop, const std::function<bool()>& holds) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (!holds()) {
    loop.restart();
    loop.run_one_until(limit);
    REQUIRE(std::chrono::steady_clock::now() < limit);
  }
}

void welcome_all(Server& server) {
  server.on_message = [&server](const FromAgent& message) {
    if (std::holds_alternative<Hello>(message)) {
      server.say(example_welcome());
    }
  };
}

}  // namespace

TEST_CASE("a link joins over an encrypted connection and carries messages both ways") {
  asio::io_context loop;
  Server server(loop);
  welcome_all(server);
  Agent agent(loop);
  REQUIRE(write_access(agent.access_path(), server.access()).has_value());

  agent.link->start();
  run_until(loop, [&] { return agent.has_entered(); });
  server.say(StartAttempts{{example_spec(7)}});
  run_until(loop, [&] { return !agent.taken.empty(); });
  agent.link->handle(AttemptHasEnded{example_result(7)});
  run_until(loop, [&] { return server.heard.size() == 2; });

  CHECK(std::get<Hello>(server.heard[0]).agent == example_agent());
  CHECK(agent.taken == std::vector<AttemptSpec>{example_spec(7)});
  CHECK(server.heard[1] == FromAgent{AttemptsEnded{{example_result(7)}}});
}

TEST_CASE("an agent may come before its access file and before its coordinator") {
  asio::io_context loop;
  Agent agent(loop);
  agent.link->start();
  run_until(loop, [&] { return agent.lines.size() == 1; });
  CHECK(agent.lines[0].find("there is no access file " + agent.access_path()) != std::string::npos);

  auto server = std::make_unique<Server>(loop);
  const Access access = server->access();
  const RunKeys keys = server->keys;
  const std::uint16_t port = server->port;
  server.reset();
  REQUIRE(write_access(agent.access_path(), access).has_value());
  run_until(loop, [&] { return agent.lines.size() == 2; });
  CHECK(agent.lines[1].find("nobody listens at 127.0.0.1:" + std::to_string(port)) !=
        std::string::npos);

  server = std::make_unique<Server>(loop, port, keys);
  welcome_all(*server);
  run_until(loop, [&] { return agent.has_entered(); });
  CHECK(agent.lines.size() == 3);
}

TEST_CASE("a key that the coordinator does not accept is told, and a new access file helps") {
  asio::io_context loop;
  Server server(loop);
  welcome_all(server);
  Agent agent(loop);
  Access access = server.access();
  access.client = make_run_keys().client;
  REQUIRE(write_access(agent.access_path(), access).has_value());
  agent.link->start();

  // The refusal may be overtaken by the end of the connection; the next try tells it then.
  run_until(loop, [&] {
    return std::any_of(agent.lines.begin(), agent.lines.end(), [](const std::string& line) {
      return line.find("does not accept the key") != std::string::npos;
    });
  });
  CHECK(server.heard.empty());

  REQUIRE(write_access(agent.access_path(), server.access()).has_value());
  run_until(loop, [&] { return agent.has_entered(); });
}

TEST_CASE("an access file that others can read is refused with what to type") {
  asio::io_context loop;
  Server server(loop);
  Agent agent(loop);
  REQUIRE(write_access(agent.access_path(), server.access()).has_value());
  std::filesystem::permissions(agent.access_path(), std::filesystem::perms(0644));

  agent.link->start();
  run_until(loop, [&] { return !agent.lines.empty(); });

  CHECK(agent.lines[0].find("chmod 600 " + agent.access_path()) != std::string::npos);
}

TEST_CASE("a name is looked up, and all its addresses are tried") {
  asio::io_context loop;
  Server server(loop);
  welcome_all(server);
  Agent agent(loop, "localhost:" + std::to_string(server.port));
  REQUIRE(write_access(agent.access_path(), server.access()).has_value());

  agent.link->start();
  run_until(loop, [&] { return agent.has_entered(); });

  CHECK(agent.lines == std::vector<std::string>{"joined run 3"});
}

TEST_CASE("a name that nobody knows is told") {
  asio::io_context loop;
  Server server(loop);
  Agent agent(loop, "no-such-host.invalid:7600");
  REQUIRE(write_access(agent.access_path(), server.access()).has_value());

  agent.link->start();
  run_until(loop, [&] { return !agent.lines.empty(); });

  CHECK(agent.lines[0].find("no-such-host.invalid") != std::string::npos);
}

TEST_CASE("without encryption only this machine is joined") {
  asio::io_context loop;
  Agent agent(loop, "192.0.2.1:7600");
  Access access;
  access.insecure = true;
  access.server_public_key = make_run_keys().server.public_key;
  REQUIRE(write_access(agent.access_path(), access).has_value());

  agent.link->start();
  run_until(loop, [&] { return !agent.lines.empty(); });

  CHECK(agent.lines[0].find("without encryption only this machine itself may be joined") !=
        std::string::npos);
}

TEST_CASE("the last words of a coordinator that is gone already are heard") {
  asio::io_context loop;
  asio::io_context server_loop;
  auto server = std::make_unique<Server>(server_loop);
  Agent agent(loop);
  REQUIRE(write_access(agent.access_path(), server->access()).has_value());
  bool greeted = false;
  server->on_message = [&](const FromAgent&) { greeted = true; };
  agent.link->start();
  run_until(server_loop, [&] { return greeted; });
  loop.poll();  // the agent has looked, and nothing was there yet

  server->say(example_welcome());
  server->say(RunOver{"12 succeeded"});
  server.reset();
  run_until(loop, [&] { return agent.exit.has_value(); });

  CHECK(agent.exit->code == AgentExitCode::success);
  CHECK(agent.has_entered());
}

TEST_CASE("the last words of an agent arrive although its link is gone at once") {
  asio::io_context loop;
  Server server(loop);
  welcome_all(server);
  Agent agent(loop);
  REQUIRE(write_access(agent.access_path(), server.access()).has_value());
  agent.link->start();
  run_until(loop, [&] { return agent.has_entered(); });
  agent.on_action = [&] {
    if (agent.exit.has_value()) {
      agent.link.reset();
    }
  };

  server.say(RunOver{"12 succeeded"});
  run_until(loop, [&] { return agent.link == nullptr; });
  run_until(loop, [&] { return server.heard.size() == 2; });

  CHECK(server.heard[1] == FromAgent{AgentBye{"run 3 is over: 12 succeeded"}});
}

TEST_CASE("a coordinator of another protocol version ends the agent, and both versions are named") {
  asio::io_context loop;
  Server server(loop);
  server.on_message = [&](const FromAgent&) {
    std::string frame = encode(ToAgent{example_welcome()});
    frame[2] = 9;
    server.say_raw(frame);
  };
  Agent agent(loop);
  REQUIRE(write_access(agent.access_path(), server.access()).has_value());

  agent.link->start();
  run_until(loop, [&] { return agent.exit.has_value(); });

  CHECK(agent.exit->code == AgentExitCode::invalid);
  CHECK(agent.exit->reason.find("version 9") != std::string::npos);
  CHECK(agent.exit->reason.find("version 1") != std::string::npos);
}

TEST_CASE("frames that break the protocol are told of once and change nothing") {
  asio::io_context loop;
  Server server(loop);
  welcome_all(server);
  Agent agent(loop);
  REQUIRE(write_access(agent.access_path(), server.access()).has_value());
  agent.link->start();
  run_until(loop, [&] { return agent.has_entered(); });

  server.say_raw("garbage");
  server.say_raw("");
  server.say(StartAttempts{{example_spec(7)}});
  run_until(loop, [&] { return !agent.taken.empty(); });

  REQUIRE(agent.lines.size() == 2);
  CHECK(agent.lines[1].find("breaks the protocol") != std::string::npos);
}

TEST_CASE("a connection that broke is replaced by a new session, which tells what is held") {
  asio::io_context loop;
  auto server = std::make_unique<Server>(loop);
  welcome_all(*server);
  Agent agent(loop);
  REQUIRE(write_access(agent.access_path(), server->access()).has_value());
  agent.link->start();
  run_until(loop, [&] { return agent.has_entered(); });
  server->say(StartAttempts{{example_spec(7)}});
  run_until(loop, [&] { return !agent.taken.empty(); });
  const RunKeys keys = server->keys;
  const std::uint16_t port = server->port;

  server.reset();
  run_until(loop, [&] { return agent.lines.size() == 2; });
  CHECK(agent.lines[1].find("lost touch with the coordinator") != std::string::npos);
  server = std::make_unique<Server>(loop, port, keys);
  run_until(loop, [&] { return !server->heard.empty(); });

  const Hello& hello = std::get<Hello>(server->heard[0]);
  CHECK(hello.session > SessionNumber{1});
  CHECK(hello.holds == std::vector<AttemptId>{{7}});
}

TEST_CASE("ten thousand results go out and come back acknowledged, however fast they come") {
  asio::io_context loop;
  Server server(loop);
  std::uint64_t acknowledged = 0;
  server.on_message = [&](const FromAgent& message) {
    if (std::holds_alternative<Hello>(message)) {
      server.say(example_welcome());
    } else if (const auto* ended = std::get_if<AttemptsEnded>(&message)) {
      AckResults acks;
      for (const AttemptResult& result : ended->results) {
        acks.attempts.push_back(result.attempt);
      }
      acknowledged += acks.attempts.size();
      server.say(acks);
    }
  };
  Agent agent(loop);
  REQUIRE(write_access(agent.access_path(), server.access()).has_value());
  agent.link->start();
  run_until(loop, [&] { return agent.has_entered(); });

  for (std::uint64_t attempt = 1; attempt <= 10'000; ++attempt) {
    agent.link->handle(AttemptHasEnded{example_result(attempt)});
  }
  run_until(loop, [&] { return acknowledged == 10'000; });

  CHECK(server.heard.size() == 10'001);
}
