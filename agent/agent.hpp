/// The agent proper: session, link and pool on one loop.
#pragma once
#include <string>

#include "agent/cli.hpp"
#include "agent/run_site.hpp"
#include "common/outcome.hpp"

namespace ianvs::agent {

/// Runs until the run ends or it is told to end. `lifeline` reaches end of file when the keeper
/// dies.
AgentExitCode run_agent(const AgentOptions& options, int lifeline, const AgentFolders& folders);

}  // namespace ianvs::agent
