#include "coordinator/access_files.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>

#include "common/log.hpp"

namespace ianvs::coordinator {
namespace {

bool is_every_interface(const std::string& host) {
  return host == "*" || host == "0.0.0.0" || host == "::";
}

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "localhost";
}

/// The numbers of all interfaces that are up, but for IPv6 numbers that only count on one link.
std::vector<std::string> interface_numbers() {
  ifaddrs* first = nullptr;
  std::vector<std::string> numbers;
  if (getifaddrs(&first) != 0) return numbers;
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> all(first, freeifaddrs);
  for (const auto* each = first; each != nullptr; each = each->ifa_next) {
    if (each->ifa_addr == nullptr || (each->ifa_flags & IFF_UP) == 0) continue;
    const bool is_v4 = each->ifa_addr->sa_family == AF_INET;
    if (!is_v4 && each->ifa_addr->sa_family != AF_INET6) continue;
    std::array<char, NI_MAXHOST> text{};
    const auto size = static_cast<socklen_t>(is_v4 ? sizeof(sockaddr_in) : sizeof(sockaddr_in6));
    if (getnameinfo(each->ifa_addr, size, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) !=
        0)
      continue;
    if (const std::string number(text.data()); number.find('%') == std::string::npos) {
      numbers.push_back(number);
    }
  }
  return numbers;
}

}  // namespace

std::vector<Address> join_addresses(const Address& listen) {
  if (!is_every_interface(listen.host)) return {listen};
  std::vector<Address> addresses = {{host_name(), listen.port}};
  auto hosts = interface_numbers();
  hosts.insert(hosts.begin(), "localhost");
  for (auto& host : hosts) {
    const Address address{std::move(host), listen.port};
    if (std::find(addresses.begin(), addresses.end(), address) == addresses.end()) {
      addresses.push_back(address);
    }
  }
  return addresses;
}

Address local_join_address(const Address& listen) {
  if (listen.host == "::") return {"::1", listen.port};
  return {is_every_interface(listen.host) ? "127.0.0.1" : listen.host, listen.port};
}

Result<void> AccessFiles::write(const std::string& path, const Access& access,
                                const std::vector<Address>& addresses) {
  if (auto written = write_access(path, access); !written) return written;
  server_public_key_ = access.server_public_key;
  for (const auto& address : addresses) {
    const auto place = access_path_for(address.host, address.port);
    if (const auto written = write_access(place, access); !written) {
      log_warning(to_text(written.error()) + "\n  Agents need --access " + path);
      break;
    }
    paths_.push_back(place);
  }
  return {};
}

AccessFiles::~AccessFiles() {
  for (const auto& path : paths_) {
    const auto access = read_access(path);
    if (access && access->server_public_key == server_public_key_) unlink(path.c_str());
  }
}

}  // namespace ianvs::coordinator
