// Real Ianvs jobs against what Ianvs' own parser makes of them, where that collection is at hand.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "common/file.hpp"
#include "common/job_files.hpp"
#include "coordinator/plan_print.hpp"
#include "tests/support/working_folder.hpp"

using namespace ianvs;
using nlohmann::ordered_json;

namespace {

std::filesystem::path collection() {
  const char* set = std::getenv("IANVS_SHARED");
  return set != nullptr ? std::filesystem::path(set)
                        : std::filesystem::path(IANVS_SOURCE_DIR) / "../shared/ianvs";
}

/// What we print of a job, without what Ianvs' parser has no word for.
ordered_json our_plan(const std::string& job) {
  const auto files = read_job_files(job);
  REQUIRE_MESSAGE(files, (files ? "" : to_text(files.error().front())));
  const auto plan = make_plan(*files);
  REQUIRE_MESSAGE(plan, (plan ? "" : to_text(plan.error().front())));
  std::ostringstream out;
  coordinator::print_plan_json(out, *plan, test_case_ids(*plan, RunId{1}));
  ordered_json printed = ordered_json::parse(out.str());
  for (ordered_json& test_case : printed["testcases"]) {
    test_case.erase("id");
    test_case.erase("resources");
  }
  return printed;
}

}  // namespace

TEST_CASE("Ianvs' own examples become the same test cases in the same order as in Ianvs") {
  const auto folder = collection();
  if (!std::filesystem::is_directory(folder / "expected")) {
    MESSAGE("skipped: no collection of Ianvs jobs at " << folder.string());
    return;
  }
  const WorkingFolder here(folder);
  int compared = 0;
  for (const auto& entry : std::filesystem::directory_iterator("expected")) {
    CAPTURE(entry.path().string());
    ordered_json expected = ordered_json::parse(read_file(entry.path().string(), 16 << 20).value());
    const std::string job = expected.value("job", "quirks/job.yaml");
    expected.erase("job");
    CHECK(our_plan(job) == expected);
    ++compared;
  }
  CHECK(compared >= 12);
}
