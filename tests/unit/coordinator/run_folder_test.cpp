#include "coordinator/run_folder.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>

#include "tests/support/temp_folder.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;
namespace fs = std::filesystem;

TEST_CASE("a run's folder has the first number that was never used, and latest points to it") {
  const TempFolder workspace;
  const auto job = workspace.path("ws/digits");

  const auto first = make_run_folder(job);
  const auto second = make_run_folder(job);
  fs::create_directories(job + "/runs/7");
  const auto after_seven = make_run_folder(job);

  REQUIRE((first && second && after_seven));
  CHECK(first->run.value == 1);
  CHECK(second->run.value == 2);
  CHECK(after_seven->run.value == 8);
  CHECK(second->path == job + "/runs/2");
  CHECK(fs::is_directory(second->path + "/spool"));
  CHECK(fs::is_directory(second->path + "/logs"));
  CHECK(fs::read_symlink(job + "/runs/latest") == "8");
}

TEST_CASE("a run's folder is its user's alone") {
  const TempFolder workspace;

  const auto run = make_run_folder(workspace.path("digits"));

  struct stat status {};
  REQUIRE(run);
  REQUIRE(stat(run->path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0700);
}

TEST_CASE("a workspace that can't be made is told with what to change") {
  const TempFolder workspace;
  std::ofstream(workspace.path("file")) << "no folder";

  const auto run = make_run_folder(workspace.path("file/digits"));

  REQUIRE_FALSE(run);
  CHECK(run.error().where.find(workspace.path("file")) == 0);
  CHECK(run.error().hint.find("workspace") != std::string::npos);
}
