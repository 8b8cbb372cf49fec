// Entry point of ianvs-agent: the keeper first, all else in the process that it forks.
#include <fcntl.h>
#include <unistd.h>

#include <variant>

#include "agent/agent.hpp"
#include "agent/cli.hpp"
#include "agent/keeper.hpp"
#include "agent/scratch.hpp"

namespace {

/// Whoever started us without them would have our files written to by what prints there.
void open_standard_descriptors() {
  int descriptor = 0;
  do {
    descriptor = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  } while (descriptor >= 0 && descriptor <= STDERR_FILENO);
  ::close(descriptor);
}

}  // namespace

int main(int argc, char** argv) {
  using namespace ianvs::agent;
  open_standard_descriptors();
  const Scratch scratch;
  return keep([&](int lifeline) {
    const auto command = parse_command_line(argc, argv);
    if (const auto* options = std::get_if<AgentOptions>(&command)) {
      const auto code = run_agent(*options, lifeline, scratch.path());
      scratch.remove();
      return static_cast<int>(code);
    }
    return static_cast<int>(std::get<NothingToDo>(command).code);
  });
}
