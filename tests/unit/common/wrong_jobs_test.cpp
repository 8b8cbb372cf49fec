// Every wrong job file of tests/data/wrong, and what a person is told of it.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "common/file.hpp"
#include "common/job_files.hpp"
#include "tests/support/working_folder.hpp"

using namespace ianvs;

namespace {

std::string to_lines(const Diagnostics& diagnostics) {
  std::string lines;
  for (const Diagnostic& diagnostic : diagnostics) {
    lines += to_text(diagnostic) + "\n";
  }
  return lines;
}

std::string what_is_told_of(const std::string& job) {
  const auto files = read_job_files(job);
  if (!files) {
    return to_lines(files.error());
  }
  const auto plan = make_plan(*files);
  return plan ? "nothing: it is planned" : to_lines(plan.error());
}

std::vector<std::string> jobs_in(const std::filesystem::path& folder) {
  std::vector<std::string> jobs;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().extension() == ".yaml") {
      jobs.push_back(entry.path().string());
    }
  }
  std::sort(jobs.begin(), jobs.end());
  return jobs;
}

}  // namespace

TEST_CASE("each wrong job file is told of as the file beside it says, all errors at once") {
  const WorkingFolder data(std::filesystem::path(IANVS_SOURCE_DIR) / "tests/data");
  const auto jobs = jobs_in("wrong");

  CHECK(jobs.size() >= 50);
  for (const std::string& job : jobs) {
    CAPTURE(job);
    const auto expected = read_file(job.substr(0, job.rfind('.')) + ".expected", 1 << 20);
    REQUIRE(expected);
    CHECK(what_is_told_of(job) == *expected);
  }
}
