/// Whether the success that an agent tells of carries metrics that a leaderboard can hold.
#pragma once
#include "common/outcome.hpp"

namespace ianvs::coordinator {

/// `result` as it may be recorded: a success whose metrics are no JSON object is a failure that
/// says so, or the row would be missing from the leaderboard without a word. Agents check this too;
/// what peers say is never trusted.
AttemptResult checked(AttemptResult result);

}  // namespace ianvs::coordinator
