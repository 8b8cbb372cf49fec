#include "coordinator/partition_files.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "coordinator/run_paths.hpp"
#include "tests/support/plans.hpp"
#include "tests/support/temp_folder.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;
using namespace ianvs::test;

namespace {

struct Fixture {
  Fixture() : ids(test_case_ids(plan, RunId{1})), files(plan, ids, folder.path()) {
    for (const std::uint32_t i : {0U, 1U, 2U}) {
      const std::filesystem::path path = partition_path(folder.path(), ids[i], 2, 1);
      std::filesystem::create_directories(path.parent_path());
      std::ofstream(path) << "results";
    }
  }
  void ends(std::uint32_t test_case, Outcome outcome) {
    TestCaseDone done;
    done.test_case = TestCaseIndex{test_case};
    done.outcome = outcome;
    files.hear(done);
  }
  bool has(std::uint32_t test_case) const {
    return std::filesystem::exists(partitions_folder(folder.path(), ids[test_case]));
  }

  TempFolder folder;
  Plan plan = PlanBuilder().algorithm(3).partitions(2).build();
  std::vector<TestCaseId> ids;
  PartitionFiles files;
};

}  // namespace

TEST_CASE("what partitions left goes with the success of their test case, and of that alone") {
  Fixture run;

  run.ends(0, Outcome::succeeded);

  CHECK_FALSE(run.has(0));
  CHECK(run.has(1));
}

TEST_CASE("of a failed test case it stays to the run's end, as a late success may want it") {
  Fixture run;
  run.ends(0, Outcome::failed);
  run.ends(1, Outcome::failed);
  CHECK(run.has(0));

  run.ends(1, Outcome::succeeded);
  CHECK_FALSE(run.has(1));
  run.files.run_ended();

  CHECK_FALSE(run.has(0));
}

TEST_CASE("of a cancelled test case it stays, so that another run can go on") {
  Fixture run;
  run.ends(0, Outcome::succeeded);
  run.ends(1, Outcome::cancelled);
  run.ends(2, Outcome::failed);

  run.files.run_ended();

  CHECK(run.has(1));
  CHECK_FALSE(run.has(2));
}

TEST_CASE("nothing is left where every test case has ended well") {
  Fixture run;
  for (const std::uint32_t i : {0U, 1U, 2U}) run.ends(i, Outcome::succeeded);

  run.files.run_ended();

  CHECK_FALSE(std::filesystem::exists(run.folder.path() + "/partitions"));
}
