#include "common/job_files.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "common/file.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/working_folder.hpp"

using namespace ianvs;

namespace {

/// A folder with a job of two algorithms that share a file, and the current one meanwhile.
struct Job {
  TempFolder folder;
  WorkingFolder here{folder.path()};

  Job() {
    put("job.yaml",
        "benchmarkingjob:\n  testenv: te.yaml\n  test_object:\n    type: algorithms\n"
        "    algorithms: [{name: a, url: alg.yaml}, {name: b, url: alg.yaml}]\n  rank: {}\n");
    put("te.yaml", "testenv: {dataset: {}, metrics: [{name: m, url: m.py}]}\n");
    put("alg.yaml",
        "algorithm:\n  paradigm_type: singletasklearning\n  modules:\n"
        "    - type: basemodel\n      name: x\n      hyperparameters:\n"
        "        - other_hyperparameters: {values: [o.yaml, o.yaml]}\n");
    put("o.yaml", "lr: 0.1\n");
  }
  static void put(const std::string& path, const std::string& text) {
    REQUIRE(write_file(path, text));
  }
  static std::vector<std::string> errors() {
    const auto files = read_job_files("job.yaml");
    std::vector<std::string> texts;
    for (const Diagnostic& diagnostic : files ? Diagnostics() : files.error()) {
      texts.push_back(to_text(diagnostic));
    }
    return texts;
  }
};

}  // namespace

TEST_CASE("a job's files are read: one for each algorithm, other files once") {
  const Job job;
  const JobFiles files = read_job_files("job.yaml").value();

  CHECK(files.job.path == "job.yaml");
  CHECK(files.testenv.path == "te.yaml");
  REQUIRE(files.algorithms.size() == 2);
  CHECK(files.algorithms[0].tree == files.algorithms[1].tree);
  REQUIRE(files.others.size() == 1);
  CHECK(*files.others[0].tree.find("lr")->as_float() == 0.1);
  CHECK(make_plan(files)->test_case_count() == 2);
}

TEST_CASE("every file that is missing is told where it is named, beside what is wrong elsewhere") {
  const Job job;
  std::filesystem::remove("te.yaml");
  std::filesystem::remove("o.yaml");
  Job::put(
      "job.yaml",
      "benchmarkingjob:\n  retries: x\n  testenv: te.yaml\n  test_object:\n    type: algorithms\n"
      "    algorithms: [{name: a, url: alg.yaml}, {name: b, url: none.yaml}]\n  rank: {}\n");

  const auto errors = Job::errors();
  REQUIRE(errors.size() == 4);
  CHECK(errors[0].starts_with("job.yaml:2:12: benchmarkingjob.retries: found the text \"x\""));
  CHECK(
      errors[1].starts_with("job.yaml:3:12: benchmarkingjob.testenv: the file \"te.yaml\": no "
                            "such file"));
  CHECK(
      errors[2].starts_with("job.yaml:6:59: benchmarkingjob.test_object.algorithms[1].url: the "
                            "file \"none.yaml\": no such file"));
  CHECK(
      errors[3].starts_with("alg.yaml:7:44: algorithm.modules[0].hyperparameters[0]."
                            "other_hyperparameters.values[0]: the file \"o.yaml\": no such file"));
}

TEST_CASE("a file that is no YAML is told at its own line, once") {
  const Job job;
  Job::put("alg.yaml", "algorithm:\n  a: b: c\n");

  const auto errors = Job::errors();
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].starts_with("alg.yaml:2:7: not valid YAML"));
}

TEST_CASE("a job that is a folder is told as such") {
  const Job job;
  std::filesystem::remove("job.yaml");
  std::filesystem::create_directory("job.yaml");

  CHECK(Job::errors() == std::vector<std::string>{"job.yaml: is a folder, not a file"});
}

TEST_CASE("a file that may not be read is told where it is named") {
  const Job job;
  REQUIRE(::chmod("te.yaml", 0) == 0);
  if (::access("te.yaml", R_OK) == 0) {
    MESSAGE("skipped: this user may read everything");
    return;
  }

  const auto errors = Job::errors();
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].find("job.yaml:2:12: benchmarkingjob.testenv: the file \"te.yaml\": cannot read "
                       "(Permission denied)") == 0);
}
