#include "common/plan_job.hpp"

#include "tests/support/job_text.hpp"

using namespace ianvs;
using Texts = std::vector<std::string>;

namespace {
JobText job_with(const std::string& lines) {
  JobText job;
  job.job_lines = lines;
  return job;
}
JobSettings settings_of(const std::string& lines) { return plan_of(job_with(lines)).job; }
Texts job_errors(const std::string& text) {
  JobFiles files = files_of(JobText());
  files.job = source("job.yaml", text);
  const auto plan = make_plan(files);
  return plan ? Texts() : texts_of(plan.error());
}
}  // namespace

TEST_CASE("a job that says nothing of ours runs as in Ianvs, one test case at a time") {
  const JobSettings job = settings_of("");

  CHECK(job.name == "digits");
  CHECK(job.workspace == "./ws");
  CHECK_FALSE(job.parallel_execution);
  CHECK_FALSE(job.num_workers);
  CHECK_FALSE(job.max_failures.count);
  CHECK_FALSE(job.max_failures.percent);
}

TEST_CASE("a job's own settings are read") {
  const JobSettings job = settings_of(
      "  parallel_execution: yes\n  num_workers: 4\n  max_failures: 7\n"
      "  stage: [./a, ./b]\n  launch: slurm\n");

  CHECK(job.parallel_execution);
  CHECK(job.num_workers == 4);
  CHECK(job.max_failures.count == 7);
  CHECK(job.stage == Texts{"./a", "./b"});
  CHECK(job.launch == "slurm");
  CHECK_FALSE(settings_of("  num_workers: auto\n").num_workers);
}

TEST_CASE("failures are limited by number or percentage, and fail_fast is a limit of one") {
  CHECK(settings_of("  max_failures: 5%\n").max_failures.percent == 5.0);
  CHECK(settings_of("  max_failures: '0.5%'\n").max_failures.percent == 0.5);
  CHECK(settings_of("  fail_fast: true\n").max_failures.count == 1);
  CHECK(settings_of("  fail_fast: true\n  max_failures: 1\n").max_failures.count == 1);
  CHECK_FALSE(settings_of("  fail_fast: false\n").max_failures.count);
  CHECK_FALSE(settings_of("  max_failures: ~\n").max_failures.count);
}

TEST_CASE("limits of failures that say nothing are refused") {
  for (const std::string value :
       {"0", "-1", "1.5", "0%", "101%", "'5'", "'% '", "5%%", "true", "[5]"}) {
    CAPTURE(value);
    const Texts errors = errors_of(job_with("  max_failures: " + value + "\n"));
    REQUIRE(errors.size() == 1);
    CHECK(
        errors[0].find("(allowed: a whole number of at least 1, or a percentage such as \"5%\")") !=
        std::string::npos);
  }
}

TEST_CASE("a job without name and workspace has Ianvs' defaults") {
  JobFiles files = files_of(JobText());
  files.job = source("job.yaml",
                     "benchmarkingjob:\n  testenv: te.yaml\n  test_object:\n    type: algorithms\n"
                     "    algorithms: [{name: svc, url: svc.yaml}]\n  rank: {}\n");
  const Plan plan = make_plan(files).value();

  CHECK(plan.job.name.empty());
  CHECK(plan.job.workspace == "./workspace");
}

TEST_CASE("job files that Ianvs can't read are errors with all that is missing") {
  const struct {
    std::string file;
    Texts errors;
  } cases[] = {
      {"# nothing", {"job.yaml: is empty (allowed: a mapping with the key benchmarkingjob)"}},
      {"benchmarkingjob: x",
       {"job.yaml:1:18: benchmarkingjob: found the text \"x\" (allowed: a mapping of name, "
        "workspace, testenv, test_object, rank)"}},
      {"benchmarkingjob: {name: x}",
       {"job.yaml:1:18: benchmarkingjob.rank: is missing (Ianvs loses all results without it)",
        "job.yaml:1:18: benchmarkingjob.testenv: is missing (name the testenv file)",
        "job.yaml:1:18: benchmarkingjob.test_object: is missing (name its type and its "
        "algorithms)"}},
      {"benchmarkingjob: {name: 1, workspace: 2, testenv: 3, test_object: 4, rank: 5}",
       {"job.yaml:1:25: benchmarkingjob.name: found the number 1 (allowed: a text (in quotes))",
        "job.yaml:1:39: benchmarkingjob.workspace: found the number 2 (allowed: the path of a "
        "folder)",
        "job.yaml:1:51: benchmarkingjob.testenv: found the number 3 (allowed: the path of a "
        "testenv "
        "file)",
        "job.yaml:1:67: benchmarkingjob.test_object: found the number 4 (allowed: a mapping of "
        "type "
        "and algorithms)",
        "job.yaml:1:76: benchmarkingjob.rank: found the number 5 (allowed: a mapping of sort_by, "
        "visualization, selected_dataitem, save_mode)"}},
      {"benchmarkingjob: {testenv: te.yaml, rank: {}, test_object: {algorithms: [1, {url: 5}]}}",
       {"job.yaml:1:60: benchmarkingjob.test_object.type: is missing (write type: \"algorithms\")",
        "job.yaml:1:74: benchmarkingjob.test_object.algorithms[0]: found the number 1 (allowed: a "
        "mapping of name and url)",
        "job.yaml:1:77: benchmarkingjob.test_object.algorithms[1].name: is missing (write name: "
        "\"...\")",
        "job.yaml:1:83: benchmarkingjob.test_object.algorithms[1].url: found the number 5 "
        "(allowed: "
        "the path of an algorithm file)"}}};
  for (const auto& [file, errors] : cases) {
    CAPTURE(file);
    CHECK(job_errors(file) == errors);
  }
}

TEST_CASE("keys that nobody knows are warned of, with the word of ours that may be meant") {
  JobText job = job_with("  num_worker: 4\n  memory: 4GB\n  max_retries: 2\n  colour: red\n");
  job.entry_lines = "        time_limit: 2h\n";

  CHECK(
      warnings_of(job) ==
      Texts{"job.yaml:4:3: benchmarkingjob.num_worker: is ignored: an unknown key (did you mean "
            "num_workers?)",
            "job.yaml:5:3: benchmarkingjob.memory: is ignored: an unknown key (did you mean ram in "
            "resources?)",
            "job.yaml:6:3: benchmarkingjob.max_retries: is ignored: an unknown key (did you mean "
            "retries?)",
            "job.yaml:7:3: benchmarkingjob.colour: is ignored: an unknown key",
            "job.yaml:14:9: benchmarkingjob.test_object.algorithms[0].time_limit: is ignored: an "
            "unknown key (did you mean timeout?)"});
}

TEST_CASE("what this version can't do yet is warned of") {
  for (const std::string line :
       {"  stage: [./a]\n", "  launch: slurm\n", "  resources: {ram: auto}\n",
        "  resources: {gpu_memory: 1GB}\n"}) {
    CAPTURE(line);
    const Texts warnings = warnings_of(job_with(line));
    REQUIRE(warnings.size() == 1);
    CHECK(warnings[0].find("this version does not") != std::string::npos);
  }
}

TEST_CASE("a name that leads out of the workspace is refused") {
  const auto named = [](const std::string& name) {
    return job_errors("benchmarkingjob:\n  name: '" + name +
                      "'\n  testenv: te.yaml\n  test_object:\n    type: algorithms\n"
                      "    algorithms: [{name: svc, url: svc.yaml}]\n  rank: {}\n");
  };
  for (const std::string name : {"../x", "", ".", "..", "/x", "a/../../x"}) {
    CAPTURE(name);
    const Texts errors = named(name);
    REQUIRE(errors.size() == 1);
    CHECK(errors[0].starts_with("job.yaml:2:9: benchmarkingjob.name: "));
  }
  CHECK(named("..x").empty());
}

TEST_CASE("a simulation block is kept as it is written") {
  const Value simulation =
      settings_of(
          "  simulation: {cloud_number: 1, edge_number: 2, cluster_name: sim,\n"
          "    kubeedge_version: latest, sedna_version: '0.4.3'}\n")
          .simulation;

  CHECK(python_str(simulation) ==
        "{'cloud_number': 1, 'edge_number': 2, 'cluster_name': 'sim', 'kubeedge_version': "
        "'latest', 'sedna_version': '0.4.3'}");
  CHECK(settings_of("").simulation.is_none());
}

TEST_CASE("a simulation block that Ianvs would refuse is an error before anything runs") {
  const std::pair<std::string, std::string> cases[] = {
      {"~", "benchmarkingjob.simulation: found nothing"},
      {"[1]", "benchmarkingjob.simulation: found a list"},
      {"{cloud_number: '1'}", "benchmarkingjob.simulation.cloud_number: found the text \"1\""},
      {"{edge_number: -1}", "benchmarkingjob.simulation.edge_number: found the number -1"},
      {"{sedna_version: 0.4}", "benchmarkingjob.simulation.sedna_version: found the number 0.4"},
      {"{cluster_name: 5}", "benchmarkingjob.simulation.cluster_name: found the number 5"},
  };
  for (const auto& [block, error] : cases) {
    CAPTURE(block);
    const Texts errors = errors_of(job_with("  simulation: " + block + "\n"));
    REQUIRE(errors.size() == 1);
    CHECK(errors[0].find(error) != std::string::npos);
  }
}

TEST_CASE("a key of the simulation that Ianvs doesn't know is warned of, since Ianvs ignores it") {
  const Texts warnings = warnings_of(job_with("  simulation: {cloud_numbers: 1}\n"));

  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0].find("cloud_numbers") != std::string::npos);
}

TEST_CASE("our keys at the wrong level are errors that name the right one") {
  JobText job = job_with("  command: [./x]\n");
  job.entry_lines = "        fail_fast: true\n";

  const Texts errors = errors_of(job);
  REQUIRE(errors.size() == 2);
  CHECK(errors[0].find("benchmarkingjob.command: doesn't belong here") != std::string::npos);
  CHECK(errors[1].find("algorithms[0].fail_fast: doesn't belong here") != std::string::npos);
}
