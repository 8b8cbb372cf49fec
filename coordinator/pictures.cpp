#include "coordinator/pictures.hpp"

#include <algorithm>

#include "common/runner_json.hpp"

namespace ianvs::coordinator {
namespace {

bool draws_something(const Plan& plan) {
  const auto& metrics = plan.metrics;
  return plan.job.rank.wants_pictures() &&
         std::any_of(metrics.begin(), metrics.end(),
                     [](const MetricSpec& metric) { return metric.name == drawn_metric; });
}

}  // namespace

Pictures::Pictures(const Plan& plan) : wanted_(draws_something(plan)) {}

void Pictures::add(TestCaseIndex test_case, const Value& metrics, const std::string& folder) {
  if (!wanted_) return;
  const Value* matrices = metrics.find(drawn_metric);
  entries_.insert_or_assign(test_case, Entry{folder, matrices != nullptr ? *matrices : Value()});
}

std::string Pictures::to_json() const {
  std::string json = "[";
  for (const auto& [index, entry] : entries_) {
    if (json.size() > 1) json += ',';
    json += to_runner_json(Value::Dict{{"folder", entry.folder}, {"matrices", entry.matrices}});
  }
  return json += ']';
}

}  // namespace ianvs::coordinator
