#include "agent/run_site.hpp"

#include <doctest/doctest.h>

#include <filesystem>

#include "common/file.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/temp_folder.hpp"

using namespace ianvs;
using namespace ianvs::agent;
using std::filesystem::exists;

namespace {

struct Run {
  Run() { REQUIRE(make_folders(welcome.run_folder)); }

  TempFolder folder;
  Welcome welcome = [this] {
    Welcome message = test::example_welcome();
    message.directory = folder.path();
    message.run_folder = folder.path("ws/runs/3");
    return message;
  }();
};

const std::string& spool_name() {
  static const std::string name = "spool/" + hex_text(test::example_agent());
  return name;
}

}  // namespace

TEST_CASE("entering a run makes the agent's own folders in it") {
  const Run run;
  auto site =
      RunSite::enter(run.welcome, test::example_agent(), {"/dev/shm/mine", "/tmp/mine"}).value();
  CHECK(site.folders.directory == run.folder.path());
  CHECK(exists(run.welcome.run_folder + "/logs"));
  CHECK(site.spool.folder() == run.welcome.run_folder + "/" + spool_name());
  CHECK(site.folders.scratch == "/dev/shm/mine");
  CHECK(site.folders.temporary == "/tmp/mine");

  REQUIRE(site.spool.put(test::example_result(7)));
  site.leave();
  CHECK(exists(site.spool.folder() + "/7.done"));
  site.spool.remove(AttemptId{7});
  site.leave();
  CHECK_FALSE(exists(site.spool.folder()));
}

TEST_CASE("without a folder in memory, and on file systems of other nodes, the spool's is used") {
  Run run;
  CHECK(RunSite::enter(run.welcome, test::example_agent(), {}).value().folders.scratch ==
        run.welcome.run_folder + "/" + spool_name());
}

TEST_CASE("a folder of the run that isn't there is named and not made") {
  Run run;
  run.welcome.run_folder = run.folder.path("elsewhere/runs/3");
  CHECK(RunSite::enter(run.welcome, test::example_agent(), {}).error().where ==
        run.welcome.run_folder);
  CHECK_FALSE(exists(run.folder.path("elsewhere")));

  run.welcome.directory = run.folder.path("gone");
  CHECK(RunSite::enter(run.welcome, test::example_agent(), {}).error().where ==
        run.welcome.directory);
}

TEST_CASE("a file in the place of a folder is told") {
  const Run run;
  REQUIRE(write_file(run.welcome.run_folder + "/spool", ""));
  const auto site = RunSite::enter(run.welcome, test::example_agent(), {});
  REQUIRE_FALSE(site);
  CHECK(site.error().where.find("/spool") != std::string::npos);
}
