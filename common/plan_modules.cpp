#include "common/plan_modules.hpp"

#include <algorithm>
#include <array>

#include "common/did_you_mean.hpp"
#include "common/saturating.hpp"

namespace ianvs {
namespace {

constexpr std::string_view other_key = "other_hyperparameters";
constexpr std::array<std::string_view, 4> module_keys{"type", "name", "url", "hyperparameters"};
constexpr std::array<std::string_view, 1> hyperparameter_keys{"values"};
constexpr std::string_view hyperparameter_hint = "a mapping such as learning_rate: {values: [0.1]}";

/// Ianvs' ModuleType.
constexpr std::array<std::string_view, 15> module_types{"basemodel",
                                                        "edgemodel",
                                                        "cloudmodel",
                                                        "dataset_processor",
                                                        "hard_example_mining",
                                                        "task_definition",
                                                        "task_relationship_discovery",
                                                        "task_allocation",
                                                        "task_remodeling",
                                                        "inference_integrate",
                                                        "task_update_decision",
                                                        "unseen_task_allocation",
                                                        "unseen_sample_recognition",
                                                        "unseen_sample_re_recognition",
                                                        "aggregation"};

/// Builds a module's axes as Ianvs builds its dict: those of other files first, then the module's
/// own, a name that is there keeping its place.
class AxesBuilder {
 public:
  void set_base(std::vector<Axis> base) { base_ = std::move(base); }
  void add(Axis axis) { own_.push_back(std::move(axis)); }

  void finish(Module& module) {
    Module::Product product;
    std::vector<std::uint64_t> own_strides(own_.size());
    for (std::size_t i = own_.size(); i-- > 0;) {
      own_strides[i] = product.count;
      product.count = saturating_product(product.count, own_[i].values.size());
    }
    bool simple = true;
    module.axes = std::move(base_);
    product.strides.assign(module.axes.size(), 1);
    for (std::size_t i = 0; i < own_.size(); ++i) {
      const auto same = std::find_if(module.axes.begin(), module.axes.end(),
                                     [&](const Axis& axis) { return axis.name == own_[i].name; });
      if (same == module.axes.end()) {
        module.axes.push_back(std::move(own_[i]));
        product.strides.push_back(own_strides[i]);
      } else {
        simple = false;
        product.strides[static_cast<std::size_t>(same - module.axes.begin())] = own_strides[i];
        *same = std::move(own_[i]);
      }
    }
    if (!simple) {
      module.product = std::move(product);
    }
  }

 private:
  std::vector<Axis> base_, own_;
};

Axis make_axis(const std::string& name, const Value::List& values) {
  Axis axis{name, values, {}};
  axis.texts.reserve(values.size());
  std::transform(values.begin(), values.end(), std::back_inserter(axis.texts), python_str);
  return axis;
}

/// The last entry of an item, which is the one that Ianvs takes; nullopt after an error.
std::optional<std::pair<std::string, Field>> named_entry(const Field& item) {
  const auto* dict = item.dict(hyperparameter_hint);
  if (dict == nullptr) {
    return std::nullopt;
  }
  if (dict->empty()) {
    item.not_allowed(hyperparameter_hint);
    return std::nullopt;
  }
  const auto& [key, value] = dict->back();
  const std::string name = python_str(key);
  if (dict->size() > 1) {
    item.warning("only the last hyperparameter of a mapping counts, as in Ianvs: \"" + name + "\"",
                 "begin each with '- '");
  }
  Field field = item.at(name, value);
  if (key.as_string() == nullptr) {
    field.error("the name of a hyperparameter is " + describe(key), "allowed: a text (in quotes)");
    return std::nullopt;
  }
  return std::pair(name, std::move(field));
}

/// The list `values` of a hyperparameter; nullopt after an error.
std::optional<Field> values_of(const Field& hyperparameter) {
  if (hyperparameter.dict("a mapping such as {values: [0.1, 0.2]}") == nullptr) {
    return std::nullopt;
  }
  const auto values = hyperparameter.require("values", "write values: [...]");
  const auto* list = values ? values->list("a list of at least one value") : nullptr;
  if (list != nullptr && list->empty()) {
    values->not_allowed("a list of at least one value");
    return std::nullopt;
  }
  return list == nullptr ? std::nullopt : values;
}

/// What one `other_hyperparameters` file says, over what earlier ones said.
void read_other_file(const SourceFile& file, Findings& findings, std::vector<Axis>& base) {
  const Field root(findings, file.path, "", file.tree);
  const auto* dict = root.dict("a mapping of names and values");
  if (dict == nullptr) {
    return;
  }
  for (const auto& [key, value] : *dict) {
    const std::string name = python_str(key);
    if (key.as_string() == nullptr) {
      root.at(name, key).error("the name of a hyperparameter is " + describe(key),
                               "allowed: a text (in quotes)");
    }
    const auto same =
        std::find_if(base.begin(), base.end(), [&](const Axis& axis) { return axis.name == name; });
    if (same == base.end()) {
      base.push_back(make_axis(name, {value}));
    } else {
      *same = make_axis(name, {value});
    }
  }
}

std::vector<Axis> read_other_files(const Field& item, std::span<const SourceFile> others,
                                   Findings& findings) {
  std::vector<Axis> base;
  for (const Field& path : other_hyperparameter_files(item)) {
    const auto file = std::find_if(others.begin(), others.end(), [&](const SourceFile& other) {
      return other.path == *path.value().as_string();
    });
    if (file != others.end() && file->readable) {
      read_other_file(*file, findings, base);
    }
  }
  return base;
}

void read_hyperparameters(const Field& list, std::span<const SourceFile> others, Findings& findings,
                          Module& module) {
  const auto* items = list.list("a list of hyperparameters, each with its values");
  AxesBuilder axes;
  std::vector<std::string> names;
  for (std::size_t i = 0; items != nullptr && i < items->size(); ++i) {
    const Field item = list.item(i);
    const auto entry = named_entry(item);
    const auto values = entry ? values_of(entry->second) : std::nullopt;
    if (!values) {
      continue;
    }
    const auto& [name, hyperparameter] = *entry;
    hyperparameter.warn_of_unknown_keys(hyperparameter_keys, hyperparameter_keys);
    if (std::find(names.begin(), names.end(), name) != names.end()) {
      hyperparameter.warning(
          "stands here twice; the last one counts, as in Ianvs, but the test "
          "cases are multiplied by both",
          "remove one of them");
    }
    names.push_back(name);
    if (name == other_key) {
      axes.set_base(read_other_files(item, others, findings));
    } else {
      axes.add(make_axis(name, *values->value().as_list()));
    }
  }
  axes.finish(module);
}

void read_module_type(const Field& item, Module& module) {
  const auto field = item.require("type", "write type: \"basemodel\"");
  const auto type = field ? field->text("a text (in quotes)") : std::nullopt;
  if (!type) {
    return;
  }
  module.type = *type;
  if (!is_module_type(*type)) {
    std::string allowed = "allowed: ";
    for (const std::string_view known : module_types) {
      allowed.append(known == module_types.front() ? "" : ", ").append(known);
    }
    field->error("found " + describe(field->value()) + ", which is no module type of Ianvs",
                 with_suggestion(std::move(allowed), did_you_mean(*type, module_types)));
  }
}

void warn_of_equal_type(const Field& item, const Module& module, std::span<const Module> earlier) {
  const auto same = std::find_if(earlier.begin(), earlier.end(),
                                 [&](const Module& other) { return other.type == module.type; });
  if (same != earlier.end()) {
    item.warning("this " + module.type + " \"" + module.name + "\" replaces \"" + same->name +
                     "\": of modules of equal type only the last is used, as in Ianvs (its issue "
                     "797), but the test cases are multiplied by both",
                 "remove one of them");
  }
}

Module read_module(const Field& item, std::span<const SourceFile> others, Findings& findings) {
  Module module;
  item.warn_of_unknown_keys(module_keys, module_keys);
  read_module_type(item, module);
  if (const auto name = item.require("name", "write name: \"...\"")) {
    module.name = name->text("a text (in quotes)").value_or("");
  }
  if (const auto url = item.find("url")) {
    module.url = url->text("the path of a Python file").value_or("");
  }
  if (const auto hyperparameters = item.find("hyperparameters")) {
    read_hyperparameters(*hyperparameters, others, findings, module);
  }
  return module;
}

}  // namespace

bool is_module_type(std::string_view name) {
  return std::find(module_types.begin(), module_types.end(), name) != module_types.end();
}

std::vector<Field> other_hyperparameter_files(const Field& hyperparameter) {
  std::vector<Field> files;
  const auto other = hyperparameter.find(other_key);
  const auto values = other ? other->find("values") : std::nullopt;
  const auto* list = values ? values->value().as_list() : nullptr;
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    Field file = values->item(i);
    if (file.text("the path of a YAML file")) {
      files.push_back(std::move(file));
    }
  }
  return files;
}

std::vector<Module> read_modules(const Field& modules, std::span<const SourceFile> others,
                                 Findings& findings) {
  std::vector<Module> result;
  const auto* items = modules.list("a list of modules, each with type, name, url");
  for (std::size_t i = 0; items != nullptr && i < items->size(); ++i) {
    const Field item = modules.item(i);
    if (item.dict("a mapping of type, name, url, hyperparameters") != nullptr) {
      Module module = read_module(item, others, findings);
      warn_of_equal_type(item, module, result);
      result.push_back(std::move(module));
    }
  }
  return result;
}

}  // namespace ianvs
