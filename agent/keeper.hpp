/// What ianvs-agent starts as: forks the agent proper, and ends every process tree when that is gone.
#pragma once
#include <functional>

namespace ianvs::agent {

/// Runs `agent_main(lifeline)` in a forked child and returns its exit status (128 + signal if it was killed). `lifeline` is a
/// descriptor that reaches end of file when the keeper dies. The keeper is a subreaper, passes SIGTERM, SIGINT, SIGHUP, SIGUSR1
/// and SIGUSR2 on, and after the agent's end kills until no child is left.
int keep(const std::function<int(int lifeline)>& agent_main);

}  // namespace ianvs::agent
