/// Finds and reads the leaderboards of two runs and prints how they differ.
#pragma once
#include <string>

#include "common/outcome.hpp"
#include "common/result.hpp"
#include "coordinator/cli.hpp"

namespace ianvs::coordinator {

/// The file that holds the rows of what `path` names: a run's folder (its own rows alone), the
/// folder of a job or its `rank` (the rows of all its runs), or a file itself.
Result<std::string> find_rank_file(const std::string& path);

/// `success` if the two are equal, `different`, or `invalid` with the reason in the log.
ExitCode compare(const CompareCommand& command);

}  // namespace ianvs::coordinator
