/// What is to be drawn at a run's end: the matrices of the one metric that Ianvs draws.
#pragma once
#include <map>
#include <string>

#include "common/ids.hpp"
#include "common/plan.hpp"

namespace ianvs::coordinator {

class Pictures {
 public:
  /// Keeps nothing unless the job wants pictures and has the metric (Plan::warnings tells of that).
  explicit Pictures(const Plan& plan);

  /// A test case that succeeded; a second result of it replaces the first.
  void add(TestCaseIndex test_case, const Value& metrics, const std::string& folder);

  std::size_t size() const { return entries_.size(); }
  /// The input of the runner's verb `picture`: a list of {"folder", "matrices"} in the order of the
  /// test cases, as common/runner_json writes values.
  std::string to_json() const;

 private:
  struct Entry {
    std::string folder;
    Value matrices;  ///< None if the result has no such metric
  };

  bool wanted_;
  std::map<TestCaseIndex, Entry> entries_;
};

}  // namespace ianvs::coordinator
