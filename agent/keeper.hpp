/// What ianvs-agent starts as: forks the agent proper, and ends every process tree when that is
/// gone.
#pragma once
#include <functional>

namespace ianvs::agent {

/// Runs `agent_main(lifeline)` in a forked child, in a session of its own, and returns its exit
/// status (128 + signal if it was killed), once no process of its attempts is left. In the child it
/// does not return. `lifeline` is a descriptor that reaches end of file when the keeper dies. The
/// keeper passes SIGTERM, SIGINT, SIGHUP, SIGUSR1 and SIGUSR2 on. To be called first of all: while
/// there is one thread, and while there is little to copy.
int keep(const std::function<int(int lifeline)>& agent_main);

}  // namespace ianvs::agent
