#include "agent/link.hpp"

#include <deque>
#include <random>
#include <utility>
#include <vector>

#include "agent/connection.hpp"
#include "agent/resolver.hpp"
#include "common/access.hpp"
#include "common/address.hpp"
#include "common/codec.hpp"

namespace ianvs::agent {
namespace {

Time now() { return std::chrono::steady_clock::now(); }

template <class... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};
template <class... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

Result<std::vector<Address>> addresses_of(const std::string& join, const Access& access) {
  const auto texts = join.empty() ? access.addresses : std::vector<std::string>{join};
  std::vector<Address> addresses;
  for (const std::string& text : texts) {
    auto address = parse_address(text);
    if (!address.has_value()) {
      return tl::unexpected(address.error());
    }
    if (access.insecure && !is_loopback_host(address->host)) {
      return tl::unexpected(Error{ErrorKind::refused,
                                  "without encryption only this machine itself may be joined", text,
                                  ""});
    }
    addresses.push_back(std::move(*address));
  }
  if (addresses.empty()) {
    return tl::unexpected(
        Error{ErrorKind::invalid, "the access file names no address", "", "use --join host:port"});
  }
  return addresses;
}

}  // namespace

struct Link::State : std::enable_shared_from_this<Link::State> {
  State(asio::io_context& io, LinkConfig link_config, SessionConfig session_config,
        Perform performer)
      : loop(io),
        config(std::move(link_config)),
        session(std::move(session_config), std::random_device{}()),
        perform(std::move(performer)),
        resolver(io),
        timer(io) {}

  void handle(const SessionEvent& event);
  void act(const SessionAction& action);
  void connect();
  void open(Result<Endpoints> resolved, const RunIdentity& run);
  void try_next_endpoint();
  void endpoint_failed(const Error& why);
  void disconnect();
  void send(const FromAgent& message);
  void receive(std::string_view frame);
  void arm_timer();
  void on_timer();

  asio::io_context& loop;
  LinkConfig config;
  Session session;
  Perform perform;
  bool closed = false;

  std::deque<SessionEvent>
      events;  ///< an action may lead to the next event while the last one is being dealt with
  bool handling = false;

  zmq::context_t context;
  Resolver resolver;
  std::unique_ptr<Connection> connection;
  std::optional<Access> access;       ///< while a connection is being made
  std::deque<std::string> endpoints;  ///< still to be tried for this connection
  std::vector<std::string>
      greeting;  ///< said before the connection stood: goes to the next endpoint, too
  bool broken_frame_told = false;

  asio::steady_timer timer;
  std::optional<Time> armed_for;
};

void Link::State::handle(const SessionEvent& event) {
  events.push_back(event);
  if (handling) {
    return;
  }
  const auto self = shared_from_this();
  handling = true;
  while (!events.empty() && !closed) {
    const SessionEvent next = std::move(events.front());
    events.pop_front();
    std::vector<SessionAction> actions;
    session.handle(next, now(), actions);
    for (const SessionAction& action : actions) {
      if (!closed) {
        act(action);
      }
    }
  }
  handling = false;
  if (!closed) {
    arm_timer();
  }
}

void Link::State::act(const SessionAction& action) {
  std::visit(
      Overloaded{[this](const Connect&) { connect(); }, [this](const Disconnect&) { disconnect(); },
                 [this](const Send& what) { send(what.message); },
                 [this, &action](const auto&) { perform(action); }},
      action);
}

void Link::State::connect() {
  disconnect();
  auto read = read_access(config.access_path);
  if (!read.has_value()) {
    const bool may_be_early = read.error().kind == ErrorKind::not_found;
    handle(Disconnected{
        may_be_early ? "there is no access file " + config.access_path : to_text(read.error()),
        may_be_early});
    return;
  }
  access = std::move(*read);
  const auto addresses = addresses_of(config.join, *access);
  if (!addresses.has_value()) {
    handle(Disconnected{to_text(addresses.error())});
    return;
  }
  resolver.resolve(*addresses, [this, run = RunIdentity{access->run, access->server_public_key}](
                                   Result<Endpoints> resolved) { open(std::move(resolved), run); });
}

void Link::State::open(Result<Endpoints> resolved, const RunIdentity& run) {
  if (!resolved.has_value()) {
    handle(Disconnected{to_text(resolved.error())});
    return;
  }
  endpoints.assign(resolved->begin(), resolved->end());
  try_next_endpoint();
  handle(Connecting{run});
}

void Link::State::try_next_endpoint() {
  const std::string endpoint = std::move(endpoints.front());
  endpoints.pop_front();
  auto opened = Connection::open(loop, context, endpoint, *access,
                                 {.opened =
                                      [this] {
                                        greeting.clear();
                                        access.reset();
                                        endpoints.clear();
                                      },
                                  .received = [this](std::string_view frame) { receive(frame); },
                                  .broken = [this](const Error& why) { endpoint_failed(why); }});
  if (!opened.has_value()) {
    endpoint_failed(opened.error());
    return;
  }
  connection = std::move(*opened);
  for (const std::string& frame : greeting) {
    connection->send(frame);
  }
}

void Link::State::endpoint_failed(const Error& why) {
  connection.reset();
  if (!endpoints.empty()) {
    try_next_endpoint();
    return;
  }
  // Without an own word of refusal it may be that the coordinator isn't up yet.
  handle(Disconnected{to_text(why), why.kind == ErrorKind::unavailable});
}

void Link::State::disconnect() {
  connection.reset();
  resolver.cancel();
  access.reset();
  endpoints.clear();
  greeting.clear();
  broken_frame_told = false;
}

void Link::State::send(const FromAgent& message) {
  if (connection == nullptr) {
    return;
  }
  std::string frame = encode(message);
  if (access.has_value()) {
    greeting.push_back(frame);
  }
  connection->send(std::move(frame));
}

void Link::State::receive(std::string_view frame) {
  auto message = decode_to_agent(frame);
  if (message.has_value()) {
    handle(Received{std::move(*message)});
  } else if (message.error().kind == ErrorKind::refused) {
    handle(Received{Refused{to_text(message.error())}});
  } else if (!std::exchange(broken_frame_told, true)) {
    perform(
        Say{"the coordinator sent " + to_text(message.error()) + "; ignored, as any more of them",
            true});
  }
}

void Link::State::arm_timer() {
  const std::optional<Time> deadline = session.next_deadline();
  // Deadlines mostly move away; then it is cheaper to be woken once in vain than to set the timer
  // at each message.
  if (!deadline.has_value() || (armed_for.has_value() && *armed_for <= *deadline)) {
    return;
  }
  armed_for = deadline;
  timer.expires_at(*deadline);
  timer.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    const auto self = weak.lock();
    if (!error && self != nullptr && !self->closed) {
      self->on_timer();
    }
  });
}

void Link::State::on_timer() {
  armed_for.reset();
  // Before silence is judged, what has come meanwhile must be heard.
  if (connection != nullptr) {
    connection->drain();
  }
  if (closed) {
    return;
  }
  const std::optional<Time> deadline = session.next_deadline();
  if (deadline.has_value() && *deadline <= now()) {
    handle(Tick{});
  } else {
    arm_timer();
  }
}

Link::Link(asio::io_context& loop, LinkConfig config, SessionConfig session, Perform perform)
    : state_(std::make_shared<State>(loop, std::move(config), std::move(session),
                                     std::move(perform))) {}

Link::~Link() {
  state_->closed = true;
  state_->timer.cancel();
  state_->disconnect();
  state_->context.close();
}

void Link::start() { state_->handle(Tick{}); }

void Link::handle(const SessionEvent& event) { state_->handle(event); }

}  // namespace ianvs::agent
