// One result as the agent's spool holds it: a frame, then its CRC-32 in four bytes, most
// significant first.
#include <array>

#include "common/codec_frame.hpp"

namespace ianvs {
namespace {

constexpr std::size_t checksum_bytes = 4;

/// CRC-32 as in IEEE 802.3 and zlib (polynomial 0x04C11DB7, reflected), a table for one byte at a
/// time.
constexpr std::array<std::uint32_t, 256> crc_table = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
    std::uint32_t remainder = byte;
    for (int bit = 0; bit < 8; ++bit) {
      remainder = (remainder >> 1) ^ ((remainder & 1U) != 0 ? 0xEDB88320U : 0U);
    }
    table[byte] = remainder;
  }
  return table;
}();

std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char byte : bytes) {
    crc = (crc >> 8) ^ crc_table[(crc ^ static_cast<std::uint8_t>(byte)) & 0xFFU];
  }
  return ~crc;
}

std::string checksum(std::string_view frame) {
  const std::uint32_t crc = crc32(frame);
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) {
    text.push_back(static_cast<char>((crc >> shift) & 0xFFU));
  }
  return text;
}

AttemptResult read_spooled(WireReader& from, std::uint64_t tag) {
  if (tag != static_cast<std::uint64_t>(MessageTag::spooled_result)) {
    from.refuse("no result of an attempt");
  }
  return read_result(from);
}

}  // namespace

std::string encode_result(const AttemptResult& result) {
  WireWriter to;
  begin_frame(to, MessageTag::spooled_result, 1);
  write(to, result);
  std::string bytes = to.take();
  bytes += checksum(bytes);
  return bytes;
}

Result<AttemptResult> decode_result(std::string_view bytes) {
  if (bytes.size() < checksum_bytes) {
    return tl::unexpected(broken_frame("too short"));
  }
  const std::string_view frame = bytes.substr(0, bytes.size() - checksum_bytes);
  if (bytes.substr(frame.size()) != checksum(frame)) {
    return tl::unexpected(broken_frame("the checksum is wrong"));
  }
  return read_frame<AttemptResult>(frame, read_spooled);
}

}  // namespace ianvs
