/// What the agent and a zygote say to one another, as packets of JSON.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "agent/interpreters.hpp"
#include "common/ids.hpp"
#include "common/result.hpp"

namespace ianvs::agent {

// ---- zygote -> agent ----
/// Also the answer of a checking interpreter, as is the next.
struct InterpreterReady {
  std::string version, ianvs, sedna;
  friend bool operator==(const InterpreterReady&, const InterpreterReady&) = default;
};
struct InterpreterFailed {
  std::string why;
  friend bool operator==(const InterpreterFailed&, const InterpreterFailed&) = default;
};
/// The attempt's process, which becomes the agent's child only after this was said.
struct WarmStarted {
  AttemptId attempt;
  pid_t pid = 0;
  std::int64_t shared_bytes = 0;  ///< resident at the fork
  friend bool operator==(const WarmStarted&, const WarmStarted&) = default;
};
struct WarmNotStarted {
  AttemptId attempt;
  std::string error;
  int error_number = 0;
  friend bool operator==(const WarmNotStarted&, const WarmNotStarted&) = default;
};
/// The answer to each list of modules: all are imported but these.
struct ModulesDropped {
  struct Dropped {
    std::string module, why;
    friend bool operator==(const Dropped&, const Dropped&) = default;
  };
  std::vector<Dropped> dropped;
  friend bool operator==(const ModulesDropped&, const ModulesDropped&) = default;
};
using FromZygote =
    std::variant<InterpreterReady, InterpreterFailed, WarmStarted, WarmNotStarted, ModulesDropped>;

Result<FromZygote> decode_from_zygote(std::string_view packet);

// ---- agent -> zygote ----
/// `environment` is "NAME=value", beside what the zygote has itself. Any bytes stay what they are.
std::string encode_start(AttemptId attempt, const std::vector<std::string>& environment,
                         const std::string& stdout_path, const std::string& stderr_path);
std::string encode_import(const std::vector<std::string>& modules);

}  // namespace ianvs::agent
