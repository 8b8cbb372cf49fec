// Entry point of ianvs-agent: the keeper first, all else in the process that it forks.
#include <variant>

#include "agent/agent.hpp"
#include "agent/cli.hpp"
#include "agent/keeper.hpp"
#include "agent/scratch.hpp"
#include "common/standard_descriptors.hpp"

int main(int argc, char** argv) {
  using namespace ianvs::agent;
  ianvs::open_standard_descriptors();
  const Scratch in_memory = Scratch::in_memory();
  const Scratch temporary = Scratch::for_temporary_files();
  return keep([&](int lifeline) {
    const auto command = parse_command_line(argc, argv);
    if (const auto* options = std::get_if<AgentOptions>(&command)) {
      const auto code = run_agent(*options, lifeline, {in_memory.path(), temporary.path()});
      in_memory.remove();
      temporary.remove();
      return static_cast<int>(code);
    }
    return static_cast<int>(std::get<NothingToDo>(command).code);
  });
}
