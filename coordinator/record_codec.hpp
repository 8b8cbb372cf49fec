/// Journal records to bytes and back (MessagePack arrays, kind first).
#pragma once
#include <string>
#include <string_view>

#include "common/result.hpp"
#include "coordinator/records.hpp"

namespace ianvs::coordinator {

std::string encode_record(const Record& record);
/// Unknown trailing fields are ignored; an unknown kind or broken bytes are `invalid`.
Result<Record> decode_record(std::string_view bytes);

}  // namespace ianvs::coordinator
