/// Decides what is kept of a log that grows too long: its beginning and its end.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace ianvs::agent {

/// In bytes. Of a log that is hardly longer than both together all is kept.
struct LogLimit {
  std::int64_t head = std::int64_t{1} << 20;
  std::int64_t tail = std::int64_t{1} << 20;
};

struct ByteRange {
  std::int64_t begin = 0, end = 0;  ///< without `end`
  bool operator==(const ByteRange&) const = default;
};

/// What of a log of `size` bytes may be freed on the disk while it is still being written. It is
/// known that all between the head and `freed` has been. Begins and ends at whole blocks; nothing
/// if it is too little to be worth a system call.
std::optional<ByteRange> bytes_to_free(const LogLimit& limit, std::int64_t size,
                                       std::int64_t freed);

/// What to leave out of a log that has ended with `size` bytes.
std::optional<ByteRange> bytes_to_leave_out(const LogLimit& limit, std::int64_t size);

/// The line that stands in their place. It begins with a line break unless the head ends with one.
std::string line_in_place_of(const ByteRange& left_out, bool head_ends_a_line);

}  // namespace ianvs::agent
