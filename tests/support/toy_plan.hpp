/// A plan of one algorithm: `svc` with C = 1, 10 and kernel = rbf, poly: four test cases.
#pragma once
#include "common/plan.hpp"

namespace ianvs {

inline Plan toy_plan() {
  Module module;
  module.type = "basemodel";
  module.name = "svc";
  module.url = "./svc.py";
  module.axes = {
      {"C", {Value(std::int64_t{1}), Value(std::int64_t{10})}, {"1", "10"}},
      {"kernel", {Value(std::string("rbf")), Value(std::string("poly"))}, {"rbf", "poly"}}};
  Algorithm algorithm;
  algorithm.name = "svc";
  algorithm.paradigm = "singletasklearning";
  algorithm.modules = {module};
  algorithm.runner = RunnerKind::command;
  algorithm.command = {"python3", "./svc.py"};
  algorithm.count = 4;
  Plan plan;
  plan.job.name = "digits";
  plan.job.workspace = "./workspace";
  plan.testenv = Value(Value::Dict{{std::string("dataset"), std::string("digits")}});
  plan.algorithms = {algorithm};
  return plan;
}

}  // namespace ianvs
