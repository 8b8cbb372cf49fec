#include "common/file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <cstddef>
#include <filesystem>

#include "tests/support/temp_folder.hpp"

using namespace ianvs;

namespace {

std::ptrdiff_t entries_of(const TempFolder& folder) {
  return std::distance(std::filesystem::directory_iterator(folder.path()), {});
}

}  // namespace

TEST_CASE("a file that was written is read back whole, with the mode that was asked for") {
  const TempFolder folder;
  const std::string content("a\0b\n", 4);

  REQUIRE(write_file(folder.path("keys"), content, 0600, true));

  CHECK(read_file(folder.path("keys"), 4).value() == content);
  struct stat info {};
  REQUIRE(::stat(folder.path("keys").c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  CHECK(entries_of(folder) == 1);
}

TEST_CASE("a file is replaced, and one that can't be written leaves nothing beside it") {
  const TempFolder folder;
  REQUIRE(write_file(folder.path("a"), "old"));
  REQUIRE(write_file(folder.path("a"), "new"));
  CHECK(read_file(folder.path("a"), 100).value() == "new");

  REQUIRE(make_folders(folder.path("taken/inside")));
  const auto refused = write_file(folder.path("taken"), "text");
  REQUIRE(!refused);
  CHECK(refused.error().where == folder.path("taken"));
  CHECK(entries_of(folder) == 2);
  CHECK(write_file(folder.path("missing/a"), "text").error().kind == ErrorKind::not_found);
}

TEST_CASE("a file that is written in place takes the place of its old content") {
  const TempFolder folder;
  REQUIRE(write_in_place(folder.path("a"), "a long old text"));
  REQUIRE(write_in_place(folder.path("a"), "new", 0600));
  CHECK(read_file(folder.path("a"), 100).value() == "new");
  REQUIRE(write_in_place(folder.path("a"), "longer"));
  CHECK(read_file(folder.path("a"), 100).value() == "longer");
  REQUIRE(write_in_place(folder.path("a"), ""));
  CHECK(read_file(folder.path("a"), 100).value() == "");
  CHECK(write_in_place(folder.path("missing/a"), "new").error().kind == ErrorKind::not_found);
}

TEST_CASE("what can't be read is told by kind, with its path") {
  const TempFolder folder;
  REQUIRE(write_file(folder.path("five"), "12345"));

  CHECK(read_file(folder.path("none"), 10).error().kind == ErrorKind::not_found);
  CHECK(read_file(folder.path("none"), 10).error().where == folder.path("none"));
  CHECK(read_file(folder.path(), 10).error().kind == ErrorKind::invalid);
  CHECK(read_file(folder.path("five"), 5).has_value());
  CHECK(read_file(folder.path("five"), 4).error().kind == ErrorKind::invalid);
  REQUIRE(::mkfifo(folder.path("fifo").c_str(), 0600) == 0);
  CHECK(read_file(folder.path("fifo"), 10).error().kind == ErrorKind::invalid);
}

TEST_CASE("files of /proc, which say that they are empty, are read whole") {
  CHECK(read_file("/proc/self/status", 1 << 20).value().find("Pid:") != std::string::npos);
  CHECK(read_file("/proc/self/status", 16).error().kind == ErrorKind::invalid);
}

TEST_CASE("folders are made with their parents, and one that is there is fine") {
  const TempFolder folder;
  REQUIRE(make_folders(folder.path("a/b/c/")));
  REQUIRE(make_folders(folder.path("a/b/c")));
  CHECK(std::filesystem::is_directory(folder.path("a/b/c")));

  REQUIRE(write_file(folder.path("file"), ""));
  CHECK(make_folders(folder.path("file")).error().kind == ErrorKind::invalid);
  CHECK(make_folders(folder.path("file/below")).error().kind == ErrorKind::invalid);
}
