#include "common/plan_rank.hpp"

#include <algorithm>
#include <array>

#include "common/did_you_mean.hpp"

namespace ianvs {
namespace {

constexpr std::array<std::string_view, 4> rank_keys{"sort_by", "visualization", "selected_dataitem",
                                                    "save_mode"};
constexpr std::array<std::string_view, 2> visualization_keys{"mode", "method"};
constexpr std::array<std::string_view, 4> selection_keys{"paradigms", "modules", "hyperparameters",
                                                         "metrics"};
constexpr std::array<std::string_view, 3> save_modes{"selected_only", "selected_and_all",
                                                     "selected_and_all_and_picture"};

void read_sort_key(const Field& item, RankSettings& rank) {
  const auto* dict = item.value().as_dict();
  if (dict == nullptr || dict->empty()) {
    item.warning("found " + describe(item.value()) + ", which Ianvs skips",
                 "write {\"accuracy\": \"descend\"}");
    return;
  }
  const auto& [metric, order] = dict->front();
  const auto* order_text = order.as_string();
  if (order_text == nullptr || (*order_text != "ascend" && *order_text != "descend")) {
    item.at(python_str(metric), order)
        .warning("found " + describe(order) + ", which Ianvs takes for descend",
                 "write ascend or descend");
  }
  if (dict->size() > 1) {
    item.warning("only the first metric of a mapping is sorted by, as in Ianvs",
                 "write a list: [{a: descend}, {b: ascend}]");
  }
  rank.sort_by.push_back({python_str(metric), order_text != nullptr && *order_text == "ascend"});
}

void read_sort_by(const Field& field, RankSettings& rank) {
  const auto* items = field.list("a list such as [{\"accuracy\": \"descend\"}]");
  for (std::size_t i = 0; items != nullptr && i < items->size(); ++i) {
    read_sort_key(field.item(i), rank);
  }
}

void read_visualization(const Field& field, RankSettings& rank) {
  if (field.dict("a mapping such as {mode: \"selected_only\", method: \"print_table\"}") ==
      nullptr) {
    return;
  }
  field.warn_of_unknown_keys(visualization_keys, visualization_keys);
  const auto mode = field.find("mode");
  rank.visualization_mode = mode ? mode->text("a text").value_or("") : "";
  const auto method = field.find("method");
  rank.visualization_method = method ? method->text("\"print_table\"").value_or("") : "";
  // Any other mode makes Ianvs print nothing, whatever the method.
  if (rank.visualization_mode != "selected_only" || rank.visualization_method == "print_table") {
    return;
  }
  if (!method) {
    (void)field.require("method", "allowed: \"print_table\"");
  } else if (method->value().as_string() != nullptr) {
    method->not_allowed("\"print_table\"");
  }
}

/// nullopt for ["all"], and after an error.
std::optional<std::vector<std::string>> read_selection(const Field& block, std::string_view name,
                                                       bool may_be_empty) {
  const auto field = block.require(name, "write " + std::string(name) + ": [\"all\"]");
  if (!field) {
    return std::nullopt;
  }
  auto names = field->texts("a list such as [\"all\"]");
  if (names && names->empty() && !may_be_empty) {
    field->not_allowed("a list such as [\"all\"]");
    return std::nullopt;
  }
  if (names && names->size() == 1 && names->front() == "all") {
    return std::nullopt;
  }
  return names;
}

void read_selected_dataitem(const Field& field, RankSettings& rank) {
  if (field.dict("a mapping of paradigms, modules, hyperparameters, metrics") == nullptr) {
    return;
  }
  field.warn_of_unknown_keys(selection_keys, selection_keys);
  rank.paradigms = read_selection(field, "paradigms", false);
  rank.modules = read_selection(field, "modules", false);
  rank.hyperparameters = read_selection(field, "hyperparameters", true);
  rank.metrics = read_selection(field, "metrics", false);
}

void read_save_mode(const Field& field, RankSettings& rank) {
  constexpr std::string_view allowed =
      "\"selected_and_all\", \"selected_only\" or \"selected_and_all_and_picture\"";
  const auto mode = field.text(allowed);
  if (mode && std::find(save_modes.begin(), save_modes.end(), *mode) == save_modes.end()) {
    field.error(
        "found " + describe(field.value()),
        with_suggestion("allowed: " + std::string(allowed), did_you_mean(*mode, save_modes)));
  }
  rank.save_mode = mode.value_or(rank.save_mode);
}

}  // namespace

RankSettings read_rank(const Field& rank) {
  RankSettings settings;
  settings.visualization_mode = "selected_only";
  settings.visualization_method = "print_table";
  settings.save_mode = "selected_and_all";
  if (rank.dict("a mapping of sort_by, visualization, selected_dataitem, save_mode") == nullptr) {
    return settings;
  }
  rank.warn_of_unknown_keys(rank_keys, rank_keys);
  if (const auto sort_by = rank.find("sort_by")) {
    read_sort_by(*sort_by, settings);
  }
  if (const auto visualization = rank.find("visualization")) {
    read_visualization(*visualization, settings);
  }
  if (const auto selected = rank.find("selected_dataitem")) {
    read_selected_dataitem(*selected, settings);
  }
  if (const auto save_mode = rank.find("save_mode")) {
    read_save_mode(*save_mode, settings);
  }
  return settings;
}

void warn_of_unknown_sort_keys(const Field& rank, const RankSettings& settings,
                               std::span<const MetricSpec> metrics) {
  const auto sort_by = rank.find("sort_by");
  std::vector<std::string_view> names;
  std::transform(metrics.begin(), metrics.end(), std::back_inserter(names),
                 [](const MetricSpec& metric) { return std::string_view(metric.name); });
  for (const SortKey& key : settings.sort_by) {
    if (std::find(names.begin(), names.end(), key.metric) == names.end()) {
      sort_by->warning("the testenv has no metric \"" + key.metric + "\", so it isn't sorted by",
                       with_suggestion("", did_you_mean(key.metric, names)));
    }
  }
}

void warn_of_missing_pictures(const Field& rank, const RankSettings& settings,
                              std::span<const MetricSpec> metrics) {
  const bool has_drawn = std::any_of(metrics.begin(), metrics.end(), [](const MetricSpec& metric) {
    return metric.name == drawn_metric;
  });
  if (settings.wants_pictures() && !has_drawn) {
    rank.find("save_mode")
        ->warning(
            "no picture is drawn: Ianvs draws only a metric called \"Matrix\", which the "
            "testenv hasn't",
            "its own MATRIX is none; serial Ianvs ends with an error here");
  }
}

}  // namespace ianvs
