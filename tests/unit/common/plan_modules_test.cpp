#include "common/plan_modules.hpp"

#include "tests/support/job_text.hpp"

using namespace ianvs;
using Texts = std::vector<std::string>;

namespace {
JobText job_with(const std::string& hyperparameters) {
  JobText job;
  job.hyperparameters = hyperparameters;
  return job;
}
const std::string place = "svc.yaml:7:";
}  // namespace

TEST_CASE("values keep their Python types and are written as Python's str() writes them") {
  const Plan plan = plan_of(job_with(
      "[{v: {values: [1, 1.0, 1e-4, 1.0e-4, yes, 'yes', ~, 2001-12-14, [1, a], {a: 1}]}}]"));
  const Axis& axis = plan.algorithms[0].modules[0].axes[0];

  CHECK(axis.texts == Texts{"1", "1.0", "1e-4", "0.0001", "True", "yes", "None", "2001-12-14",
                            "[1, 'a']", "{'a': 1}"});
  CHECK(python_type(axis.values[2]) == "str");
  CHECK(python_type(axis.values[3]) == "float");
}

TEST_CASE("hyperparameters of other files come first, and own ones take their places") {
  JobText job = job_with(
      "[{b: {values: [1, 2]}}, {z: {values: [x, y]}}, {other_hyperparameters: {values: [o1.yaml, "
      "o2.yaml]}}]");
  job.others = {{"o1.yaml", "a: 1\nb: 0\nc: old\n"}, {"o2.yaml", "c: new\nd: [1]\n"}};

  CHECK(all_choices_of(plan_of(job)) == Texts{"a=1 b=1 c=new d=[1] z=x", "a=1 b=1 c=new d=[1] z=y",
                                              "a=1 b=2 c=new d=[1] z=x",
                                              "a=1 b=2 c=new d=[1] z=y"});
}

TEST_CASE("an own value that stands later in the file but earlier in the dict varies as in Ianvs") {
  JobText job = job_with(
      "[{other_hyperparameters: {values: [o.yaml]}}, {z: {values: [x, y]}}, {a: {values: [1, "
      "2]}}]");
  job.others = {{"o.yaml", "a: 0\n"}};

  CHECK(all_choices_of(plan_of(job)) == Texts{"a=1 z=x", "a=2 z=x", "a=1 z=y", "a=2 z=y"});
}

TEST_CASE("a hyperparameter that stands twice multiplies, and its last values count, as in Ianvs") {
  const Plan plan =
      plan_of(job_with("[{a: {values: [1, 2]}}, {b: {values: [x]}}, {a: {values: [7, 8]}}]"));

  CHECK(all_choices_of(plan) == Texts{"a=7 b=x", "a=8 b=x", "a=7 b=x", "a=8 b=x"});
  REQUIRE(plan.warnings.size() == 1);
  CHECK(plan.warnings[0].what.find("stands here twice") != std::string::npos);
}

TEST_CASE("of a mapping of several hyperparameters the last counts, with a warning, as in Ianvs") {
  const Plan plan = plan_of(job_with("[{a: {values: [1]}, b: {values: [2]}}]"));

  CHECK(all_choices_of(plan) == Texts{"b=2"});
  REQUIRE(plan.warnings.size() == 1);
  CHECK(plan.warnings[0].what.find("only the last hyperparameter") != std::string::npos);
}

TEST_CASE("lists of hyperparameters that Ianvs can't read are errors where they stand") {
  const struct {
    std::string hyperparameters;
    std::string error;
  } cases[] = {
      {"{C: {values: [1]}}", "found a mapping (allowed: a list of hyperparameters"},
      {"[C]", "[0]: found the text \"C\" (allowed: a mapping such as learning_rate:"},
      {"[{}]", "[0]: found a mapping (allowed: a mapping such as learning_rate:"},
      {"[{C: [1, 2]}]", "[0].C: found a list (allowed: a mapping such as {values: [0.1, 0.2]})"},
      {"[{C: {value: [1]}}]", "[0].C.values: is missing (write values: [...])"},
      {"[{C: {values: []}}]", "[0].C.values: found an empty list (allowed: a list of at least one"},
      {"[{C: {values: 1}}]", "[0].C.values: found the number 1 (allowed: a list of at least one"},
      {"[{C: {values: ~}}]", "[0].C.values: found nothing (allowed: a list of at least one value)"},
      {"[{1: {values: [1]}}]", "[0].1: the name of a hyperparameter is the number 1"},
      {"~", "hyperparameters: found nothing (allowed: a list of hyperparameters"},
      {"[{other_hyperparameters: {values: [1]}}]",
       "values[0]: found the number 1 (allowed: the path"}};
  for (const auto& [hyperparameters, error] : cases) {
    CAPTURE(hyperparameters);
    const Texts errors = errors_of(job_with(hyperparameters));
    REQUIRE(errors.size() == 1);
    CAPTURE(errors[0]);
    CHECK(errors[0].starts_with(place));
    CHECK(errors[0].find(error) != std::string::npos);
  }
}

TEST_CASE("an other_hyperparameters file must be a mapping with texts for names") {
  JobText job = job_with("[{other_hyperparameters: {values: [o.yaml, p.yaml]}}]");
  job.others = {{"o.yaml", "- 1\n"}, {"p.yaml", "a: 1\n2: x\n"}};

  CHECK(errors_of(job) ==
        Texts{"o.yaml:1:1: found a list (allowed: a mapping of names and values)",
              "p.yaml:2:1: 2: the name of a hyperparameter is the number 2 (allowed: a text (in "
              "quotes))"});
}

TEST_CASE("a module needs a type of Ianvs' and a name") {
  JobText job;
  job.algorithm =
      "algorithm:\n  paradigm_type: singletasklearning\n  modules:\n"
      "    - {type: basemodle, name: m}\n    - {type: aggregation}\n    - {name: 5, type: 6}\n"
      "    - basemodel\n";

  const Texts errors = errors_of(job);
  REQUIRE(errors.size() == 5);
  CHECK(errors[0].find("svc.yaml:4:14: algorithm.modules[0].type: found the text \"basemodle\"") ==
        0);
  CHECK(errors[0].find("did you mean basemodel?") != std::string::npos);
  CHECK(errors[1].find("algorithm.modules[1].name: is missing") != std::string::npos);
  CHECK(errors[2].find("modules[2].name: found the number 5") != std::string::npos);
  CHECK(errors[3].find("modules[2].type: found the number 6") != std::string::npos);
  CHECK(errors[4].find("modules[3]: found the text \"basemodel\"") != std::string::npos);
}

TEST_CASE("unknown keys of modules and hyperparameters are warned of once") {
  JobText job;
  job.algorithm =
      "algorithm:\n  paradigm_type: singletasklearning\n  modules:\n"
      "    - {type: basemodel, nmae: x, name: m, hyperparameters: [{a: {values: [1], unit: s}}]}\n"
      "    - {type: aggregation, nmae: y, name: n}\n";

  CHECK(warnings_of(job) ==
        Texts{"svc.yaml:4:25: algorithm.modules[0].nmae: is ignored: an unknown key (did you mean "
              "name?)",
              "svc.yaml:4:79: algorithm.modules[0].hyperparameters[0].a.unit: is ignored: an "
              "unknown key"});
}
