/// How the values that several messages and records share are written and read: ids, texts, times,
/// results.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "common/ids.hpp"
#include "common/outcome.hpp"
#include "common/resources.hpp"
#include "common/wire.hpp"

namespace ianvs {

void write(WireWriter& to, const Bytes16& id);
void write(WireWriter& to, const std::vector<AttemptId>& attempts);
/// Whole microseconds.
void write_duration(WireWriter& to, Duration duration);
void write(WireWriter& to, const Resources& resources);
void write(WireWriter& to, const AttemptResult& result);

/// All of them make `from` fail where the value is not as docs/protocol.md says.
Bytes16 read_id(WireReader& from);
AttemptId read_attempt(WireReader& from);
std::vector<AttemptId> read_attempts(WireReader& from);
std::string read_text(WireReader& from);
std::uint32_t read_number32(WireReader& from);
Duration read_duration(WireReader& from);
Resources read_resources(WireReader& from);
AttemptResult read_result(WireReader& from);
Outcome read_outcome(WireReader& from);

/// Calls `read()` for each value of an array.
template <class Read>
void read_each(WireReader& from, Read read) {
  const std::size_t size = from.enter_array();
  for (std::size_t i = 0; i < size && from.ok(); ++i) {
    read();
  }
  from.leave();
}

}  // namespace ianvs
