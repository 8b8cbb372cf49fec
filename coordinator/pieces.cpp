#include "coordinator/pieces.hpp"

#include <algorithm>
#include <iterator>

#include "common/assert.hpp"

namespace ianvs::coordinator {

Pieces::Pieces(const Plan& plan) : Pieces(plan.test_case_count()) {
  for (const Algorithm& algorithm : plan.algorithms) {
    if (algorithm.partitions > 1 && algorithm.count > 0) {
      ranges_.push_back({algorithm.first, algorithm.count, algorithm.partitions, {count_}});
      count_ += algorithm.count * algorithm.partitions;
    }
  }
}

const Pieces::Range* Pieces::range_of(TestCaseIndex test_case) const {
  const auto after = std::upper_bound(
      ranges_.begin(), ranges_.end(), test_case,
      [](TestCaseIndex wanted, const Range& range) { return wanted < range.first; });
  const bool is_in = after != ranges_.begin() &&
                     test_case.value - std::prev(after)->first.value < std::prev(after)->test_cases;
  return is_in ? &*std::prev(after) : nullptr;
}

const Pieces::Range& Pieces::range_of(PieceIndex partition) const {
  IANVS_ASSERT(is_partition(partition) && partition.value < count_);
  const auto after = std::upper_bound(
      ranges_.begin(), ranges_.end(), partition,
      [](PieceIndex wanted, const Range& range) { return wanted < range.first_piece; });
  return *std::prev(after);
}

TestCaseIndex Pieces::test_case_of(PieceIndex piece) const {
  if (!is_partition(piece)) {
    return TestCaseIndex{piece.value};
  }
  const Range& range = range_of(piece);
  return TestCaseIndex{range.first.value +
                       (piece.value - range.first_piece.value) / range.partitions};
}

std::uint32_t Pieces::partition_of(PieceIndex piece) const {
  if (!is_partition(piece)) {
    return 0;
  }
  const Range& range = range_of(piece);
  return (piece.value - range.first_piece.value) % range.partitions + 1;
}

std::uint32_t Pieces::partitions_of(TestCaseIndex test_case) const {
  const Range* range = range_of(test_case);
  return range != nullptr ? range->partitions : 0;
}

PieceIndex Pieces::partition(TestCaseIndex test_case, std::uint32_t number) const {
  if (number == 0) {
    return whole(test_case);
  }
  const Range* range = range_of(test_case);
  IANVS_ASSERT(range != nullptr && number <= range->partitions);
  return PieceIndex{range->first_piece.value +
                    (test_case.value - range->first.value) * range->partitions + number - 1};
}

}  // namespace ianvs::coordinator
