#include "coordinator/failure_text.hpp"

#include "coordinator/screen_text.hpp"

namespace ianvs::coordinator {
namespace {

constexpr std::size_t max_cause_columns = 300;

}  // namespace

FailureText failure_text(const AttemptResult& result) {
  const auto& message = result.message;
  const auto end = message.find('\n');
  if (end == std::string::npos) return {message, ""};
  return {message.substr(0, end), message.substr(end + 1)};
}

std::string cause_of(const AttemptResult& result) {
  std::string cause(to_text(result.outcome));
  const auto what = escaped(failure_text(result).what);
  if (!what.empty()) cause += ": " + what;
  for (const auto& line : last_lines(result.stderr_tail, 1)) {
    // A traceback ends with the exception, which is in the message behind the user's own frame.
    if (!what.ends_with(line)) cause += ": " + line;
  }
  return cut_to(std::move(cause), max_cause_columns);
}

}  // namespace ianvs::coordinator
