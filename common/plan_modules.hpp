/// Reads the modules of an algorithm file and the values that their hyperparameters take.
#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "common/findings.hpp"
#include "common/plan.hpp"

namespace ianvs {

/// `modules` is the list of that name; `others` are the job's `other_hyperparameters` files. Empty
/// after an error.
std::vector<Module> read_modules(const Field& modules, std::span<const SourceFile> others,
                                 Findings& findings);

/// Whether Ianvs knows modules of this type.
bool is_module_type(std::string_view name);

/// The files that an `other_hyperparameters` entry names, each with its place; wrong ones are left
/// out. `hyperparameter` is one item of a module's list.
std::vector<Field> other_hyperparameter_files(const Field& hyperparameter);

}  // namespace ianvs
