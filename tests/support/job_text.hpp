/// Makes plans from YAML in tests: a small job that is right, and whatever a test adds to it.
#pragma once
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "common/plan.hpp"
#include "common/yaml.hpp"

/// So that a failed comparison shows both sides.
template <>
struct doctest::StringMaker<std::vector<std::string>> {
  static String convert(const std::vector<std::string>& texts) {
    std::string lines;
    for (const std::string& text : texts) {
      lines += "\n    " + text;
    }
    return lines.c_str();
  }
};

namespace ianvs {

/// The files of a job of one algorithm, "svc". Tests replace or append to what they are about.
struct JobText {
  std::string job_lines;    ///< lines under benchmarkingjob, indented by two
  std::string entry_lines;  ///< lines of the algorithm's entry in the job, indented by eight
  std::string rank = "{sort_by: [{accuracy: descend}]}";
  std::string testenv =
      "testenv:\n"
      "  dataset: {train_index: /data/train.txt, test_index: /data/test.txt}\n"
      "  metrics: [{name: accuracy, url: ./accuracy.py}]\n";
  std::string hyperparameters = "[{C: {values: [1, 10]}}]";
  std::string algorithm;  ///< the whole file, if `hyperparameters` don't do
  std::vector<std::pair<std::string, std::string>> others;  ///< path and text
};

inline SourceFile source(const std::string& path, const std::string& text) {
  auto tree = parse_yaml(text, path);
  REQUIRE_MESSAGE(tree, (tree ? "" : to_text(tree.error().front())));
  return {path, std::move(*tree), true};
}

inline JobFiles files_of(const JobText& text) {
  const std::string job = "benchmarkingjob:\n  name: digits\n  workspace: ./ws\n" + text.job_lines +
                          "  testenv: te.yaml\n"
                          "  test_object:\n    type: algorithms\n    algorithms:\n"
                          "      - name: svc\n        url: svc.yaml\n" +
                          text.entry_lines + "  rank: " + text.rank + "\n";
  const std::string algorithm =
      !text.algorithm.empty()
          ? text.algorithm
          : "algorithm:\n  paradigm_type: singletasklearning\n  modules:\n    - type: basemodel\n"
            "      name: svc\n      url: ./svc.py\n      hyperparameters: " +
                text.hyperparameters + "\n";
  JobFiles files{source("job.yaml", job),
                 source("te.yaml", text.testenv),
                 {source("svc.yaml", algorithm)},
                 {}};
  for (const auto& [path, content] : text.others) {
    files.others.push_back(source(path, content));
  }
  return files;
}

inline Plan plan_of(const JobText& text) {
  auto plan = make_plan(files_of(text));
  REQUIRE_MESSAGE(plan, (plan ? "" : to_text(plan.error().front())));
  return std::move(*plan);
}

inline std::vector<std::string> texts_of(const Diagnostics& diagnostics) {
  std::vector<std::string> texts;
  for (const Diagnostic& diagnostic : diagnostics) {
    texts.push_back(to_text(diagnostic));
  }
  return texts;
}

/// What is told of a wrong job; empty if it is planned.
inline std::vector<std::string> errors_of(const JobText& text) {
  const auto plan = make_plan(files_of(text));
  return plan ? std::vector<std::string>() : texts_of(plan.error());
}

inline std::vector<std::string> warnings_of(const JobText& text) {
  return texts_of(plan_of(text).warnings);
}

/// "C=1 gamma=scale | threshold=0.9": the hyperparameters of one test case, module by module.
inline std::string choices_of(const Plan& plan, std::uint32_t index) {
  std::string text;
  const TestCase test_case = plan.test_case({index});
  for (const ModuleChoice& module : test_case.modules) {
    text += text.empty() && &module == &test_case.modules.front() ? "" : " | ";
    const char* separator = "";
    for (const auto& choice : module.hyperparameters) {
      text += separator + *choice.name + "=" + *choice.text;
      separator = " ";
    }
  }
  return text;
}

inline std::vector<std::string> all_choices_of(const Plan& plan) {
  std::vector<std::string> texts;
  for (std::uint32_t i = 0; i < plan.test_case_count(); ++i) {
    texts.push_back(choices_of(plan, i));
  }
  return texts;
}

}  // namespace ianvs
