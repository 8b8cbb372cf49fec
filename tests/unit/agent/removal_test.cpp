#include "agent/removal.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "common/file.hpp"
#include "tests/support/temp_folder.hpp"

using namespace ianvs;
using namespace ianvs::agent;
using std::filesystem::exists;

TEST_CASE("a folder goes with whatever it holds") {
  const TempFolder folder;
  const std::string top = folder.path("top");
  REQUIRE(make_folders(top + "/new\nline/ /-rf"));
  REQUIRE(make_folders(top + "/closed/inside"));
  REQUIRE(write_file(top + "/closed/inside/\xff\xfe", "bytes"));
  REQUIRE(write_file(top + "/read only", "text", 0400));
  REQUIRE(::mkfifo((top + "/fifo").c_str(), 0600) == 0);
  for (const char* name : {"/closed/inside", "/closed", "/new\nline"}) {
    REQUIRE(::chmod((top + name).c_str(), 0) == 0);
  }
  const int sparse = ::open((top + "/sparse").c_str(), O_WRONLY | O_CREAT, 0600);
  REQUIRE(::ftruncate(sparse, off_t{1} << 40) == 0);
  ::close(sparse);

  CHECK(remove_tree(top));
  CHECK_FALSE(exists(top));
  CHECK(remove_tree(top));  // again: it is gone
}

TEST_CASE("links are not followed") {
  const TempFolder folder;
  REQUIRE(make_folders(folder.path("top/inside")));
  REQUIRE(make_folders(folder.path("kept")));
  REQUIRE(write_file(folder.path("kept/file"), "text"));
  REQUIRE(::chmod(folder.path("kept").c_str(), 0750) == 0);
  std::filesystem::create_symlink(folder.path("kept"), folder.path("top/inside/link"));
  std::filesystem::create_symlink(folder.path("kept"), folder.path("link"));

  CHECK(remove_tree(folder.path("top")));
  CHECK(remove_tree(folder.path("link")));

  CHECK_FALSE(exists(folder.path("link")));
  CHECK(exists(folder.path("kept/file")));
  struct stat info {};
  REQUIRE(::stat(folder.path("kept").c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0750);
}

TEST_CASE("neither many files nor deep folders are too much") {
  const TempFolder folder;
  const std::string top = folder.path("top");
  REQUIRE(make_folders(top));
  for (int i = 0; i < 3000; ++i) {
    REQUIRE(::mknod((top + "/" + std::to_string(i)).c_str(), S_IFREG | 0600, 0) == 0);
  }
  int at = ::open(top.c_str(), O_RDONLY | O_DIRECTORY);
  const std::string name(200, 'd');
  for (int depth = 0; depth < 1500; ++depth) {  // far longer than a path may be
    REQUIRE(::mkdirat(at, name.c_str(), 0700) == 0);
    const int next = ::openat(at, name.c_str(), O_RDONLY | O_DIRECTORY);
    ::close(at);
    at = next;
  }
  ::close(at);

  CHECK(remove_tree(top));
  CHECK_FALSE(exists(top));
}

TEST_CASE("the remover has deleted all when it goes") {
  const TempFolder folder;
  {
    Remover remover;
    for (const char* name : {"a", "b", "c"}) {
      REQUIRE(make_folders(folder.path(name) + "/inside"));
      remover.remove(folder.path(name));
    }
    remover.remove(folder.path("never was"));
  }
  CHECK(std::filesystem::is_empty(folder.path()));
}
