/// A natural number of any size: just enough to read Python's ints.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ianvs {

class BigUnsigned {
 public:
  /// *this = *this * factor + addend. O(size).
  void multiply_add(std::uint32_t factor, std::uint32_t addend);
  /// nullopt if it needs more than 64 bits.
  std::optional<std::uint64_t> to_uint64() const;
  std::string decimal_digits() const;
  /// At least the number of its decimal digits, at most 8 more.
  std::size_t max_digits() const { return limbs_.size() * 9; }

 private:
  std::vector<std::uint32_t> limbs_;  ///< base 10^9, the lowest first, no leading zeros
};

}  // namespace ianvs
