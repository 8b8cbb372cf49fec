#include "common/plan_algorithm.hpp"

#include <algorithm>
#include <array>

#include "common/did_you_mean.hpp"
#include "common/plan_modules.hpp"
#include "common/saturating.hpp"

namespace ianvs {
namespace {

constexpr std::array<std::string_view, 11> algorithm_keys{"name",
                                                          "paradigm_type",
                                                          "modules",
                                                          "third_party_packages",
                                                          "incremental_learning_data_setting",
                                                          "lifelong_learning_data_setting",
                                                          "fl_data_setting",
                                                          "initial_model_url",
                                                          "mode",
                                                          "quantization_type",
                                                          "llama_quantize_path"};

/// Ours, which are read from the job file.
constexpr std::array<std::string_view, 10> job_file_keys{
    "resources", "exclusive", "timeout", "retries",    "priority",
    "runner",    "command",   "python",  "partitions", "tags"};

/// Ianvs' ParadigmType.
constexpr std::array<std::string_view, 7> paradigms{
    "singletasklearning", "incrementallearning", "multiedgeinference",
    "lifelonglearning",   "federatedlearning",   "federatedclassincrementallearning",
    "jointinference"};

void read_paradigm(const Field& block, Algorithm& algorithm) {
  const auto field = block.require("paradigm_type", "write paradigm_type: \"singletasklearning\"");
  const auto paradigm = field ? field->text("a text (in quotes)") : std::nullopt;
  if (!paradigm) {
    return;
  }
  algorithm.paradigm = *paradigm;
  if (std::find(paradigms.begin(), paradigms.end(), *paradigm) == paradigms.end()) {
    std::string allowed = "allowed: ";
    for (const std::string_view known : paradigms) {
      allowed.append(known == paradigms.front() ? "" : ", ").append(known);
    }
    field->error("found " + describe(field->value()) + ", which is no paradigm of Ianvs",
                 with_suggestion(std::move(allowed), did_you_mean(*paradigm, paradigms)));
  }
}

void check_packages(const Field& packages) {
  const auto* items = packages.list("a list of packages, each with name and url");
  for (std::size_t i = 0; items != nullptr && i < items->size(); ++i) {
    const Field item = packages.item(i);
    if (item.dict("a mapping of name and url") != nullptr) {
      (void)item.require("name", "write name: \"...\"");
      if (const auto url = item.require("url", "write url: \"./package.py\"")) {
        (void)url->text("the path of a Python file");
      }
    }
  }
}

/// What Ianvs checks when it reads the file.
void check_settings(const Field& block) {
  for (const std::string_view name :
       {"incremental_learning_data_setting", "lifelong_learning_data_setting"}) {
    if (const auto setting = block.find(name)) {
      (void)setting->dict("a mapping such as {train_ratio: 0.8}");
    }
  }
  if (const auto url = block.find("initial_model_url")) {
    (void)url->text("a text (in quotes)");
  }
  if (const auto packages = block.find("third_party_packages")) {
    check_packages(*packages);
  }
}

void read_name(const Field& block, Algorithm& algorithm) {
  const auto field = block.find("name");
  const auto name = field ? field->text("a text (in quotes)") : std::nullopt;
  if (name && *name != algorithm.name) {
    field->warning(
        "goes before the job's name for this algorithm, \"" + algorithm.name + "\", as in Ianvs",
        "remove one of them");
    algorithm.name = *name;
  }
}

void warn_of_ignored_keys(const Field& block) {
  std::vector<std::string_view> known(algorithm_keys.begin(), algorithm_keys.end());
  for (const std::string_view key : job_file_keys) {
    known.push_back(key);
    if (const auto field = block.find(key)) {
      field->warning("is ignored here", "write it in the job file, beside the algorithm's url");
    }
  }
  block.warn_of_unknown_keys(known, algorithm_keys);
}

Value without_modules(const Value& block) {
  Value::Dict settings;
  for (const auto& [key, value] : *block.as_dict()) {
    if (key.as_string() == nullptr || *key.as_string() != "modules") {
      settings.emplace_back(key, value);
    }
  }
  return Value(std::move(settings), block.mark);
}

/// "basemodel \"m\" 2000 x hard_example_mining \"h\" 1000"
std::string factors(std::span<const Module> modules) {
  std::string text;
  for (const Module& module : modules) {
    const std::uint64_t count = module.count();
    text += (text.empty() ? "" : " x ") + module.type + " \"" + module.name + "\" " +
            (count == UINT64_MAX ? "more than 10^19" : std::to_string(count));
  }
  return text;
}

void count_test_cases(const Field& modules, Algorithm& algorithm) {
  std::uint64_t count = 1;
  for (const Module& module : algorithm.modules) {
    count = saturating_product(count, module.count());
  }
  if (count > max_test_cases) {
    const std::string number = count == UINT64_MAX ? "more than 10^19" : std::to_string(count);
    modules.error("gives " + number + " test cases: " + factors(algorithm.modules),
                  "at most 1000000 in a job; shorten lists of values");
    count = 0;
  }
  algorithm.count = static_cast<std::uint32_t>(count);
}

}  // namespace

void read_algorithm_file(const SourceFile& file, std::span<const SourceFile> others,
                         Findings& findings, Algorithm& algorithm) {
  const Field root(findings, file.path, "", file.tree);
  if (root.dict("a mapping with the key algorithm") == nullptr) {
    return;
  }
  const auto block = root.require("algorithm", "an algorithm file begins with algorithm:");
  if (!block || block->dict("a mapping of paradigm_type, modules ...") == nullptr) {
    return;
  }
  root.warn_of_unknown_keys(std::array<std::string_view, 1>{"algorithm"}, {});
  warn_of_ignored_keys(*block);
  read_name(*block, algorithm);
  read_paradigm(*block, algorithm);
  check_settings(*block);
  algorithm.settings = without_modules(block->value());
  const auto modules = block->require("modules", "list at least one");
  if (!modules) {
    return;
  }
  algorithm.modules = read_modules(*modules, others, findings);
  const auto* list = modules->value().as_list();
  // A program of its own may need none; Ianvs' paradigms do.
  if (list != nullptr && list->empty() && algorithm.runner == RunnerKind::ianvs) {
    modules->not_allowed("a list of at least one module");
  }
  count_test_cases(*modules, algorithm);
}

}  // namespace ianvs
