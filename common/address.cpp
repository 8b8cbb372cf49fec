#include "common/address.hpp"

#include <arpa/inet.h>

#include <charconv>

namespace ianvs {
namespace {

tl::unexpected<Error> wrong(std::string_view text, std::string what) {
  return tl::unexpected(Error{ErrorKind::invalid, std::move(what), std::string(text),
                              "write host:port, for example node1:7600 or [::1]:7600"});
}

}  // namespace

Result<Address> parse_address(std::string_view text, bool allow_any_port) {
  const std::size_t colon = text.rfind(':');
  const bool bracketed = !text.empty() && text.front() == '[';
  if (colon == std::string_view::npos || (bracketed && text[colon - 1] != ']')) {
    return wrong(text, "has no port");
  }
  std::string_view host = text.substr(0, colon);
  if (bracketed) {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return wrong(text, "is an IPv6 address without brackets");
  }
  if (host.empty()) {
    return wrong(text, "has no host");
  }
  if (host.size() > 255 || host.find_first_of("/[] \t\n\r;,") != std::string_view::npos) {
    return wrong(text, "is no host's name or number");
  }
  const std::string_view digits = text.substr(colon + 1);
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc{} || end != digits.data() + digits.size() ||
      (port == 0 && !allow_any_port)) {
    return wrong(text, "has no port between 1 and 65535");
  }
  return Address{std::string(host), port};
}

std::string to_text(const Address& address) {
  const bool is_ipv6 = address.host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

bool is_numeric_host(const std::string& host) {
  in6_addr number{};
  // A scope ("fe80::1%eth0") is no part of the number itself.
  return ::inet_pton(AF_INET, host.c_str(), &number) == 1 ||
         ::inet_pton(AF_INET6, host.substr(0, host.find('%')).c_str(), &number) == 1;
}

bool is_loopback_host(const std::string& host) {
  in_addr number{};
  const bool is_ipv4 = ::inet_pton(AF_INET, host.c_str(), &number) == 1;
  return host == "localhost" || host == "::1" || (is_ipv4 && (ntohl(number.s_addr) >> 24) == 127);
}

}  // namespace ianvs
