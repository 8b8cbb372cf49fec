#include "agent/scratch.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>

#include "common/file.hpp"

using namespace ianvs;
using namespace ianvs::agent;

TEST_CASE("a scratch folder is the user's alone and goes with all that is in it") {
  std::string path;
  {
    const Scratch scratch, other;
    if (scratch.path().empty()) {
      return;  // a machine without /dev/shm
    }
    path = scratch.path();
    CHECK(path != other.path());
    struct stat info {};
    REQUIRE(::stat(path.c_str(), &info) == 0);
    CHECK((info.st_mode & 07777) == 0700);
    REQUIRE(make_folders(path + "/a/b"));
    REQUIRE(write_file(path + "/a/b/c", "text"));
  }
  CHECK_FALSE(std::filesystem::exists(path));
}
