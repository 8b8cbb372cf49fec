#include "agent/log_limit.hpp"

#include <algorithm>

namespace ianvs::agent {
namespace {

/// File systems free whole blocks; those of most are no larger.
constexpr std::int64_t block = 4096;
constexpr std::int64_t least_to_free = std::int64_t{1} << 20;
/// The line in place of what is left out must not be longer than that.
constexpr std::int64_t least_to_leave_out = 4096;

std::int64_t block_at_or_after(std::int64_t at) { return (at + block - 1) / block * block; }

}  // namespace

std::optional<ByteRange> bytes_to_free(const LogLimit& limit, std::int64_t size,
                                       std::int64_t freed) {
  const ByteRange range{block_at_or_after(std::max(limit.head, freed)),
                        (size - limit.tail) / block * block};
  if (range.end - range.begin < least_to_free) {
    return std::nullopt;
  }
  return range;
}

std::optional<ByteRange> bytes_to_leave_out(const LogLimit& limit, std::int64_t size) {
  const ByteRange range{limit.head, size - limit.tail};
  if (range.end - range.begin < least_to_leave_out) {
    return std::nullopt;
  }
  return range;
}

std::string line_in_place_of(const ByteRange& left_out, bool head_ends_a_line) {
  return (head_ends_a_line ? "" : "\n") + std::string("[ianvs-agent left out ") +
         std::to_string(left_out.end - left_out.begin) +
         " bytes here: of a long log only its beginning and its end are kept]\n";
}

}  // namespace ianvs::agent
