#include "coordinator/job.hpp"

#include <doctest/doctest.h>

#include "common/log.hpp"
#include "tests/support/temp_folder.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {

struct Fixture {
  std::string logged;
  Fixture() {
    set_up_log(
        {.program = {}, .json = false, .verbosity = 0, .write = [this](std::string_view line) {
           logged += line;
         }});
  }
  ~Fixture() { set_up_log({}); }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a job that isn't there gives no plan, but its name") {
  const TempFolder folder;

  CHECK_FALSE(read_plan(folder.path("none.yaml")));

  CHECK(logged.starts_with("error: " + folder.path("none.yaml")));
}
