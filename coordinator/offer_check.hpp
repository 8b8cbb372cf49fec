/// Whether what an agent says of itself at its hello can be true.
#pragma once
#include <optional>
#include <string>

#include "common/messages.hpp"

namespace ianvs::coordinator {

/// Why this hello is refused ("it offers 0 workers"); nullopt if it is sane. What peers claim
/// enters sums, memory and people's screens, so everything in it is bounded here.
std::optional<std::string> refuse_reason(const Hello& hello);

}  // namespace ianvs::coordinator
