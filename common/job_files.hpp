/// Reads a job file and every file that it names.
#pragma once
#include <string>

#include "common/plan.hpp"

namespace ianvs {

/// Paths in the files are relative to the current folder, as in Ianvs. Tells all that can't be read
/// at once: missing, unreadable, a folder, not YAML (with line and column), too large. Follows only
/// files that the job names.
tl::expected<JobFiles, Diagnostics> read_job_files(const std::string& job_path);

}  // namespace ianvs
