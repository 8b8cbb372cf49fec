/// Reads the command line of ianvs-coordinator. The only file here that knows CLI11.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "common/address.hpp"
#include "common/outcome.hpp"
#include "common/time.hpp"

namespace ianvs::coordinator {

struct CommonOptions {
  std::string job_path;
  bool json_output = false;  ///< stdout is one JSON object
  bool json_log = false;     ///< stderr is one JSON object a line
  int verbosity = 0;         ///< as in LogConfig
};

/// Runs the job.
struct RunCommand {
  CommonOptions common;
  bool parallel = false;                 ///< -p, or implied by another option
  std::optional<std::uint32_t> workers;  ///< -w
  std::optional<Address> listen;         ///< nullopt: a port of the kernel's choice on loopback
  bool no_local = false;
  bool insecure = false;
  Duration agent_timeout = std::chrono::seconds(12);
  std::string python = "python3";  ///< for algorithms of the runner `ianvs` that name none
  bool zygote = true;              ///< agents fork test cases from warm interpreters
};
/// Prints the test cases and runs nothing.
struct PlanCommand {
  CommonOptions common;
};
/// Compares two leaderboards.
struct CompareCommand {
  CommonOptions common;  ///< without job_path
  std::string a, b;      ///< runs' or jobs' folders, or rank files
};
/// What there was to say (help, version, a mistake) has been said.
struct NothingToDo {
  ExitCode code = ExitCode::success;
};
using Command = std::variant<RunCommand, PlanCommand, CompareCommand, NothingToDo>;

/// Prints help and version to stdout, mistakes with what is allowed to stderr.
Command parse_command_line(int argc, const char* const* argv);

}  // namespace ianvs::coordinator
