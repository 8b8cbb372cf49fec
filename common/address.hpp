/// `host:port` as people type it: `node1:7600`, `10.0.0.1:7600`, `[::1]:7600`.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "common/result.hpp"

namespace ianvs {

struct Address {
  std::string host;  ///< name or number; without the brackets of an IPv6 number
  std::uint16_t port = 0;
  friend bool operator==(const Address&, const Address&) = default;
};

/// `invalid` tells what is missing. Port 0 ("any free one") only with `allow_any_port`.
Result<Address> parse_address(std::string_view text, bool allow_any_port = false);
/// The way back, with brackets where they are needed.
std::string to_text(const Address& address);

/// An IPv4 or IPv6 number, so that no name has to be looked up.
bool is_numeric_host(const std::string& host);
/// localhost, 127.0.0.0/8 and ::1.
bool is_loopback_host(const std::string& host);

}  // namespace ianvs
