/// Reads and writes sizes, durations and amounts; nobody else reads or writes a unit.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "common/result.hpp"
#include "common/time.hpp"

namespace ianvs {

/// `512MB`, `4GB`, `1.5GiB`, `4Gi`, bare integers are bytes. Refuses (with a hint) a bare `4G`,
/// whose base depends on whom one asks.
Result<std::int64_t> parse_size(std::string_view text);
/// `90s`, `15m`, `2h30m`, `1-02:00:00` (Slurm), `1:30` (Slurm: minutes:seconds), `500ms`; a bare
/// number is seconds.
Result<Duration> parse_duration(std::string_view text);
/// `2`, `0.5`, `500m` (Kubernetes' milli), in 1/10,000.
Result<std::int64_t> parse_amount(std::string_view text);

/// Three significant digits, powers of 10: `4GB`, `1.5GB`, `512MB`, `10kB`, `17B`.
std::string format_size(std::int64_t bytes);
/// For people: `0.4s`, `12s`, `3m 07s`, `2h 05m`, `3d 04h`.
std::string format_duration(Duration duration);
/// `2`, `0.5`.
std::string format_amount(std::int64_t amount);

}  // namespace ianvs
