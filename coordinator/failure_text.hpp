/// Takes the message of a failure apart: what happened, and what to do about it.
#pragma once
#include <string>

#include "common/outcome.hpp"

namespace ianvs::coordinator {

/// As the agent gave it: any bytes.
struct FailureText {
  std::string what;  ///< one line; for an exception the user's own frame, its type and message
  std::string hint;  ///< what to do, if that is known; else empty
  friend bool operator==(const FailureText&, const FailureText&) = default;
};

/// A message's first line says what happened, the others what to do.
FailureText failure_text(const AttemptResult& result);

/// One line for people: outcome, what happened, and the last line on stderr unless that has been
/// said. Failures with the same text have one cause.
std::string cause_of(const AttemptResult& result);

}  // namespace ianvs::coordinator
