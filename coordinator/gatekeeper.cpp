#include "coordinator/gatekeeper.hpp"

#include <zmq.h>

#include <algorithm>
#include <utility>

#include "common/log.hpp"

namespace ianvs::coordinator {
namespace {

// Frames of a request, as RFC 27 has them: version, request id, domain, address, identity,
// mechanism, credentials.
enum Frame : std::size_t {
  version = 0,
  request_id = 1,
  domain = 2,
  address = 3,
  mechanism = 5,
  key = 6
};

/// So many addresses are told of at most: whoever knocks must not grow this process.
constexpr std::size_t max_told = 256;

bool receive_all(zmq::socket_t& socket, std::vector<zmq::message_t>& frames) {
  do {
    zmq::message_t frame;
    if (!socket.recv(frame, zmq::recv_flags::dontwait)) return false;
    frames.push_back(std::move(frame));
  } while (frames.back().more());
  return true;
}

}  // namespace

Result<std::unique_ptr<Gatekeeper>> Gatekeeper::open(asio::io_context& loop,
                                                     zmq::context_t& context,
                                                     const std::string& client_public_key) {
  Key allowed{};
  if (client_public_key.size() != 40 ||
      zmq_z85_decode(allowed.data(), client_public_key.c_str()) == nullptr) {
    return tl::unexpected(Error{ErrorKind::invalid, "the client's public key is no key", "", ""});
  }
  try {
    zmq::socket_t socket(context, zmq::socket_type::rep);
    socket.set(zmq::sockopt::linger, 0);
    socket.bind("inproc://zeromq.zap.01");
    return std::unique_ptr<Gatekeeper>(new Gatekeeper(loop, std::move(socket), allowed));
  } catch (const zmq::error_t& error) {
    return tl::unexpected(
        Error{ErrorKind::io, std::string("keys can't be checked: ") + error.what(), "", ""});
  }
}

Gatekeeper::Gatekeeper(asio::io_context& loop, zmq::socket_t socket, const Key& allowed)
    : allowed_(allowed), channel_(loop, std::move(socket), [this] { return answer_one(); }) {}

bool Gatekeeper::is_allowed(const std::vector<zmq::message_t>& request) const {
  return request.size() == key + 1 && request[domain].to_string_view() == zap_domain &&
         request[mechanism].to_string_view() == "CURVE" && request[key].size() == allowed_.size() &&
         std::equal(allowed_.begin(), allowed_.end(), request[key].data<std::uint8_t>());
}

bool Gatekeeper::answer_one() {
  std::vector<zmq::message_t> request;
  if (!receive_all(channel_.socket(), request)) return false;
  if (request.size() <= address) return true;
  const bool allowed = is_allowed(request);
  if (!allowed) tell_once(request[address].to_string());
  auto& socket = channel_.socket();
  socket.send(request[version], zmq::send_flags::sndmore);
  socket.send(request[request_id], zmq::send_flags::sndmore);
  for (const std::string_view part :
       {allowed ? "200" : "400", allowed ? "OK" : "refused", "agent"}) {
    socket.send(zmq::buffer(part), zmq::send_flags::sndmore);
  }
  socket.send(zmq::message_t(), zmq::send_flags::none);  // no metadata
  channel_.after_send();
  return true;
}

void Gatekeeper::tell_once(std::string from) {
  constexpr std::string_view v4_as_v6 = "::ffff:";
  if (from.starts_with(v4_as_v6)) from.erase(0, v4_as_v6.size());
  if (refused_addresses_.size() >= max_told || !refused_addresses_.insert(from).second) return;
  log_warning("refused a connection from " + from +
              ": it has not this run's key (an old access file, or a stranger)");
}

}  // namespace ianvs::coordinator
