/// Reads one algorithm file.
#pragma once
#include <span>

#include "common/findings.hpp"
#include "common/plan.hpp"

namespace ianvs {

/// Fills in paradigm, modules, settings and count of `algorithm`, whose runner is known; its name
/// too if the file has one, which goes before the job's, as in Ianvs.
void read_algorithm_file(const SourceFile& file, std::span<const SourceFile> others,
                         Findings& findings, Algorithm& algorithm);

/// Test cases of one job at most: their books are kept in memory, and nobody waits for more.
inline constexpr std::uint64_t max_test_cases = 1'000'000;

}  // namespace ianvs
