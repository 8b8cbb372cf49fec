#include "common/codec_frame.hpp"

namespace ianvs {

void begin_frame(WireWriter& to, MessageTag tag, std::size_t fields) {
  to.array(2 + fields);
  to.number(static_cast<std::uint64_t>(tag));
  to.number(protocol_version);
}

Error broken_frame(std::string_view why) {
  return Error{ErrorKind::invalid, "a message that breaks the protocol: " + std::string(why), "",
               ""};
}

Result<std::uint64_t> read_head(WireReader& from) {
  from.enter_array();
  const std::uint64_t tag = from.number();
  const std::uint64_t version = from.number();
  if (!from.ok()) {
    return tl::unexpected(broken_frame(from.error()));
  }
  if (version != protocol_version) {
    return tl::unexpected(Error{
        ErrorKind::refused,
        "the other side speaks protocol version " + std::to_string(version) +
            ", this program (" IANVS_VERSION ") speaks version " + std::to_string(protocol_version),
        "", "install the same release of ianvs-cluster on all machines"});
  }
  return tag;
}

}  // namespace ianvs
