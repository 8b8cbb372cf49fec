#include "coordinator/entrance.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

#include "common/log.hpp"
#include "tests/support/temp_folder.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {

struct Fixture {
  TempFolder folder;
  std::string home_before = getenv("HOME") != nullptr ? getenv("HOME") : "/";
  asio::io_context loop;
  std::string logged;
  RunFolder run{RunId{1}, folder.path()};

  Fixture() {
    setenv("HOME", folder.path("home").c_str(), 1);
    set_up_log(
        {.program = {}, .json = false, .verbosity = 0, .write = [this](std::string_view line) {
           logged += line;
         }});
  }
  ~Fixture() {
    setenv("HOME", home_before.c_str(), 1);
    set_up_log({});
  }
};

}  // namespace

TEST_CASE_FIXTURE(
    Fixture, "without an address only this machine's own agent can come, with keys all the same") {
  const auto entrance = Entrance::open(loop, std::nullopt, false);
  REQUIRE(entrance);
  REQUIRE((*entrance)->admit(run, "digits"));

  const auto access = read_access(run.access());
  REQUIRE(access);
  CHECK((*entrance)->join_address().empty());
  CHECK(access->addresses == std::vector<std::string>{(*entrance)->local_join_address()});
  CHECK(access->server_public_key.size() == 40);
  CHECK_FALSE(access->insecure);
  CHECK(read_keys(run.keys())->server.public_key == access->server_public_key);
}

TEST_CASE_FIXTURE(
    Fixture, "agents that join find the run's access file under the address that they are told") {
  const auto entrance = Entrance::open(loop, Address{"127.0.0.1", 0}, false);
  REQUIRE(entrance);
  REQUIRE((*entrance)->admit(run, "digits"));

  const auto port = (*entrance)->socket().port();
  CHECK(port != 0);
  CHECK((*entrance)->join_address() == "127.0.0.1:" + std::to_string(port));
  CHECK(read_access(access_path_for("127.0.0.1", port))->run == RunId{1});
}

TEST_CASE_FIXTURE(Fixture, "without encryption there are no secret keys, and that is said aloud") {
  const auto entrance = Entrance::open(loop, std::nullopt, true);
  REQUIRE(entrance);
  REQUIRE((*entrance)->admit(run, "digits"));

  const auto access = read_access(run.access());
  REQUIRE(access);
  CHECK(access->insecure);
  CHECK(access->server_public_key.size() == 40);  // tells this run from others
  CHECK(access->client.secret_key.reveal().empty());
  CHECK_FALSE(std::filesystem::exists(run.keys()));
  CHECK(logged.starts_with("warning: --insecure"));
}
