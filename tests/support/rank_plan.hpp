/// Plans put together by hand, for tests of what is told of test cases.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "common/plan.hpp"

namespace ianvs {

inline Axis axis(std::string name, std::vector<Value> values) {
  Axis made{std::move(name), std::move(values), {}};
  for (const Value& value : made.values) made.texts.push_back(python_str(value));
  return made;
}

inline Module module(std::string type, std::string name, std::vector<Axis> axes = {}) {
  Module made;
  made.type = std::move(type);
  made.name = std::move(name);
  made.axes = std::move(axes);
  return made;
}

/// Appends an algorithm with the test cases of its modules' axes.
inline Algorithm& add_algorithm(Plan& plan, std::string name, std::vector<Module> modules,
                                std::string paradigm = "singletasklearning") {
  const std::uint32_t first = plan.test_case_count();
  Algorithm& algorithm = plan.algorithms.emplace_back();
  algorithm.name = std::move(name);
  algorithm.paradigm = std::move(paradigm);
  algorithm.modules = std::move(modules);
  algorithm.first = {first};
  algorithm.count = 1;
  for (const Module& module : algorithm.modules) {
    for (const Axis& axis : module.axes) {
      algorithm.count *= static_cast<std::uint32_t>(axis.values.size());
    }
  }
  return algorithm;
}

/// svc with C=1, C=10, then forest with n=50, all by the module type basemodel.
inline Plan small_plan(std::vector<std::string> metrics = {"accuracy", "f1"}) {
  Plan plan;
  for (std::string& metric : metrics) plan.metrics.push_back({std::move(metric), ""});
  add_algorithm(plan, "svc", {module("basemodel", "svc", {axis("C", {1, 10})})});
  add_algorithm(plan, "forest", {module("basemodel", "forest", {axis("n", {50})})});
  return plan;
}

}  // namespace ianvs
