/// Points in time and lengths of time as the deciding parts take them: values only, nobody here
/// reads a clock.
#pragma once
#include <chrono>
#include <cstdint>

namespace ianvs {

/// Monotonic time. Pure files receive it as an argument; only shells may ask the clock for it.
using Time = std::chrono::steady_clock::time_point;
using Duration = std::chrono::steady_clock::duration;

/// Wall time in milliseconds since the Unix epoch, UTC. For print only: no decision rests on it.
struct WallTime {
  std::int64_t unix_ms = 0;
  friend bool operator==(const WallTime&, const WallTime&) = default;
};

inline Duration seconds(double value) {
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(value));
}
inline double to_seconds(Duration value) { return std::chrono::duration<double>(value).count(); }

}  // namespace ianvs
