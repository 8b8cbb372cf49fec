#include "common/plan_testenv.hpp"

#include <algorithm>
#include <array>

#include "common/did_you_mean.hpp"

namespace ianvs {
namespace {

/// Metrics of Ianvs' own, which need no url; Ianvs looks them up in lower case.
constexpr std::array<std::string_view, 6> system_metrics{
    "samples_transfer_ratio", "fwt", "bwt", "task_avg_acc", "matrix", "forget_rate"};
constexpr std::string_view metric_hint =
    "a mapping such as {name: \"accuracy\", url: \"./accuracy.py\"}";

bool is_system_metric(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return std::find(system_metrics.begin(), system_metrics.end(), name) != system_metrics.end();
}

void read_metric(const Field& item, bool for_ianvs, Plan& plan) {
  if (item.dict(metric_hint) == nullptr) {
    return;
  }
  const auto name_field = item.require("name", "write name: \"accuracy\"");
  const auto name = name_field ? name_field->text("a text (in quotes)") : std::nullopt;
  const auto url_field = item.find("url");
  const bool has_url = url_field && !url_field->value().is_none();
  const auto url = has_url ? url_field->text("the path of a Python file") : std::nullopt;
  if (!name || (has_url && !url)) {
    return;
  }
  if (for_ianvs && url.value_or("").empty() && !is_system_metric(*name)) {
    item.error("the metric \"" + *name + "\" has no url, and is none of Ianvs' own",
               with_suggestion("those are samples_transfer_ratio, FWT, BWT, task_avg_acc, MATRIX, "
                               "forget_rate",
                               did_you_mean(*name, system_metrics)));
  }
  const auto is_same = [&](const MetricSpec& metric) { return metric.name == *name; };
  if (std::any_of(plan.metrics.begin(), plan.metrics.end(), is_same)) {
    item.warning("the metric \"" + *name + "\" stands here twice; the last one counts", "");
    return;
  }
  plan.metrics.push_back({*name, url.value_or("")});
}

void check_rounds(const Field& testenv) {
  if (const auto rounds = testenv.find("incremental_rounds")) {
    (void)rounds->integer(2, INT64_MAX, "a whole number of at least 2");
  }
}

}  // namespace

void read_testenv(const Field& file, bool for_ianvs, Plan& plan) {
  if (file.dict("a mapping with the key testenv") == nullptr) {
    return;
  }
  const auto testenv = file.require("testenv", "a testenv file begins with testenv:");
  if (!testenv || testenv->dict("a mapping of dataset, metrics ...") == nullptr) {
    return;
  }
  plan.testenv = testenv->value();
  if (for_ianvs) {
    check_rounds(*testenv);
    if (const auto dataset = testenv->require("dataset", "name its train_index and test_index")) {
      (void)dataset->dict("a mapping such as {train_index: ..., test_index: ...}");
    }
  }
  const auto metrics = testenv->require("metrics", "name at least one");
  const auto* items = metrics ? metrics->list("a list of metrics") : nullptr;
  if (items != nullptr && items->empty()) {
    metrics->not_allowed("a list of at least one metric");
  }
  for (std::size_t i = 0; items != nullptr && i < items->size(); ++i) {
    read_metric(metrics->item(i), for_ianvs, plan);
  }
}

}  // namespace ianvs
