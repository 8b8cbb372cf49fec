#include "common/plan_runner.hpp"

#include <array>

#include "common/did_you_mean.hpp"

namespace ianvs {
namespace {

constexpr std::array<std::string_view, 2> runner_names{"ianvs", "command"};
constexpr std::string_view command_hint = "a list such as [\"python3\", \"./svc.py\"]";

/// False after an error: nothing can be said of keys that depend on the runner.
bool read_runner_kind(const Field& entry, Algorithm& algorithm) {
  const auto field = entry.find("runner");
  if (!field) {
    return true;
  }
  const auto* name = field->value().as_string();
  if (name != nullptr && (*name == "ianvs" || *name == "command")) {
    algorithm.runner = *name == "command" ? RunnerKind::command : RunnerKind::ianvs;
    return true;
  }
  field->error("found " + describe(field->value()),
               with_suggestion("allowed: \"ianvs\" or \"command\"",
                               name == nullptr ? std::nullopt : did_you_mean(*name, runner_names)));
  return false;
}

void read_command(const Field& field, Algorithm& algorithm) {
  algorithm.command = field.texts(command_hint).value_or(std::vector<std::string>());
  const auto* items = field.value().as_list();
  const bool has_program =
      items != nullptr && !items->empty() &&
      (items->front().as_string() == nullptr || !items->front().as_string()->empty());
  if (items != nullptr && !has_program) {
    field.not_allowed(std::string(command_hint) + ", the program first");
  }
}

}  // namespace

void read_runner(const Field& entry, Algorithm& algorithm) {
  const bool known = read_runner_kind(entry, algorithm);
  const bool by_command = algorithm.runner == RunnerKind::command;
  if (const auto command = entry.find("command")) {
    read_command(*command, algorithm);
    if (known && !by_command) {
      command->error("is used by the runner \"command\" only", "add runner: \"command\"");
    }
  } else if (by_command) {
    (void)entry.require("command", "write command: [\"python3\", \"./svc.py\"]");
  }
  if (const auto python = entry.find("python")) {
    constexpr std::string_view allowed = "the path of a Python interpreter";
    const auto path = python->text(allowed);
    if (path && (path->empty() || path->find('\0') != path->npos)) {
      python->not_allowed(allowed);
    }
    algorithm.python = path.value_or("");
    if (known && by_command) {
      python->error("is used by the runner \"ianvs\" only", "name the interpreter in command");
    }
  }
  if (const auto partitions = entry.find("partitions")) {
    constexpr std::int64_t most = 1000;
    algorithm.partitions = static_cast<std::uint32_t>(
        partitions->integer(1, most, "a whole number from 1 to 1000").value_or(1));
  }
}

void check_partitions(const Field& entry, const Algorithm& algorithm) {
  const auto partitions = entry.find("partitions");
  if (!partitions || algorithm.partitions == 1) {
    return;
  }
  if (algorithm.runner == RunnerKind::command) {
    partitions->error("is used by the runner \"ianvs\" only", "let the command divide its work");
  } else if (algorithm.paradigm != "jointinference") {
    partitions->error("is for the paradigm jointinference only; \"" + algorithm.name + "\" has " +
                          algorithm.paradigm,
                      "remove it");
  }
}

}  // namespace ianvs
