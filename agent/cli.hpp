/// Reads the command line of ianvs-agent. The only file here that knows CLI11.
#pragma once
#include <optional>
#include <string>
#include <variant>

#include "agent/offer.hpp"
#include "common/outcome.hpp"
#include "common/time.hpp"

namespace ianvs::agent {

/// What the user wants.
struct AgentOptions {
  std::string join;         ///< host:port; empty: the access file's own addresses
  std::string access_path;  ///< never empty
  OfferRequest offer;
  bool local = false;  ///< started by the coordinator for itself
  bool stay = false;
  Duration orphan_timeout = std::chrono::minutes(30);
  std::optional<Duration> idle_timeout;
  bool json_log = false;
  int verbosity = 0;  ///< as in LogConfig
};
/// What there was to say (help, version, a mistake) has been said.
struct NothingToDo {
  AgentExitCode code = AgentExitCode::success;
};
using Command = std::variant<AgentOptions, NothingToDo>;

/// Prints help and version to stdout, mistakes with what is allowed to stderr.
Command parse_command_line(int argc, const char* const* argv);

}  // namespace ianvs::agent
