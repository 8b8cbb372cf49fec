#include "common/file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace ianvs;

namespace {

/// A folder of its own for each test, gone afterwards.
struct Folder {
  Folder() { path = ::mkdtemp(pattern); }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string operator/(const std::string& name) const { return path + "/" + name; }
  std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(path), {}));
  }
  char pattern[32] = "/tmp/ianvs-file-test-XXXXXX";
  std::string path;
};

}  // namespace

TEST_CASE("a file that was written is read back whole, with the mode that was asked for") {
  const Folder folder;
  const std::string content("a\0b\n", 4);

  REQUIRE(write_file(folder / "keys", content, 0600, true));

  CHECK(read_file(folder / "keys", 4).value() == content);
  struct stat info {};
  REQUIRE(::stat((folder / "keys").c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  CHECK(folder.entries() == 1);
}

TEST_CASE("a file is replaced, and one that can't be written leaves nothing beside it") {
  const Folder folder;
  REQUIRE(write_file(folder / "a", "old"));
  REQUIRE(write_file(folder / "a", "new"));
  CHECK(read_file(folder / "a", 100).value() == "new");

  REQUIRE(make_folders(folder / "taken/inside"));
  const auto refused = write_file(folder / "taken", "text");
  REQUIRE(!refused);
  CHECK(refused.error().where == folder / "taken");
  CHECK(folder.entries() == 2);
  CHECK(write_file(folder / "missing/a", "text").error().kind == ErrorKind::not_found);
}

TEST_CASE("what can't be read is told by kind, with its path") {
  const Folder folder;
  REQUIRE(write_file(folder / "five", "12345"));

  CHECK(read_file(folder / "none", 10).error().kind == ErrorKind::not_found);
  CHECK(read_file(folder / "none", 10).error().where == folder / "none");
  CHECK(read_file(folder.path, 10).error().kind == ErrorKind::invalid);
  CHECK(read_file(folder / "five", 5).has_value());
  CHECK(read_file(folder / "five", 4).error().kind == ErrorKind::invalid);
  REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
  CHECK(read_file(folder / "fifo", 10).error().kind == ErrorKind::invalid);
}

TEST_CASE("files of /proc, which say that they are empty, are read whole") {
  CHECK(read_file("/proc/self/status", 1 << 20).value().find("Pid:") != std::string::npos);
  CHECK(read_file("/proc/self/status", 16).error().kind == ErrorKind::invalid);
}

TEST_CASE("folders are made with their parents, and one that is there is fine") {
  const Folder folder;
  REQUIRE(make_folders(folder / "a/b/c/"));
  REQUIRE(make_folders(folder / "a/b/c"));
  CHECK(std::filesystem::is_directory(folder / "a/b/c"));

  REQUIRE(write_file(folder / "file", ""));
  CHECK(make_folders(folder / "file").error().kind == ErrorKind::invalid);
  CHECK(make_folders(folder / "file/below").error().kind == ErrorKind::invalid);
}
