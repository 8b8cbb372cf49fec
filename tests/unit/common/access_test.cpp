#include "common/access.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace ianvs;

namespace {

/// A folder of the test's own, gone with it.
struct Folder {
  Folder() {
    std::string name = std::filesystem::temp_directory_path() / "ianvs-access-XXXXXX";
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string operator/(const std::string& name) const { return path + "/" + name; }
  std::string path;
};

mode_t mode_of(const std::string& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777U;
}

void put(const std::string& path, const std::string& text) {
  std::ofstream(path) << text;
  REQUIRE(::chmod(path.c_str(), 0600) == 0);
}

std::string get(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

Access example_access() {
  const RunKeys keys = make_run_keys();
  return {RunId{3},    "digits \"1\"", {"node1:7600", "[::1]:7600"}, keys.server.public_key,
          keys.client, false};
}

}  // namespace

TEST_CASE("an access file is read as it was written, for its owner's eyes only") {
  const Folder folder;
  const std::string path = folder / "deep/access/node1_7600";
  const Access access = example_access();

  REQUIRE(write_access(path, access).has_value());
  const auto read = read_access(path);

  REQUIRE(read.has_value());
  CHECK(read->run == access.run);
  CHECK(read->run_name == access.run_name);
  CHECK(read->addresses == access.addresses);
  CHECK(read->server_public_key == access.server_public_key);
  CHECK(read->client.public_key == access.client.public_key);
  CHECK(read->client.secret_key.reveal() == access.client.secret_key.reveal());
  CHECK_FALSE(read->insecure);
  CHECK(mode_of(path) == 0600);
  CHECK(mode_of(folder / "deep") == 0700);
  CHECK(mode_of(folder / "deep/access") == 0700);
}

TEST_CASE("an access file without encryption holds no secret key") {
  const Folder folder;
  Access access;
  access.run = RunId{1};
  access.addresses = {"127.0.0.1:7600"};
  access.insecure = true;
  access.server_public_key = make_run_keys().server.public_key;

  REQUIRE(write_access(folder / "access", access).has_value());

  const auto read = read_access(folder / "access");
  REQUIRE(read.has_value());
  CHECK(read->insecure);
  CHECK(read->server_public_key == access.server_public_key);
  CHECK(read->client.secret_key.reveal().empty());
}

TEST_CASE("a run's keys are read as they were written, and each run has its own") {
  const Folder folder;
  const RunKeys keys = make_run_keys();

  REQUIRE(write_keys(folder / "keys", keys).has_value());
  const auto read = read_keys(folder / "keys");

  REQUIRE(read.has_value());
  CHECK(read->server.public_key == keys.server.public_key);
  CHECK(read->server.secret_key.reveal() == keys.server.secret_key.reveal());
  CHECK(read->client.public_key == keys.client.public_key);
  CHECK(read->client.secret_key.reveal() == keys.client.secret_key.reveal());
  CHECK(mode_of(folder / "keys") == 0600);
  CHECK(keys.server.public_key.size() == 40);
  CHECK(make_run_keys().server.public_key != keys.server.public_key);
  CHECK(keys.client.public_key != keys.server.public_key);
}

TEST_CASE("a newer access file replaces an older one whose mode was too open") {
  const Folder folder;
  put(folder / "access", "old");
  REQUIRE(::chmod((folder / "access").c_str(), 0644) == 0);

  REQUIRE(write_access(folder / "access", example_access()).has_value());

  CHECK(mode_of(folder / "access") == 0600);
  CHECK(read_access(folder / "access").has_value());
}

TEST_CASE("a file that others can read is refused with the chmod to type, which then helps") {
  const Folder folder;
  const std::string path = folder / "access";
  REQUIRE(write_access(path, example_access()).has_value());
  REQUIRE(::chmod(path.c_str(), 0604) == 0);

  const auto refused = read_access(path);

  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().kind == ErrorKind::refused);
  CHECK(refused.error().hint == "type: chmod 600 " + path);

  REQUIRE(::chmod(path.c_str(), 0600) == 0);
  CHECK(read_access(path).has_value());
}

TEST_CASE("a link to a good file is followed, as a mounted Kubernetes Secret is one") {
  const Folder folder;
  REQUIRE(write_access(folder / "..data", example_access()).has_value());
  std::filesystem::create_symlink("..data", folder / "access");

  CHECK(read_access(folder / "access").has_value());
}

TEST_CASE("a file that isn't there yet is told from a wrong one") {
  const Folder folder;

  CHECK(read_access(folder / "access").error().kind == ErrorKind::not_found);
  CHECK(read_access(folder / "no/folder").error().kind == ErrorKind::not_found);
  CHECK(read_access(folder.path).error().kind == ErrorKind::invalid);
}

TEST_CASE("a wrong file says which field is wrong and quotes no key") {
  const Folder folder;
  const std::string path = folder / "access";
  const Access access = example_access();
  REQUIRE(write_access(path, access).has_value());
  const std::string good = get(path);
  struct Row {
    const char* from;
    const char* to;
    const char* what;
  };
  const Row rows[] = {
      {"{", "", "is no JSON object"},
      {"\"version\": 1", "\"version\": 2", "\"version\" is not 1"},
      {"\"version\": 1", "\"version\": \"1\"", "\"version\" is no number from 0"},
      {"\"run\": 3", "\"run\": -3", "\"run\" is no number from 0"},
      {"\"run_name\"", "\"name\"", "\"run_name\" is no text"},
      {"\"addresses\": [", "\"addresses\": [7,", "\"addresses\" has an item that is no text"},
      {"false", "0", "\"insecure\" is neither true nor false"},
      {"\"client_secret_key\": \"", "\"client_secret_key\": \"x",
       "\"client_secret_key\" is no key"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.to);
    std::string text = good;
    REQUIRE(text.find(row.from) != std::string::npos);
    text.replace(text.find(row.from), std::string(row.from).size(), row.to);
    put(path, text);

    const auto read = read_access(path);

    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().kind == ErrorKind::invalid);
    CHECK(read.error().what == row.what);
    CHECK(to_text(read.error()).find(access.client.secret_key.reveal()) == std::string::npos);
  }
  for (const std::string& text : {std::string(), std::string("[]"), std::string(100'000, ' ')}) {
    put(path, text);
    CHECK(read_access(path).error().what == "is no JSON object");
  }
}

TEST_CASE("the default place of an access file is named by the address") {
  const std::string path = access_path_for("node1", 7600);
  const std::string tail = "/.ianvs/access/node1_7600";
  REQUIRE(path.size() > tail.size());
  CHECK(path.substr(path.size() - tail.size()) == tail);
}
