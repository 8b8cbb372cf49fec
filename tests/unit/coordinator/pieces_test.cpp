#include "coordinator/pieces.hpp"

#include <doctest/doctest.h>

#include "tests/support/plans.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;
using ianvs::test::PlanBuilder;

TEST_CASE("without partitions the pieces are the test cases") {
  const Pieces pieces(PlanBuilder().algorithm(3).algorithm(2).build());

  CHECK(pieces.count() == 5);
  CHECK(pieces.test_case_of(PieceIndex{4}) == TestCaseIndex{4});
  CHECK(pieces.partitions_of(TestCaseIndex{4}) == 0);
  CHECK(pieces.partition_of(PieceIndex{4}) == 0);
  CHECK_FALSE(pieces.is_partition(PieceIndex{4}));
}

TEST_CASE("partitions stand behind all test cases, test case by test case") {
  const Plan plan = PlanBuilder()
                        .algorithm(1)
                        .algorithm(2)
                        .partitions(3)
                        .algorithm(1)
                        .algorithm(1)
                        .partitions(2)
                        .build();
  const Pieces pieces(plan);

  CHECK(pieces.count() == 5 + 2 * 3 + 2);
  std::uint32_t next = 5;
  for (const auto& [test_case, partitions] : {std::pair{1U, 3U}, {2U, 3U}, {4U, 2U}}) {
    CAPTURE(test_case);
    CHECK(pieces.partitions_of(TestCaseIndex{test_case}) == partitions);
    for (std::uint32_t number = 1; number <= partitions; ++number) {
      const PieceIndex piece{next++};
      CAPTURE(number);
      CHECK(pieces.partition(TestCaseIndex{test_case}, number) == piece);
      CHECK(pieces.is_partition(piece));
      CHECK(pieces.test_case_of(piece) == TestCaseIndex{test_case});
      CHECK(pieces.partition_of(piece) == number);
    }
  }
  for (const std::uint32_t whole : {0U, 3U}) {
    CHECK(pieces.partitions_of(TestCaseIndex{whole}) == 0);
  }
  CHECK(pieces.partition(TestCaseIndex{4}, 0) == PieceIndex{4});
}
