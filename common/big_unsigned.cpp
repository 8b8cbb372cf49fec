#include "common/big_unsigned.hpp"

namespace ianvs {
namespace {
constexpr std::uint64_t limb_base = 1'000'000'000;
}

void BigUnsigned::multiply_add(std::uint32_t factor, std::uint32_t addend) {
  std::uint64_t carry = addend;
  for (std::uint32_t& limb : limbs_) {
    carry += std::uint64_t{limb} * factor;
    limb = static_cast<std::uint32_t>(carry % limb_base);
    carry /= limb_base;
  }
  for (; carry > 0; carry /= limb_base) {
    limbs_.push_back(static_cast<std::uint32_t>(carry % limb_base));
  }
}

std::optional<std::uint64_t> BigUnsigned::to_uint64() const {
  std::uint64_t value = 0;
  for (auto limb = limbs_.rbegin(); limb != limbs_.rend(); ++limb) {
    if (value > (UINT64_MAX - *limb) / limb_base) {
      return std::nullopt;
    }
    value = value * limb_base + *limb;
  }
  return value;
}

std::string BigUnsigned::decimal_digits() const {
  if (limbs_.empty()) {
    return "0";
  }
  std::string digits = std::to_string(limbs_.back());
  for (auto limb = limbs_.rbegin() + 1; limb != limbs_.rend(); ++limb) {
    const std::string part = std::to_string(*limb);
    digits.append(9 - part.size(), '0').append(part);
  }
  return digits;
}

}  // namespace ianvs
