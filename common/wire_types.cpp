#include "common/wire_types.hpp"

#include <algorithm>
#include <limits>

namespace ianvs {
namespace {

/// A hundred years: added to any point in time it overflows nothing.
constexpr Duration longest_duration = std::chrono::hours(24 * 365 * 100);

void write(WireWriter& to, const Usage& usage) {
  to.array(4);
  to.real(usage.wall_seconds);
  to.real(usage.user_seconds);
  to.real(usage.system_seconds);
  to.integer(usage.peak_ram_bytes);
}

void write(WireWriter& to, const std::optional<int>& value) {
  if (value.has_value()) {
    to.integer(*value);
  } else {
    to.nothing();
  }
}

double read_seconds(WireReader& from) {
  const double value = from.real();
  if (value < 0) {
    from.refuse("a time is negative");
  }
  return value;
}

Usage read_usage(WireReader& from) {
  Usage usage;
  from.enter_array();
  usage.wall_seconds = read_seconds(from);
  usage.user_seconds = read_seconds(from);
  usage.system_seconds = read_seconds(from);
  usage.peak_ram_bytes = from.integer(0, WireLimits::amount);
  from.leave();
  return usage;
}

std::optional<int> read_optional_int(WireReader& from) {
  if (from.skip_nothing()) {
    return std::nullopt;
  }
  return static_cast<int>(
      from.integer(std::numeric_limits<int>::min(), std::numeric_limits<int>::max()));
}

}  // namespace

void write(WireWriter& to, const Bytes16& id) {
  to.bytes({reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()});
}

void write(WireWriter& to, const std::vector<AttemptId>& attempts) {
  to.array(attempts.size());
  for (const AttemptId attempt : attempts) {
    to.number(attempt.value);
  }
}

void write_duration(WireWriter& to, Duration duration) {
  duration = std::min(duration, longest_duration);
  to.integer(std::chrono::duration_cast<std::chrono::microseconds>(duration).count());
}

void write(WireWriter& to, const Resources& resources) {
  to.array(4);
  to.integer(resources.cpu);
  to.integer(resources.ram_bytes);
  to.integer(resources.gpu);
  to.map(resources.counted.size());
  for (const auto& [name, amount] : resources.counted) {
    to.text(name);
    to.integer(amount);
  }
}

void write(WireWriter& to, const AttemptResult& result) {
  to.array(13);
  to.number(result.attempt.value);
  to.number(static_cast<std::uint64_t>(result.outcome));
  to.flag(result.started);
  write(to, result.exit_status);
  write(to, result.signal);
  write(to, result.usage);
  to.integer(result.ended_at.unix_ms);
  to.bytes(result.message);
  to.bytes(result.stderr_tail);
  to.bytes(result.metrics_json);
  to.bytes(result.output_dir);
  to.bytes(result.texts_json);
  to.flag(result.concerns_algorithm);
}

Bytes16 read_id(WireReader& from) {
  Bytes16 id;
  const std::string_view bytes = from.text();
  if (bytes.size() != id.bytes.size()) {
    from.refuse("an id is not 16 bytes long");
    return id;
  }
  std::copy(bytes.begin(), bytes.end(), id.bytes.begin());
  return id;
}

AttemptId read_attempt(WireReader& from) { return AttemptId{from.number()}; }

std::vector<AttemptId> read_attempts(WireReader& from) {
  std::vector<AttemptId> attempts;
  read_each(from, [&] { attempts.push_back(read_attempt(from)); });
  return attempts;
}

std::string read_text(WireReader& from) { return std::string(from.text()); }

std::uint32_t read_number32(WireReader& from) {
  return static_cast<std::uint32_t>(from.number(UINT32_MAX));
}

Duration read_duration(WireReader& from) {
  constexpr auto longest = std::chrono::floor<std::chrono::microseconds>(longest_duration);
  return std::chrono::microseconds(from.integer(0, longest.count()));
}

Resources read_resources(WireReader& from) {
  Resources resources;
  from.enter_array();
  resources.cpu = from.integer(0, WireLimits::amount);
  resources.ram_bytes = from.integer(0, WireLimits::amount);
  resources.gpu = from.integer(0, WireLimits::amount);
  const std::size_t pairs = from.enter_map();
  for (std::size_t i = 0; i < pairs && from.ok(); ++i) {
    std::string name = read_text(from);
    const std::int64_t amount = from.integer(0, WireLimits::amount);
    if (!resources.counted.emplace(std::move(name), amount).second) {
      from.refuse("a resource is named twice");
    }
  }
  from.leave();
  from.leave();
  return resources;
}

Outcome read_outcome(WireReader& from) {
  return static_cast<Outcome>(from.number(static_cast<std::uint64_t>(Outcome::stale)));
}

AttemptResult read_result(WireReader& from) {
  AttemptResult result;
  from.enter_array();
  result.attempt = read_attempt(from);
  result.outcome = read_outcome(from);
  result.started = from.flag();
  result.exit_status = read_optional_int(from);
  result.signal = read_optional_int(from);
  result.usage = read_usage(from);
  result.ended_at.unix_ms = from.integer(INT64_MIN, INT64_MAX);
  result.message = read_text(from);
  result.stderr_tail = read_text(from);
  result.metrics_json = read_text(from);
  result.output_dir = read_text(from);
  if (from.has_more()) {
    result.texts_json = read_text(from);
  }
  if (from.has_more()) {
    result.concerns_algorithm = from.flag();
  }
  from.leave();
  return result;
}

}  // namespace ianvs
