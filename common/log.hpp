/// Sets up spdlog: people's lines on stderr. Pure files give notices and errors, not log lines.
#pragma once
#include <string>

namespace ianvs {

struct LogConfig {
  std::string program;   ///< "ianvs-coordinator"
  bool json = false;     ///< one object a line
  int verbosity = 0;     ///< -v: 1, -vv: 2; -q: -1
};
void set_up_log(const LogConfig& config);

}  // namespace ianvs
