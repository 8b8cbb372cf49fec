#include "common/plan_runner.hpp"

#include "tests/support/job_text.hpp"

using namespace ianvs;
using Texts = std::vector<std::string>;

namespace {
JobText job_with_entry(const std::string& lines) {
  JobText job;
  job.entry_lines = lines;
  return job;
}
}  // namespace

TEST_CASE("test cases are run by Ianvs unless a command is asked for") {
  const Plan by_ianvs = plan_of(job_with_entry("        python: ./venv/bin/python\n"));
  const Plan by_command = plan_of(
      job_with_entry("        runner: command\n        command: [python3, ./svc.py, '5']\n"));

  CHECK(by_ianvs.algorithms[0].runner == RunnerKind::ianvs);
  CHECK(by_ianvs.algorithms[0].python == "./venv/bin/python");
  CHECK(by_command.algorithms[0].runner == RunnerKind::command);
  CHECK(by_command.algorithms[0].command == Texts{"python3", "./svc.py", "5"});
}

TEST_CASE("what doesn't fit the runner is an error") {
  const struct {
    std::string lines;
    std::string error;
  } cases[] = {
      {"        runner: comand\n", "did you mean command?"},
      {"        runner: 1\n", "found the number 1 (allowed: \"ianvs\" or \"command\")"},
      {"        runner: command\n", "command: is missing (write command: ["},
      {"        command: [./svc]\n", "is used by the runner \"command\" only"},
      {"        runner: command\n        command: []\n", "found an empty list"},
      {"        runner: command\n        command: ['']\n", "the program first"},
      {"        runner: command\n        command: ./svc\n",
       "found the text \"./svc\" (allowed: a list"},
      {"        runner: command\n        command: [./svc, 5]\n",
       "command[1]: found the number 5 (allowed: a text (in quotes))"},
      {"        runner: command\n        command: [./svc]\n        python: x\n",
       "is used by the runner \"ianvs\" only"},
      {"        python: 3.11\n",
       "found the number 3.11 (allowed: the path of a Python interpreter)"},
      {"        python: ''\n", "found the text \"\" (allowed: the path of a Python interpreter)"},
      {"        python: \"a\\0b\"\n", "(allowed: the path of a Python interpreter)"},
      {"        partitions: 2\n", "is for the paradigm jointinference only"},
      {"        partitions: 0\n", "found the number 0 (allowed: a whole number from 1 to 1000)"},
      {"        runner: command\n        command: [./svc]\n        partitions: 2\n",
       "is used by the runner \"ianvs\" only (let the command divide its work)"},
      {"        tags: [a]\n", "found a list (allowed: a mapping such as {site: lab2})"},
      {"        tags: {a: [b]}\n", "tags.a: found a list (allowed: a text)"}};
  for (const auto& [lines, error] : cases) {
    CAPTURE(lines);
    const Texts errors = errors_of(job_with_entry(lines));
    REQUIRE(errors.size() == 1);
    CAPTURE(errors[0]);
    CHECK(errors[0].find(error) != std::string::npos);
  }
}

TEST_CASE("joint inference can be divided") {
  JobText job = job_with_entry("        partitions: 4\n");
  job.algorithm =
      "algorithm: {paradigm_type: jointinference, modules: [{type: edgemodel, name: e}]}";

  CHECK(plan_of(job).algorithms[0].partitions == 4);
}
