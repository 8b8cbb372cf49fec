/// Bounds what an agent says of its interpreters before it enters memory and people's screens.
#pragma once
#include <vector>

#include "common/messages.hpp"

namespace ianvs::coordinator {

/// The reports with texts of a length that can be shown; what is usable has no error, and what
/// isn't has one.
std::vector<InterpreterReport> bounded(std::vector<InterpreterReport> reports);

}  // namespace ianvs::coordinator
