/// What attempts are tries at: whole test cases, partitions of test cases, and merges of these.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "common/ids.hpp"
#include "common/plan.hpp"

namespace ianvs::coordinator {

/// Position of a piece of work. Those below the number of test cases are the test cases themselves
/// (of one with partitions: their merge, which comes last and decides); behind them stand the
/// partitions, test case by test case.
using PieceIndex = NumberId<struct PieceTag, std::uint32_t>;

/// Without partitions the pieces are the test cases, at no cost.
class Pieces {
 public:
  /// `test_cases` of them, none divided.
  explicit Pieces(std::uint32_t test_cases) : test_cases_(test_cases), count_(test_cases) {}
  explicit Pieces(const Plan& plan);

  std::uint32_t count() const { return count_; }
  std::uint32_t test_case_count() const { return test_cases_; }

  bool is_partition(PieceIndex piece) const { return piece.value >= test_cases_; }
  TestCaseIndex test_case_of(PieceIndex piece) const;
  /// The piece that decides on a test case: its merge, or all of it.
  static PieceIndex whole(TestCaseIndex test_case) { return PieceIndex{test_case.value}; }
  /// 1, 2, ... of a partition; 0 of all others.
  std::uint32_t partition_of(PieceIndex piece) const;
  /// How many partitions a test case has; 0 if it isn't divided.
  std::uint32_t partitions_of(TestCaseIndex test_case) const;
  /// Partition 1, 2, ... of a test case; 0: whole().
  PieceIndex partition(TestCaseIndex test_case, std::uint32_t number) const;

 private:
  /// The partitions of one algorithm's test cases.
  struct Range {
    TestCaseIndex first;
    std::uint32_t test_cases = 0;
    std::uint32_t partitions = 0;  ///< of each
    PieceIndex first_piece;
  };
  const Range* range_of(TestCaseIndex test_case) const;
  const Range& range_of(PieceIndex partition) const;

  std::uint32_t test_cases_ = 0, count_ = 0;
  std::vector<Range> ranges_;  ///< in ascending order, of divided algorithms only
};

}  // namespace ianvs::coordinator
