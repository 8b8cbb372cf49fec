/// People's lines on stderr. Pure files give notices and errors, not log lines. The only file that
/// knows spdlog.
#pragma once
#include <functional>
#include <string>
#include <string_view>

namespace ianvs {

struct LogConfig {
  std::string program;  ///< "ianvs-coordinator"; stands in JSON lines
  bool json = false;    ///< one object a line: time, level, program, message
  int verbosity = 0;    ///< -q: -1, only warnings and errors; -v: 1, also debug lines, and the time
                        ///< before each line
  /// Takes each line, its line break included; empty: stderr, at once.
  std::function<void(std::string_view)> write;
};
/// Before it is called, warnings and errors go to stderr as text.
void set_up_log(LogConfig config);

/// `text` is one line or a few, without the last line break. Warnings and errors begin with that
/// word.
void log_debug(std::string_view text);
void log_info(std::string_view text);
void log_warning(std::string_view text);
void log_error(std::string_view text);

}  // namespace ianvs
