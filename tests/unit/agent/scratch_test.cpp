#include "agent/scratch.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <optional>

#include "common/file.hpp"

using namespace ianvs;
using namespace ianvs::agent;
using std::filesystem::exists;

TEST_CASE("a scratch folder is the user's alone and goes with all that is in it") {
  std::string path;
  {
    const Scratch scratch, other;
    if (scratch.path().empty()) {
      return;  // a machine without /dev/shm
    }
    path = scratch.path();
    CHECK(path != other.path());
    CHECK(exists(path));
    struct stat info {};
    REQUIRE(::stat(path.c_str(), &info) == 0);
    CHECK((info.st_mode & 07777) == 0700);
    REQUIRE(make_folders(path + "/a/b"));
    REQUIRE(write_file(path + "/a/b/c", "text"));
  }
  CHECK_FALSE(exists(path));
}

TEST_CASE("one whose processes were all killed goes when the next one is made, and not before") {
  std::optional<Scratch> scratch(std::in_place);
  if (scratch->path().empty()) {
    return;
  }
  int pipe[2];
  REQUIRE(::pipe(pipe) == 0);
  const pid_t keeper = ::fork();
  if (keeper == 0) {
    ::close(pipe[1]);
    const Scratch own;
    if (::fork() == 0) {  // the agent, which has the lock as well
      char byte = 0;
      (void)!::read(pipe[0], &byte, 1);
      ::_exit(0);
    }
    REQUIRE(write_file(own.path() + "/slot0.result.json", "{}"));
    REQUIRE(write_file(scratch->path() + "/name", own.path()));
    ::kill(::getpid(), SIGKILL);
  }
  ::close(pipe[0]);
  REQUIRE(::waitpid(keeper, nullptr, 0) == keeper);
  const std::string path = read_file(scratch->path() + "/name", 1000).value();

  { const Scratch next; }
  CHECK(exists(path));  // its agent lives

  ::close(pipe[1]);
  while (exists(path)) {  // until the agent has ended, too
    const Scratch next;
  }
  CHECK(exists(scratch->path()));
}
