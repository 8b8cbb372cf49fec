/// Prints a plan: a table for people, JSON for scripts.
#pragma once
#include <iosfwd>
#include <span>

#include "common/plan.hpp"

namespace ianvs::coordinator {

/// What the job is, then a line for each test case: its number, algorithm, modules with their
/// hyperparameters, and what it asks for. Control characters in names are shown as in JSON.
void print_plan_table(std::ostream& out, const Plan& plan);

/// One object: name, workspace, metrics, simulation (if there is one), testcases. `ids` has one for
/// each test case. Written as it goes, so that it costs no memory. `cpu` is null where none was
/// asked for, ram is in bytes.
void print_plan_json(std::ostream& out, const Plan& plan, std::span<const TestCaseId> ids);

}  // namespace ianvs::coordinator
