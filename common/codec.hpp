/// Messages to bytes and back: MessagePack arrays [type, protocol version, fields...]. Only here and in the journal's record codec is msgpack known.
/// docs/protocol.md describes the bytes. Nothing that arrives can crash or grow the process: all limits are checked before memory is taken.
#pragma once
#include <string>
#include <string_view>

#include "common/messages.hpp"
#include "common/result.hpp"

namespace ianvs {

/// A frame on the wire is at most this long; larger ones are refused on both sides.
inline constexpr std::size_t max_frame_bytes = 1 << 20;

std::string encode(const FromAgent& message);
std::string encode(const ToAgent& message);

/// Unknown trailing fields are ignored. Kinds: `refused` if the protocol's version is another (what names both), `invalid` for all else.
Result<FromAgent> decode_from_agent(std::string_view bytes);
Result<ToAgent> decode_to_agent(std::string_view bytes);

/// AttemptResult alone, for the agent's spool (msgpack, then a checksum over it) . A broken one is `invalid`.
std::string encode_result(const AttemptResult& result);
Result<AttemptResult> decode_result(std::string_view bytes);

}  // namespace ianvs
