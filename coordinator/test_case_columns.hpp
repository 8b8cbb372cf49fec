/// Names and texts of test cases as columns of a table: their modules and hyperparameters.
#pragma once
#include <string>
#include <unordered_map>
#include <vector>

#include "common/plan.hpp"

namespace ianvs::coordinator {

/// Distinct names in order of first appearance.
class Names {
 public:
  void add(const std::string& name) {
    if (places_.emplace(name, names_.size()).second) names_.push_back(name);
  }
  bool has(const std::string& name) const { return places_.contains(name); }
  /// `name` must have been added.
  std::size_t place(const std::string& name) const { return places_.at(name); }
  const std::vector<std::string>& list() const { return names_; }

 private:
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::size_t> places_;
};

class TestCaseColumns {
 public:
  /// Takes the modules and hyperparameters of this test case's algorithm in.
  void add(const Plan& plan, TestCaseIndex index);

  const Names& module_types() const { return module_types_; }
  /// "<module type>-<name>".
  const Names& hyperparameters() const { return hyperparameters_; }

  struct Cells {
    std::vector<std::string> modules;          ///< names, one for each module type
    std::vector<std::string> hyperparameters;  ///< texts, one for each hyperparameter
    bool lacks_some = false;                   ///< not every column has a value here
  };
  /// Empty where the test case has no such module or hyperparameter. Its algorithm must have been
  /// added.
  Cells cells_of(const TestCase& test_case) const;

 private:
  Names module_types_, hyperparameters_;
  const Algorithm* last_added_ = nullptr;
};

}  // namespace ianvs::coordinator
