#include "agent/resolver.hpp"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <mutex>
#include <thread>
#include <utility>

namespace ianvs::agent {
namespace {

std::string endpoint(const Address& address) { return "tcp://" + to_text(address); }

/// Appends all numbers of one name. Blocks for as long as the system's resolver does.
void look_up(const Address& address, Endpoints& endpoints, std::string& problem) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(address.host.c_str(), nullptr, &hints, &found);
  if (error != 0) {
    problem = address.host + ": " + ::gai_strerror(error);
    return;
  }
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    std::array<char, NI_MAXHOST> number{};
    if (::getnameinfo(each->ai_addr, each->ai_addrlen, number.data(), number.size(), nullptr, 0,
                      NI_NUMERICHOST) == 0) {
      const std::string text = endpoint({number.data(), address.port});
      if (std::find(endpoints.begin(), endpoints.end(), text) == endpoints.end()) {
        endpoints.push_back(text);
      }
    }
  }
  ::freeaddrinfo(found);
}

Result<Endpoints> look_up_all(const std::vector<Address>& addresses) {
  Endpoints endpoints;
  std::string problem;
  for (const Address& address : addresses) {
    look_up(address, endpoints, problem);
  }
  if (endpoints.empty()) {
    return tl::unexpected(Error{ErrorKind::not_found, problem, "", ""});
  }
  return endpoints;
}

}  // namespace

/// Shared with the thread, which may outlive resolver and loop: a lookup can't be interrupted.
struct Resolver::Lookup {
  std::vector<Address> addresses;
  std::mutex mutex;
  asio::io_context* loop = nullptr;  ///< under `mutex`; nullptr once the resolver is gone
  bool finished = false;             ///< on the loop's thread only, as is what follows
  OnResolved on_resolved;
};

Resolver::Resolver(asio::io_context& loop) : loop_(loop) {}

Resolver::~Resolver() {
  if (lookup_ != nullptr) {
    cancel();
    const std::lock_guard lock(lookup_->mutex);
    lookup_->loop = nullptr;
  }
}

void Resolver::cancel() {
  if (lookup_ != nullptr) {
    lookup_->on_resolved = nullptr;
  }
}

void Resolver::resolve(const std::vector<Address>& addresses, OnResolved on_resolved) {
  if (std::all_of(addresses.begin(), addresses.end(),
                  [](const Address& address) { return is_numeric_host(address.host); })) {
    Endpoints endpoints;
    std::transform(addresses.begin(), addresses.end(), std::back_inserter(endpoints), endpoint);
    on_resolved(std::move(endpoints));
    return;
  }
  if (lookup_ != nullptr && !lookup_->finished && lookup_->addresses == addresses) {
    lookup_->on_resolved = std::move(on_resolved);
    return;
  }
  cancel();
  lookup_ = std::make_shared<Lookup>();
  lookup_->addresses = addresses;
  lookup_->loop = &loop_;
  lookup_->on_resolved = std::move(on_resolved);
  // The agent's signals belong to its loop's thread.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread([lookup = lookup_] {
    auto endpoints = look_up_all(lookup->addresses);
    const std::lock_guard lock(lookup->mutex);
    if (lookup->loop == nullptr) {
      return;
    }
    asio::post(*lookup->loop, [lookup, endpoints = std::move(endpoints)] {
      lookup->finished = true;
      if (lookup->on_resolved) {
        std::exchange(lookup->on_resolved, nullptr)(endpoints);
      }
    });
  }).detach();
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace ianvs::agent
