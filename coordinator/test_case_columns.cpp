#include "coordinator/test_case_columns.hpp"

#include <algorithm>

namespace ianvs::coordinator {
namespace {

std::string column_name(const Module& module, const std::string& hyperparameter) {
  return module.type + "-" + hyperparameter;
}

}  // namespace

void TestCaseColumns::add(const Plan& plan, TestCaseIndex index) {
  // All test cases of an algorithm have the same modules and hyperparameters.
  const Algorithm* algorithm = &plan.algorithm_of(index);
  if (algorithm == last_added_) return;
  last_added_ = algorithm;
  const TestCase test_case = plan.test_case(index);
  for (const ModuleChoice& choice : test_case.modules) {
    module_types_.add(choice.module->type);
    for (const auto& hyperparameter : choice.hyperparameters) {
      hyperparameters_.add(column_name(*choice.module, *hyperparameter.name));
    }
  }
}

TestCaseColumns::Cells TestCaseColumns::cells_of(const TestCase& test_case) const {
  Cells cells{std::vector<std::string>(module_types_.list().size()),
              std::vector<std::string>(hyperparameters_.list().size()), false};
  std::vector<bool> filled(cells.hyperparameters.size(), false);
  for (const ModuleChoice& choice : test_case.modules) {
    cells.modules[module_types_.place(choice.module->type)] = choice.module->name;
    for (const auto& hyperparameter : choice.hyperparameters) {
      const auto place = hyperparameters_.place(column_name(*choice.module, *hyperparameter.name));
      cells.hyperparameters[place] = *hyperparameter.text;
      filled[place] = true;
    }
  }
  cells.lacks_some = test_case.modules.size() < cells.modules.size() ||
                     std::find(filled.begin(), filled.end(), false) != filled.end();
  return cells;
}

}  // namespace ianvs::coordinator
