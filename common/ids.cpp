// Texts of ids, and version-5 UUIDs with the SHA-1 that they are defined by.
#include "common/ids.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <utility>

namespace ianvs {
namespace {

constexpr char hex_digits[] = "0123456789abcdef";

/// SHA-1 (FIPS 180-4). Good enough for names, which is all that RFC 4122 asks of it.
class Sha1 {
 public:
  void update(const std::uint8_t* data, std::size_t size) {
    length_ += size;
    for (std::size_t i = 0; i < size; ++i) {
      block_[filled_++] = data[i];
      if (filled_ == block_.size()) {
        add_block();
      }
    }
  }

  std::array<std::uint8_t, 20> finish() {
    const std::uint64_t bits = length_ * 8;
    const std::uint8_t end_mark = 0x80;
    update(&end_mark, 1);
    const std::uint8_t zero = 0;
    while (filled_ != 56) {
      update(&zero, 1);
    }
    for (int shift = 56; shift >= 0; shift -= 8) {
      const auto byte = static_cast<std::uint8_t>(bits >> shift);
      update(&byte, 1);
    }
    std::array<std::uint8_t, 20> digest{};
    for (std::size_t i = 0; i < digest.size(); ++i) {
      digest[i] = static_cast<std::uint8_t>(state_[i / 4] >> (24 - 8 * (i % 4)));
    }
    return digest;
  }

 private:
  void add_block() {
    std::array<std::uint32_t, 80> w{};
    for (std::size_t t = 0; t < 16; ++t) {
      w[t] = static_cast<std::uint32_t>(block_[4 * t]) << 24 |
             static_cast<std::uint32_t>(block_[4 * t + 1]) << 16 |
             static_cast<std::uint32_t>(block_[4 * t + 2]) << 8 | block_[4 * t + 3];
    }
    for (std::size_t t = 16; t < 80; ++t) {
      w[t] = std::rotl(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
    }
    auto [a, b, c, d, e] = state_;
    for (std::size_t t = 0; t < 80; ++t) {
      const auto [f, k] = round(t / 20, b, c, d);
      const std::uint32_t next = std::rotl(a, 5) + f + e + k + w[t];
      e = d;
      d = c;
      c = std::rotl(b, 30);
      b = a;
      a = next;
    }
    const std::array<std::uint32_t, 5> sum{a, b, c, d, e};
    std::transform(state_.begin(), state_.end(), sum.begin(), state_.begin(), std::plus<>());
    filled_ = 0;
  }

  static std::pair<std::uint32_t, std::uint32_t> round(std::size_t quarter, std::uint32_t b,
                                                       std::uint32_t c, std::uint32_t d) {
    switch (quarter) {
      case 0:
        return {(b & c) | (~b & d), 0x5A827999};
      case 1:
        return {b ^ c ^ d, 0x6ED9EBA1};
      case 2:
        return {(b & c) | (b & d) | (c & d), 0x8F1BBCDC};
      default:
        return {b ^ c ^ d, 0xCA62C1D6};
    }
  }

  std::array<std::uint32_t, 5> state_{0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
  std::array<std::uint8_t, 64> block_{};
  std::size_t filled_ = 0;
  std::uint64_t length_ = 0;
};

}  // namespace

std::string hex_text(const Bytes16& id) {
  std::string text;
  text.reserve(32);
  for (const std::uint8_t byte : id.bytes) {
    text += hex_digits[byte >> 4];
    text += hex_digits[byte & 15];
  }
  return text;
}

std::string uuid_text(const Bytes16& id) {
  std::string text = hex_text(id);
  for (const std::size_t position : {20U, 16U, 12U, 8U}) {
    text.insert(position, 1, '-');
  }
  return text;
}

std::string piece_name(const TestCaseId& id, std::uint32_t partition) {
  return partition == 0 ? uuid_text(id) : uuid_text(id) + ".p" + std::to_string(partition);
}

TestCaseId make_test_case_id(const Bytes16& name_space, std::string_view name) {
  Sha1 sha1;
  sha1.update(name_space.bytes.data(), name_space.bytes.size());
  sha1.update(reinterpret_cast<const std::uint8_t*>(name.data()), name.size());
  const auto digest = sha1.finish();
  TestCaseId id;
  std::copy_n(digest.begin(), id.bytes.size(), id.bytes.begin());
  id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0F) | 0x50);
  id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3F) | 0x80);
  return id;
}

}  // namespace ianvs
