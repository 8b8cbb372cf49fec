#include "common/big_unsigned.hpp"

#include <doctest/doctest.h>

using namespace ianvs;

TEST_CASE("a number grows beyond 64 bits without losing a digit") {
  BigUnsigned number;
  CHECK(number.decimal_digits() == "0");
  for (int i = 0; i < 10; ++i) {
    number.multiply_add(1'000'000'007, 1);
  }
  // As Python computes it.
  CHECK(number.decimal_digits() ==
        "1000000064000001821000030234000322806002298528010915122033334428059409477047079208");
}

TEST_CASE("what fits 64 bits is told, to the last one that does") {
  BigUnsigned number;
  number.multiply_add(1, 4'294'967'295U);
  number.multiply_add(4'294'967'295U, 4'294'967'295U);
  number.multiply_add(1, 4'294'967'295U);
  REQUIRE(number.to_uint64());
  CHECK(*number.to_uint64() == UINT64_MAX);

  number.multiply_add(1, 1);

  CHECK_FALSE(number.to_uint64());
  CHECK(number.decimal_digits() == "18446744073709551616");
}
