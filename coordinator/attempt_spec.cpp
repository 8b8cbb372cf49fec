#include "coordinator/attempt_spec.hpp"

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
  return json += ",\"modules\":[";
}

std::string head_of(const Module& module) {
  std::string json = "{";
  append_member(json, "type", json_quote(module.type));
  append_member(json, "name", json_quote(module.name));
  append_member(json, "url", json_quote(module.url));
  return json += ",\"hyperparameters\":[";
}

void append_choice(const ModuleChoice::Choice& choice, std::string& json) {
  json += '{';
  append_member(json, "name", json_quote(*choice.name));
  append_member(json, "value", to_json(*choice.value));
  append_member(json, "str", json_quote(*choice.text));
  append_member(json, "type", json_quote(python_type(*choice.value)));
  json += '}';
}

}  // namespace

AttemptSpecs::AttemptSpecs(const Plan& plan, const std::vector<TestCaseId>& ids)
    : plan_(plan), ids_(ids) {
  for (const auto& algorithm : plan.algorithms) {
    heads_.emplace(&algorithm, head_of(algorithm));
    for (const auto& module : algorithm.modules) module_heads_.emplace(&module, head_of(module));
  }
  tail_ = "],\"testenv\":" + to_json(plan.testenv) + ",\"partition\":{\"index\":0,\"count\":1}}";
}

AttemptSpec AttemptSpecs::make(const StartOrder& order) const {
  const auto test_case = plan_.test_case(order.test_case);
  const auto& algorithm = *test_case.algorithm;
  const auto& id = ids_[order.test_case.value];
  AttemptSpec spec;
  spec.attempt = order.attempt;
  spec.number = order.number;
  spec.test_case = id;
  spec.runner = algorithm.runner;
  spec.command = algorithm.command;
  spec.output_dir = output_dir(plan_.job, algorithm.name, id, order.number);
  if (order.number > 1) {
    spec.previous_output_dir = output_dir(plan_.job, algorithm.name, id, order.number - 1);
  }
  spec.test_case_json = "{\"id\":\"" + uuid_text(id) + '"' + heads_.at(&algorithm);
  append_modules(test_case, spec.test_case_json);
  spec.test_case_json += tail_;
  spec.resources = order.resources;
  spec.gpus = order.gpus;
  spec.exclusive = algorithm.request.exclusive;
  spec.timeout = algorithm.timeout;
  spec.grace = grace;
  return spec;
}

void AttemptSpecs::append_modules(const TestCase& test_case, std::string& json) const {
  for (const auto& choice : test_case.modules) {
    if (!json.ends_with('[')) json += ',';
    json += module_heads_.at(choice.module);
    for (const auto& hyperparameter : choice.hyperparameters) {
      if (!json.ends_with('[')) json += ',';
      append_choice(hyperparameter, json);
    }
    json += "]}";
  }
}

}  // namespace ianvs::coordinator
