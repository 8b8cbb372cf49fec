// Ids of a plan's test cases.
#include <unordered_map>

#include "common/plan.hpp"

namespace ianvs {
namespace {

/// Name space of test cases' ids; drawn once at random. Changing it changes every id.
constexpr Bytes16 test_case_name_space{{0x2d, 0x7c, 0x0b, 0x1e, 0x5f, 0x43, 0x4c, 0x5a, 0x9e, 0x0d,
                                        0x61, 0xa8, 0xf4, 0x37, 0xc9, 0x52}};

/// Appends a field so that no two lists of fields give one text: its length stands before it.
void append(std::string& name, std::string_view field) {
  name.append(std::to_string(field.size())).append(":").append(field);
}

std::string name_of(const TestCase& test_case, RunId run) {
  std::string name;
  append(name, std::to_string(run.value));
  append(name, test_case.algorithm->name);
  append(name, std::to_string(test_case.modules.size()));
  for (const ModuleChoice& choice : test_case.modules) {
    append(name, choice.module->type);
    append(name, choice.module->name);
    append(name, choice.module->url);
    append(name, std::to_string(choice.hyperparameters.size()));
    for (const auto& hyperparameter : choice.hyperparameters) {
      append(name, *hyperparameter.name);
      append(name, *hyperparameter.text);
    }
  }
  return name;
}

}  // namespace

std::vector<TestCaseId> test_case_ids(const Plan& plan, RunId run) {
  std::vector<TestCaseId> ids;
  ids.reserve(plan.test_case_count());
  // How many test cases of this first id there were.
  std::unordered_map<TestCaseId, std::uint32_t> seen;
  for (std::uint32_t i = 0; i < plan.test_case_count(); ++i) {
    std::string name = name_of(plan.test_case({i}), run);
    const std::size_t end = name.size();
    append(name, "0");
    TestCaseId id = make_test_case_id(test_case_name_space, name);
    if (const std::uint32_t ordinal = seen[id]++; ordinal > 0) {
      name.resize(end);
      append(name, std::to_string(ordinal));
      id = make_test_case_id(test_case_name_space, name);
    }
    ids.push_back(id);
  }
  return ids;
}

}  // namespace ianvs
