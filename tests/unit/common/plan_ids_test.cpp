#include <set>

#include "common/plan.hpp"
#include "tests/support/job_text.hpp"

using namespace ianvs;

namespace {
std::vector<TestCaseId> ids_of(const JobText& job, std::uint64_t run = 1) {
  return test_case_ids(plan_of(job), RunId{run});
}
JobText job_with(const std::string& hyperparameters) {
  JobText job;
  job.hyperparameters = hyperparameters;
  return job;
}
}  // namespace

TEST_CASE("ids stay the same from version to version") {
  CHECK(uuid_text(ids_of(JobText())[0]) == "5bf7d341-0c67-59c2-a297-7fc2d4be2f8e");
  CHECK(uuid_text(ids_of(JobText())[1]) == "170d365e-5e11-56c3-b4ed-bbf7457f4d7d");
}

TEST_CASE("an id depends on the run, the algorithm, its modules and the texts of their values") {
  const TestCaseId id = ids_of(JobText())[0];
  JobText other_workspace;
  other_workspace.job_lines = "  retries: 3\n";
  JobText other_url;
  other_url.algorithm =
      "algorithm: {paradigm_type: singletasklearning, modules: [{type: basemodel, name: svc, "
      "url: svc.py, hyperparameters: [{C: {values: [1]}}]}]}";

  CHECK(ids_of(other_workspace)[0] == id);
  CHECK(ids_of(job_with("[{C: {values: ['1']}}]"))[0] == id);
  CHECK(ids_of(JobText(), 2)[0] != id);
  CHECK(ids_of(other_url)[0] != id);
  CHECK(ids_of(job_with("[{C: {values: [1.0]}}]"))[0] != id);
  CHECK(ids_of(job_with("[{D: {values: [1]}}]"))[0] != id);
}

TEST_CASE("names and values can't be shifted into one another") {
  CHECK(ids_of(job_with("[{ab: {values: [c]}}]"))[0] !=
        ids_of(job_with("[{a: {values: [bc]}}]"))[0]);
  CHECK(ids_of(job_with("[{a: {values: ['1:b1:c']}}]"))[0] !=
        ids_of(job_with("[{a: {values: [1]}}, {b: {values: [c]}}]"))[0]);
}

TEST_CASE("equal test cases have ids of their own, the same in every run of the program") {
  const auto ids = ids_of(job_with("[{a: {values: [1, 1, '1', 2]}}]"));

  CHECK(std::set<TestCaseId>(ids.begin(), ids.end()).size() == 4);
  CHECK(ids == ids_of(job_with("[{a: {values: [1, 1, '1', 2]}}]")));
  CHECK(ids[0] == ids_of(job_with("[{a: {values: [1]}}]"))[0]);
}
