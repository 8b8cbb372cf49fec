#include "agent/temporary_folders.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <functional>
#include <optional>

#include "common/file.hpp"
#include "tests/support/temp_folder.hpp"

using namespace ianvs;
using namespace ianvs::agent;
using std::filesystem::exists;

namespace {

ino_t inode(const std::string& path) {
  struct stat info {};
  REQUIRE(::stat(path.c_str(), &info) == 0);
  return info.st_ino;
}

struct Place {
  TempFolder folder;
  std::string path = folder.path("0");
  std::optional<TemporaryFolders> folders{std::in_place};
};

}  // namespace

TEST_CASE("a folder in which nothing was left is the next attempt's, as it was") {
  Place place;
  REQUIRE(place.folders->lay_out(place.path));
  const auto first = inode(place.path);
  REQUIRE(::chmod(place.path.c_str(), 0777) == 0);

  place.folders->take_back(place.path);
  REQUIRE(place.folders->lay_out(place.path));

  CHECK(inode(place.path) == first);
  struct stat info {};
  REQUIRE(::stat(place.path.c_str(), &info) == 0);
  CHECK((info.st_mode & 07777) == 0700);
}

TEST_CASE("whatever an attempt makes of its folder, the next one finds an empty one") {
  Place place;
  REQUIRE(make_folders(place.folder.path("elsewhere/kept")));
  const std::function<void()> deeds[] = {
      [&] { REQUIRE(write_file(place.path + "/.hidden", "text")); },
      [&] { std::filesystem::remove(place.path); },
      [&] {
        std::filesystem::remove(place.path);
        REQUIRE(write_file(place.path, "a file"));
      },
      [&] {
        std::filesystem::remove(place.path);
        std::filesystem::create_symlink(place.folder.path("elsewhere"), place.path);
      },
      [&] {
        REQUIRE(make_folders(place.path + "/a"));
        REQUIRE(::chmod(place.path.c_str(), 0) == 0);
      }};
  for (const auto& deed : deeds) {
    REQUIRE(place.folders->lay_out(place.path));
    REQUIRE(std::filesystem::is_directory(std::filesystem::symlink_status(place.path)));
    CHECK(std::filesystem::is_empty(place.path));
    deed();
    place.folders->take_back(place.path);
    place.folders->take_back(place.path);  // again: nothing to do
  }
  CHECK(exists(place.folder.path("elsewhere/kept")));
}

TEST_CASE("what is in an agent's way when it starts is moved out of it") {
  Place place;
  REQUIRE(make_folders(place.path + "/old"));
  REQUIRE(place.folders->lay_out(place.path));
  CHECK(std::filesystem::is_empty(place.path));
}

TEST_CASE(
    "of the folders that an attempt sees as /tmp and /var/tmp only places for mounts are kept") {
  Place place;
  std::string seen;
  SUBCASE("/tmp") { seen = place.path + ".tmp"; }
  SUBCASE("/var/tmp") { seen = place.path + ".var-tmp"; }
  const auto use = [&] {
    REQUIRE(place.folders->lay_out(place.path));
    place.folders->take_back(place.path);
  };
  REQUIRE(make_folders(seen));
  REQUIRE(::mkdir((seen + "/folder").c_str(), 0) == 0);
  REQUIRE(::mknod((seen + "/file").c_str(), S_IFREG, 0) == 0);
  std::filesystem::create_symlink("/nowhere", seen + "/link");
  use();
  CHECK(exists(seen + "/folder"));
  CHECK(exists(seen + "/file"));

  for (const mode_t mode : {0, 0755}) {
    REQUIRE(make_folders(seen));
    REQUIRE(write_file(seen + "/left", mode == 0 ? "text" : "", mode));
    use();
    CHECK_FALSE(exists(seen));
  }
}

TEST_CASE("nothing that was left is there any more when all have gone") {
  Place place;
  for (int i = 0; i < 20; ++i) {
    REQUIRE(place.folders->lay_out(place.path));
    REQUIRE(make_folders(place.path + "/a/b"));
    place.folders->take_back(place.path);
  }
  place.folders.reset();
  CHECK(std::filesystem::is_empty(place.folder.path()));
}

TEST_CASE("where no folder can be made it is said where and why") {
  Place place;
  const auto error = place.folders->lay_out(place.folder.path("missing/0")).error();
  CHECK(error.where == place.folder.path("missing/0"));
  CHECK(error.what == "no such file or folder");
}
