#include "common/plan_algorithm.hpp"

#include "tests/support/job_text.hpp"

using namespace ianvs;
using Texts = std::vector<std::string>;

namespace {
JobText job_with_algorithm(const std::string& algorithm) {
  JobText job;
  job.algorithm = algorithm;
  return job;
}
const std::string modules = "  modules: [{type: basemodel, name: m}]\n";
}  // namespace

TEST_CASE("every paradigm of Ianvs is taken") {
  for (const std::string paradigm :
       {"singletasklearning", "incrementallearning", "multiedgeinference", "lifelonglearning",
        "federatedlearning", "federatedclassincrementallearning", "jointinference"}) {
    CAPTURE(paradigm);
    const Plan plan =
        plan_of(job_with_algorithm("algorithm:\n  paradigm_type: " + paradigm + "\n" + modules));
    CHECK(plan.algorithms[0].paradigm == paradigm);
  }
}

TEST_CASE("algorithm files that Ianvs can't read are errors") {
  const struct {
    std::string file, error;
  } cases[] = {
      {"", "svc.yaml: is empty (allowed: a mapping with the key algorithm)"},
      {"- a", "svc.yaml:1:1: found a list (allowed: a mapping with the key algorithm)"},
      {"algoritm: {}", "svc.yaml:1:1: algorithm: is missing (an algorithm file begins with"},
      {"algorithm:", "svc.yaml:1:1: algorithm: found nothing (allowed: a mapping of"},
      {"algorithm:\n" + modules, "algorithm.paradigm_type: is missing"},
      {"algorithm:\n  paradigm_type: 1\n" + modules, "paradigm_type: found the number 1"},
      {"algorithm:\n  paradigm_type: jointinference\n", "algorithm.modules: is missing"},
      {"algorithm: {paradigm_type: jointinference, modules: []}",
       "algorithm.modules: found an empty list (allowed: a list of at least one module)"},
      {"algorithm: {paradigm_type: jointinference, modules: {}}",
       "algorithm.modules: found a mapping (allowed: a list of modules"},
      {"algorithm:\n  paradigm_type: jointinference\n  initial_model_url: 1\n" + modules,
       "svc.yaml:3:22: algorithm.initial_model_url: found the number 1"},
      {"algorithm:\n  paradigm_type: jointinference\n  lifelong_learning_data_setting: x\n" +
           modules,
       "algorithm.lifelong_learning_data_setting: found the text \"x\""},
      {"algorithm:\n  paradigm_type: jointinference\n  third_party_packages: [{name: x}]\n" +
           modules,
       "algorithm.third_party_packages[0].url: is missing"}};
  for (const auto& [file, error] : cases) {
    CAPTURE(file);
    JobText job = job_with_algorithm(file.empty() ? "# nothing\n" : file);
    const Texts errors = errors_of(job);
    REQUIRE(errors.size() == 1);
    CAPTURE(errors[0]);
    CHECK(errors[0].find(error) != std::string::npos);
  }
}

TEST_CASE("an algorithm without modules is one test case for a program, and nothing for Ianvs") {
  JobText job = job_with_algorithm("algorithm: {paradigm_type: jointinference, modules: []}");
  job.entry_lines = "        runner: command\n        command: [./run]\n";

  CHECK(plan_of(job).test_case_count() == 1);
}

TEST_CASE("the other settings of an algorithm file are kept for its runner") {
  const Plan plan = plan_of(job_with_algorithm(
      "algorithm:\n  paradigm_type: federatedlearning\n  initial_model_url: /m.pb\n" + modules));

  const Value& settings = plan.algorithms[0].settings;
  CHECK(*settings.find("initial_model_url")->as_string() == "/m.pb");
  CHECK(settings.find("modules") == nullptr);
}

TEST_CASE("a name in the algorithm file goes before the job's, with a warning, as in Ianvs") {
  const Plan plan = plan_of(job_with_algorithm(
      "algorithm:\n  name: tree\n  paradigm_type: singletasklearning\n" + modules));

  CHECK(plan.algorithms[0].name == "tree");
  REQUIRE(plan.warnings.size() == 1);
  CHECK(plan.warnings[0].line == 2);
}

TEST_CASE("our keys in an algorithm file are warned of with the place where they belong") {
  CHECK(warnings_of(job_with_algorithm("algorithm:\n  paradigm_type: jointinference\n"
                                       "  timeout: 2h\n  modes: x\n" +
                                       modules)) ==
        Texts{"svc.yaml:3:12: algorithm.timeout: is ignored here (write it in the job file, beside "
              "the algorithm's url)",
              "svc.yaml:4:3: algorithm.modes: is ignored: an unknown key (did you mean mode?)"});
}
