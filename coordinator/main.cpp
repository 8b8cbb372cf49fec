// Entry point of ianvs-coordinator: command line, log, and the exit code.
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>
#include <string>
#include <variant>

#include "common/log.hpp"
#include "common/standard_descriptors.hpp"
#include "coordinator/cli.hpp"
#include "coordinator/compare.hpp"
#include "coordinator/interpreters.hpp"
#include "coordinator/job.hpp"
#include "coordinator/plan_print.hpp"
#include "coordinator/run.hpp"
#include "coordinator/terminal.hpp"

namespace ianvs::coordinator {
namespace {

void set_up(const CommonOptions& options, Terminal& terminal) {
  // A reader of our output who goes away (`| head`) ends no run.
  std::signal(SIGPIPE, SIG_IGN);
  LogConfig config{"ianvs-coordinator", options.json_log, options.verbosity, {}};
  config.write = [&terminal](std::string_view line) { terminal.write(line); };
  set_up_log(std::move(config));
}

ExitCode run(const RunCommand& command) {
  Terminal terminal(STDERR_FILENO, !command.common.json_log && command.common.verbosity >= 0);
  set_up(command.common, terminal);
  auto plan = read_plan(command.common.job_path);
  if (!plan) return ExitCode::invalid;
  set_default_python(*plan, command.python);
  return run_job(command, *plan, terminal);
}

ExitCode run(const PlanCommand& command) {
  Terminal terminal(STDERR_FILENO, false);
  set_up(command.common, terminal);
  const auto plan = read_plan(command.common.job_path);
  if (!plan) return ExitCode::invalid;
  errno = 0;
  if (command.common.json_output) {
    // The ids of a first run into a fresh workspace.
    print_plan_json(std::cout, *plan, test_case_ids(*plan, RunId{1}));
  } else {
    print_plan_table(std::cout, *plan);
  }
  if (!std::cout.flush() && errno != EPIPE) {
    log_error(std::string("the plan can't be written: ") + std::strerror(errno));
    return ExitCode::cannot_go_on;
  }
  return ExitCode::success;
}

ExitCode run(const CompareCommand& command) {
  Terminal terminal(STDERR_FILENO, false);
  set_up(command.common, terminal);
  return compare(command);
}

ExitCode run(const NothingToDo& nothing) { return nothing.code; }

}  // namespace
}  // namespace ianvs::coordinator

int main(int argc, char** argv) {
  using namespace ianvs::coordinator;
  ianvs::open_standard_descriptors();
  const auto command = parse_command_line(argc, argv);
  const auto code = std::visit([](const auto& each) { return run(each); }, command);
  return static_cast<int>(code);
}
