#include "coordinator/access_files.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

#include "tests/support/temp_folder.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {

/// A home of the test's own.
struct Home {
  TempFolder folder;
  std::string before = std::getenv("HOME") != nullptr ? std::getenv("HOME") : "/";
  Home() { setenv("HOME", folder.path().c_str(), 1); }
  ~Home() { setenv("HOME", before.c_str(), 1); }
};

Access access_of(const RunKeys& keys) {
  return {RunId{1}, "digits", {"node1:7600"}, keys.server.public_key, keys.client, false};
}

}  // namespace

TEST_CASE(
    "an address of one interface is told as it is, every interface by this host's names and "
    "numbers") {
  CHECK(join_addresses({"10.0.0.1", 7600}) == std::vector<Address>{{"10.0.0.1", 7600}});
  for (const std::string host : {"*", "0.0.0.0", "::"}) {
    const auto all = join_addresses({host, 7600});
    CHECK(all.size() >= 2);
    CHECK(std::find(all.begin(), all.end(), Address{"127.0.0.1", 7600}) != all.end());
  }
}

TEST_CASE("the local agent comes by loopback where that is listened on") {
  CHECK(local_join_address({"*", 7600}) == Address{"127.0.0.1", 7600});
  CHECK(local_join_address({"0.0.0.0", 7600}) == Address{"127.0.0.1", 7600});
  CHECK(local_join_address({"::", 7600}) == Address{"::1", 7600});
  CHECK(local_join_address({"10.0.0.1", 7600}) == Address{"10.0.0.1", 7600});
}

TEST_CASE(
    "an access file lies in the run's folder and, while the run goes on, under each address") {
  const Home home;
  const auto keys = make_run_keys();
  const auto in_run = home.folder.path("run/access");
  const auto by_address = access_path_for("node1", 7600);
  {
    AccessFiles files;
    REQUIRE(files.write(in_run, access_of(keys), {{"node1", 7600}}));
    CHECK(read_access(in_run)->run_name == "digits");
    CHECK(read_access(by_address)->server_public_key == keys.server.public_key);
  }
  CHECK(read_access(in_run));
  CHECK(read_access(by_address).error().kind == ErrorKind::not_found);
}

TEST_CASE("what another run has put under the address since stays") {
  const Home home;
  const auto later = make_run_keys();
  const auto by_address = access_path_for("node1", 7600);
  {
    AccessFiles files;
    REQUIRE(files.write(home.folder.path("access"), access_of(make_run_keys()), {{"node1", 7600}}));
    REQUIRE(write_access(by_address, access_of(later)));
  }
  const auto left = read_access(by_address);
  REQUIRE(left);
  CHECK(left->server_public_key == later.server.public_key);
}
