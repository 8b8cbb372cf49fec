/// The head that all frames share, and the rules for reading one: version first, then type, then
/// fields.
#pragma once
#include <string_view>

#include "common/codec.hpp"
#include "common/wire_types.hpp"

namespace ianvs {

/// Opens the frame's array: type, version, and room for `fields` more values.
void begin_frame(WireWriter& to, MessageTag tag, std::size_t fields);

/// Steps into the frame's array and reads its head. `refused` for another protocol version,
/// whatever its type may be.
Result<std::uint64_t> read_head(WireReader& from);

/// Error for a frame that isn't as it should be.
Error broken_frame(std::string_view why);

/// `read(from, tag)` reads the fields of a message; what it says counts only if the reader is still
/// well at the end.
template <class Message, class Read>
Result<Message> read_frame(std::string_view bytes, Read read) {
  if (bytes.size() > max_frame_bytes) {
    return tl::unexpected(broken_frame("longer than 1 MiB"));
  }
  WireReader from(bytes);
  const Result<std::uint64_t> tag = read_head(from);
  if (!tag.has_value()) {
    return tl::unexpected(tag.error());
  }
  Message message = read(from, *tag);
  from.leave();
  if (!from.ok()) {
    return tl::unexpected(broken_frame(from.error()));
  }
  return message;
}

/// Cuts `items` into runs that fit into a frame each.
template <class Item>
std::vector<std::vector<Item>> split_items(std::vector<Item> items) {
  std::vector<std::vector<Item>> parts;
  std::size_t bytes = 0;
  for (Item& item : items) {
    const std::size_t size = encoded_size(item);
    if (parts.empty() || parts.back().size() >= max_batch_items || bytes + size > max_batch_bytes) {
      parts.emplace_back();
      bytes = 0;
    }
    bytes += size;
    parts.back().push_back(std::move(item));
  }
  return parts;
}

}  // namespace ianvs
