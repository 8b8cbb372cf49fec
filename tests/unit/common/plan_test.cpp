#include "common/plan.hpp"

#include <set>

#include "tests/support/job_text.hpp"

using namespace ianvs;
using Texts = std::vector<std::string>;

TEST_CASE("hyperparameters are combined in the order of the file, the last one fastest") {
  JobText job;
  job.hyperparameters = "[{C: {values: [1, 10]}}, {gamma: {values: [scale, 0.5, ~]}}]";

  CHECK(all_choices_of(plan_of(job)) == Texts{"C=1 gamma=scale", "C=1 gamma=0.5", "C=1 gamma=None",
                                              "C=10 gamma=scale", "C=10 gamma=0.5",
                                              "C=10 gamma=None"});
}

TEST_CASE("modules are combined in the order of the file, one without hyperparameters once") {
  JobText job;
  job.algorithm =
      "algorithm:\n  paradigm_type: incrementallearning\n  modules:\n"
      "    - {type: basemodel, name: m, hyperparameters: [{a: {values: [1, 2]}}]}\n"
      "    - {type: aggregation, name: g}\n"
      "    - {type: hard_example_mining, name: h, hyperparameters: [{b: {values: [x, y]}}]}\n";

  CHECK(all_choices_of(plan_of(job)) ==
        Texts{"a=1 |  | b=x", "a=1 |  | b=y", "a=2 |  | b=x", "a=2 |  | b=y"});
}

TEST_CASE("of modules of equal type the last is used at the first one's place, with a warning") {
  JobText job;
  job.algorithm =
      "algorithm:\n  paradigm_type: singletasklearning\n  modules:\n"
      "    - {type: basemodel, name: m, hyperparameters: [{a: {values: [1, 2]}}]}\n"
      "    - {type: aggregation, name: g, hyperparameters: [{b: {values: [7]}}]}\n"
      "    - {type: basemodel, name: n, hyperparameters: [{c: {values: [x, y]}}]}\n";
  const Plan plan = plan_of(job);

  CHECK(all_choices_of(plan) == Texts{"c=x | b=7", "c=y | b=7", "c=x | b=7", "c=y | b=7"});
  REQUIRE(plan.warnings.size() == 1);
  CHECK(plan.warnings[0].file == "svc.yaml");
  CHECK(plan.warnings[0].line == 6);
  CHECK(plan.warnings[0].what.find("replaces \"m\"") != std::string::npos);
}

TEST_CASE("each algorithm has its range of test cases") {
  JobText text;
  JobFiles files = files_of(text);
  files.job = source("job.yaml",
                     "benchmarkingjob:\n  testenv: te.yaml\n  test_object:\n    type: algorithms\n"
                     "    algorithms: [{name: a, url: svc.yaml}, {name: b, url: one.yaml}, "
                     "{name: c, url: svc.yaml}]\n  rank: {}\n");
  files.algorithms = {files.algorithms[0],
                      source("one.yaml",
                             "algorithm: {paradigm_type: singletasklearning, modules: "
                             "[{type: basemodel, name: m}]}"),
                      files.algorithms[0]};
  const Plan plan = make_plan(files).value();

  CHECK(plan.test_case_count() == 5);
  const char* names[] = {"a", "a", "b", "c", "c"};
  for (std::uint32_t i = 0; i < 5; ++i) {
    CAPTURE(i);
    CHECK(plan.algorithm_of({i}).name == names[i]);
    CHECK(plan.test_case({i}).algorithm == &plan.algorithm_of({i}));
  }
  CHECK(choices_of(plan, 4) == "C=10");
}

TEST_CASE("a hundred thousand test cases are planned, each another one") {
  JobText job;
  const std::string ten = "{values: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]}";
  job.hyperparameters =
      "[{a: " + ten + "}, {b: " + ten + "}, {c: " + ten + "}, {d: " + ten + "}, {e: " + ten + "}]";
  const Plan plan = plan_of(job);

  CHECK(plan.test_case_count() == 100'000);
  CHECK(choices_of(plan, 0) == "a=0 b=0 c=0 d=0 e=0");
  CHECK(choices_of(plan, 12'345) == "a=1 b=2 c=3 d=4 e=5");
  CHECK(choices_of(plan, 99'999) == "a=9 b=9 c=9 d=9 e=9");
  const auto ids = test_case_ids(plan, RunId{1});
  CHECK(std::set<TestCaseId>(ids.begin(), ids.end()).size() == 100'000);
}

TEST_CASE("a job of more than a million test cases is refused with the counts of its modules") {
  std::string many = "{values: [0";
  for (int i = 1; i < 1'100; ++i) {
    many += ", " + std::to_string(i);
  }
  JobText job;
  job.hyperparameters = "[{a: " + many + "]}}, {b: " + many + "]}}]";

  CHECK(errors_of(job) ==
        Texts{"svc.yaml:4:5: algorithm.modules: gives 1210000 test cases: basemodel \"svc\" "
              "1210000 (at most 1000000 in a job; shorten lists of values)"});
}

TEST_CASE("a product beyond 64 bits is refused like any other that is too large") {
  std::string axes = "[";
  for (int i = 0; i < 70; ++i) {
    axes += "{p" + std::to_string(i) + ": {values: [0, 1]}}, ";
  }
  JobText job;
  job.hyperparameters = axes + "]";

  REQUIRE(errors_of(job).size() == 1);
  CHECK(errors_of(job)[0].find("more than 10^19") != std::string::npos);
}

TEST_CASE("algorithms that are too many together are refused at the list of them") {
  std::string many = "{values: [0";
  for (int i = 1; i < 900; ++i) {
    many += ", " + std::to_string(i);
  }
  JobText text;
  text.hyperparameters = "[{a: " + many + "]}}, {b: " + many + "]}}]";
  JobFiles files = files_of(text);
  files.job = source("job.yaml",
                     "benchmarkingjob:\n  testenv: te.yaml\n  test_object:\n    type: algorithms\n"
                     "    algorithms: [{name: a, url: svc.yaml}, {name: b, url: svc.yaml}]\n"
                     "  rank: {}\n");
  files.algorithms.push_back(files.algorithms[0]);

  const auto plan = make_plan(files);
  REQUIRE_FALSE(plan);
  CHECK(texts_of(plan.error()) ==
        Texts{"job.yaml:5:17: benchmarkingjob.test_object.algorithms: gives more than 1000000 test "
              "cases in all (make several jobs of it)"});
}

TEST_CASE("errors of all files are told in the order of the files and their lines, each once") {
  JobText job;
  job.job_lines = "  num_workers: 0\n";
  job.entry_lines = "        retries: x\n";
  job.testenv = "testenv: {dataset: {}, metrics: []}";
  job.hyperparameters = "[{a: {values: []}}, {a: {}}]";

  const Texts errors = errors_of(job);
  REQUIRE(errors.size() == 5);
  CHECK(errors[0].starts_with("job.yaml:4:16: benchmarkingjob.num_workers"));
  CHECK(errors[1].starts_with("job.yaml:11:18: benchmarkingjob.test_object.algorithms[0].retries"));
  CHECK(errors[2].starts_with("te.yaml:1:33: testenv.metrics"));
  CHECK(errors[3].starts_with("svc.yaml:7:38: algorithm.modules[0].hyperparameters[0].a.values"));
  CHECK(errors[4].starts_with("svc.yaml:7:48: algorithm.modules[0].hyperparameters[1].a.values"));
}

TEST_CASE("what can't be read is left out, and the other files' errors are still told") {
  JobText job;
  job.testenv = "testenv: {dataset: {}, metrics: []}";
  JobFiles files = files_of(job);
  files.job.readable = false;
  files.algorithms[0].readable = false;

  const auto plan = make_plan(files);
  REQUIRE_FALSE(plan);
  CHECK(plan.error().size() == 1);
}
