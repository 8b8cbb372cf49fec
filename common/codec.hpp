/// Messages to bytes and back: MessagePack arrays [type, protocol version, fields...].
/// docs/protocol.md describes the bytes. Nothing that arrives can crash or grow the process: all
/// limits (common/wire.hpp) are checked before memory is taken.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "common/messages.hpp"
#include "common/result.hpp"

namespace ianvs {

/// A frame on the wire is at most this long; larger ones are refused on both sides.
inline constexpr std::size_t max_frame_bytes = 1 << 20;
/// What the items of one batch (StartAttempts, AttemptsEnded) may have together, by `encoded_size`;
/// the rest is the frame's head.
inline constexpr std::size_t max_batch_bytes = max_frame_bytes - 64;
inline constexpr std::size_t max_batch_items = 1'000;

/// First value of every frame. Never reused.
enum class MessageTag : std::uint8_t {
  hello = 1,
  attempts_started = 2,
  attempts_ended = 3,
  agent_heartbeat = 4,
  agent_draining = 5,
  agent_bye = 6,
  interpreters_checked = 7,
  welcome = 17,
  refused = 18,
  say_hello = 19,
  start_attempts = 20,
  ack_results = 21,
  cancel_attempts = 22,
  coordinator_heartbeat = 23,
  drain_agent = 24,
  run_over = 25,
  spooled_result = 33  ///< in the agent's spool only
};

/// Whoever sends keeps batches below the limits above: `split` does it.
std::string encode(const FromAgent& message);
std::string encode(const ToAgent& message);

/// Unknown trailing fields are ignored. Kinds: `refused` if the protocol's version is another (what
/// names both), `invalid` for all else.
Result<FromAgent> decode_from_agent(std::string_view bytes);
Result<ToAgent> decode_to_agent(std::string_view bytes);

/// Bytes that it adds to a batch's frame, to the byte. One whose size is above `max_batch_bytes`
/// can't be sent at all.
std::size_t encoded_size(const AttemptSpec& spec);
std::size_t encoded_size(const AttemptResult& result);

/// The same items in the same order, in messages that each fit into a frame (one that fits in none
/// gets its own).
std::vector<StartAttempts> split(StartAttempts message);
std::vector<AttemptsEnded> split(AttemptsEnded message);

/// AttemptResult alone, for the agent's spool (msgpack, then a CRC-32 over it). A broken one is
/// `invalid`.
std::string encode_result(const AttemptResult& result);
Result<AttemptResult> decode_result(std::string_view bytes);

}  // namespace ianvs
