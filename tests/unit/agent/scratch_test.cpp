#include "agent/scratch.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "common/file.hpp"
#include "tests/support/temp_folder.hpp"

using namespace ianvs;
using namespace ianvs::agent;
using std::filesystem::exists;

namespace {

std::unique_ptr<const Scratch> make(bool in_memory) {
  return std::unique_ptr<const Scratch>(in_memory ? new Scratch(Scratch::in_memory())
                                                  : new Scratch(Scratch::for_temporary_files()));
}

}  // namespace

TEST_CASE("a scratch folder is the user's alone and goes with all that is in it") {
  for (const bool in_memory : {true, false}) {
    CAPTURE(in_memory);
    auto scratch = make(in_memory), other = make(in_memory);
    if (scratch->path().empty()) {
      continue;  // a machine without /dev/shm
    }
    const std::string path = scratch->path();
    CHECK(path != other->path());
    struct stat info {};
    REQUIRE(::stat(path.c_str(), &info) == 0);
    CHECK((info.st_mode & 07777) == 0700);
    REQUIRE(make_folders(path + "/a/b"));
    REQUIRE(write_file(path + "/a/b/c", "text"));

    scratch.reset();
    CHECK_FALSE(exists(path));
    CHECK(exists(other->path()));
  }
}

TEST_CASE("the folder for temporary files is where TMPDIR says, or in /tmp where that can't be") {
  const TempFolder folder;
  const auto parent_with = [](const std::string& value) {
    ::setenv("TMPDIR", value.c_str(), 1);
    return std::filesystem::path(make(false)->path()).parent_path().string();
  };
  const char* given = std::getenv("TMPDIR");
  const std::optional<std::string> before =
      given ? std::optional<std::string>(given) : std::nullopt;

  CHECK(parent_with(folder.path()) == folder.path());
  CHECK(parent_with(folder.path("missing")) == "/tmp");
  CHECK(parent_with(".") == "/tmp");

  before ? ::setenv("TMPDIR", before->c_str(), 1) : ::unsetenv("TMPDIR");
}

TEST_CASE("one whose processes were all killed goes when the next one is made, and not before") {
  const auto scratch = make(true);
  if (scratch->path().empty()) {
    return;
  }
  int pipe[2];
  REQUIRE(::pipe(pipe) == 0);
  const pid_t keeper = ::fork();
  if (keeper == 0) {
    ::close(pipe[1]);
    const Scratch own = Scratch::in_memory();
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

  make(true);
  CHECK(exists(path));  // its agent lives

  ::close(pipe[1]);
  while (exists(path)) {  // until the agent has ended, too
    make(true);
  }
  CHECK(exists(scratch->path()));
}
