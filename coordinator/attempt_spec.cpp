#include "coordinator/attempt_spec.hpp"

#include <algorithm>
#include <utility>

#include "common/runner_json.hpp"
#include "common/value.hpp"
#include "coordinator/run_paths.hpp"

namespace ianvs::coordinator {
namespace {

/// Between SIGTERM and SIGKILL.
constexpr auto grace = std::chrono::seconds(10);

void append_member(std::string& json, std::string_view name, std::string_view value) {
  json.append(json.ends_with('{') ? "\"" : ",\"").append(name).append("\":").append(value);
}

std::string head_of(const Algorithm& algorithm) {
  std::string json;
  append_member(json, "algorithm", json_quote(algorithm.name));
  append_member(json, "paradigm", json_quote(algorithm.paradigm));
  if (algorithm.runner == RunnerKind::ianvs) {
    append_member(json, "settings", to_runner_json(algorithm.settings));
  }
  return json += ",\"modules\":[";
}

std::string head_of(const Module& module) {
  std::string json = "{";
  append_member(json, "type", json_quote(module.type));
  append_member(json, "name", json_quote(module.name));
  append_member(json, "url", json_quote(module.url));
  return json += ",\"hyperparameters\":[";
}

void append_choice(const ModuleChoice::Choice& choice, RunnerKind runner, std::string& json) {
  const bool by_ianvs = runner == RunnerKind::ianvs;
  json += '{';
  append_member(json, "name", json_quote(*choice.name));
  append_member(json, "value", by_ianvs ? to_runner_json(*choice.value) : to_json(*choice.value));
  append_member(json, "str", json_quote(*choice.text));
  append_member(json, "type", json_quote(python_type(*choice.value)));
  json += '}';
}

std::string command_tail_of(const Plan& plan) {
  std::string json = "]";
  append_member(json, "testenv", to_json(plan.testenv));
  return json += '}';
}

std::string ianvs_tail_of(const Plan& plan, const std::string& job_path) {
  std::string json = "]";
  append_member(json, "testenv", to_runner_json(plan.testenv));
  append_member(json, "workspace", to_runner_json(job_folder(plan.job)));
  append_member(json, "job_file", to_runner_json(job_path));
  return json += '}';
}

}  // namespace

AttemptSpecs::AttemptSpecs(const Plan& plan, const std::vector<TestCaseId>& ids,
                           const std::string& job_path, std::string run_folder)
    : plan_(plan),
      ids_(ids),
      command_tail_(command_tail_of(plan)),
      ianvs_tail_(ianvs_tail_of(plan, job_path)),
      run_folder_(std::move(run_folder)) {
  for (const auto& algorithm : plan.algorithms) {
    heads_.emplace(&algorithm, head_of(algorithm));
    for (const auto& module : algorithm.modules) module_heads_.emplace(&module, head_of(module));
  }
}

AttemptSpec AttemptSpecs::make(const StartOrder& order) const {
  const auto test_case = plan_.test_case(order.test_case);
  const auto& algorithm = *test_case.algorithm;
  const auto& id = ids_[order.test_case.value];
  AttemptSpec spec;
  spec.attempt = order.attempt;
  spec.number = order.number;
  spec.partition = order.partition;
  spec.test_case = id;
  spec.runner = algorithm.runner;
  spec.command = algorithm.command;
  spec.python = algorithm.python;
  spec.output_dir = output_dir(plan_.job, algorithm, id, order.number, order.partition);
  if (order.number > 1) {
    spec.previous_output_dir =
        output_dir(plan_.job, algorithm, id, order.number - 1, order.partition);
  }
  spec.test_case_json = test_case_json(test_case, order);
  spec.resources = order.resources;
  spec.gpus = order.gpus;
  spec.exclusive = algorithm.request.exclusive;
  spec.timeout = algorithm.timeout;
  spec.grace = grace;
  return spec;
}

std::string AttemptSpecs::test_case_json(const TestCase& test_case, const StartOrder& order) const {
  const bool by_ianvs = test_case.algorithm->runner == RunnerKind::ianvs;
  const auto& id = ids_[test_case.index.value];
  std::string json = "{";
  append_member(json, "id", json_quote(uuid_text(id)));
  if (by_ianvs) {
    append_member(json, "folder", json_quote(folder_name(id, order.number, order.partition)));
  }
  append_member(json, "partition", partition_json(test_case, order));
  json += heads_.at(test_case.algorithm);
  append_modules(test_case, json);
  return json += by_ianvs ? ianvs_tail_ : command_tail_;
}

std::string AttemptSpecs::partition_json(const TestCase& test_case, const StartOrder& order) const {
  const auto& id = ids_[test_case.index.value];
  const auto count = test_case.algorithm->partitions;
  const bool is_merge = order.partition == 0 && count > 1;
  const auto path_of = [&](std::uint32_t partition, std::uint32_t number) {
    return to_runner_json(partition_path(run_folder_, id, partition, number));
  };
  std::string json = "{";
  if (!is_merge) append_member(json, "index", std::to_string(std::max(order.partition, 1U) - 1));
  append_member(json, "count", std::to_string(count));
  if (order.partition > 0) append_member(json, "results", path_of(order.partition, order.number));
  if (is_merge) {
    std::string parts;
    for (std::uint32_t i = 0; i < order.parts.size(); ++i) {
      parts.append(i > 0 ? "," : "").append(path_of(i + 1, order.parts[i]));
    }
    append_member(json, "parts", '[' + parts + ']');
  }
  return json += '}';
}

void AttemptSpecs::append_modules(const TestCase& test_case, std::string& json) const {
  for (const auto& choice : test_case.modules) {
    if (!json.ends_with('[')) json += ',';
    json += module_heads_.at(choice.module);
    for (const auto& hyperparameter : choice.hyperparameters) {
      if (!json.ends_with('[')) json += ',';
      append_choice(hyperparameter, test_case.algorithm->runner, json);
    }
    json += "]}";
  }
}

}  // namespace ianvs::coordinator
