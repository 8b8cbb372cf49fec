/// What this node has of a run.
#pragma once
#include <string>

#include "agent/attempt_files.hpp"
#include "agent/spare_files.hpp"
#include "agent/spool.hpp"
#include "common/ids.hpp"
#include "common/messages.hpp"
#include "common/result.hpp"

namespace ianvs::agent {

/// Of this agent alone; they go with it. Empty: there is none.
struct AgentFolders {
  std::string in_memory;  ///< for test cases and results
  std::string temporary;  ///< for the temporary files of runners
};

struct RunSite {
  RunFolders folders;
  Spool spool;
  SpareFiles spare_logs;

  /// Makes the folders that are the agent's own. An error names the folder that this node doesn't
  /// see or can't write in; none of the run's is made.
  static Result<RunSite> enter(const Welcome& welcome, AgentId agent, const AgentFolders& own);
  /// Removes what is nobody's result or log.
  void leave();
};

}  // namespace ianvs::agent
