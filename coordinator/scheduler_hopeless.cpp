// Algorithms of which one test case has shown that none can succeed.
#include <algorithm>

#include "coordinator/scheduler_state.hpp"

namespace ianvs::coordinator {
namespace {

/// So many test cases are looked at in one call.
constexpr std::uint32_t looked_at_once = 1000;

}  // namespace

/// One success tells that the fault is a node's, not the algorithm's.
void Scheduler::State::learn_of_algorithm(TestCaseIndex test_case, const AttemptResult& result,
                                          Actions& out) {
  const AlgorithmIndex index = waiting.algorithm_of(Pieces::whole(test_case));
  if (result.outcome == Outcome::succeeded) {
    proven.insert(index);
    hopeless.erase(index);
    return;
  }
  if (!result.concerns_algorithm || proven.contains(index) || hopeless.contains(index)) {
    return;
  }
  const Algorithm& algorithm = plan.algorithms[index.value];
  const std::string reason = result.message.substr(0, result.message.find('\n'));
  hopeless[index] = {algorithm.first,
                     "another test case of \"" + algorithm.name +
                         "\" has failed for a reason that holds for all: " + reason};
  if (algorithm.count > 1) {
    out.notices.push_back(AlgorithmGivenUp{index, reason});
  }
}

/// What runs already goes on: it fails by itself.
void Scheduler::State::cancel_hopeless(Actions& out) {
  std::uint32_t left = looked_at_once;
  for (auto& [index, algorithm] : hopeless) {
    AttemptResult result;
    result.outcome = Outcome::cancelled;
    result.message = algorithm.reason;
    const std::uint32_t end = end_of(index);
    for (; algorithm.next.value < end && left > 0; ++algorithm.next.value, --left) {
      if (is_untouched(algorithm.next)) {
        finish_test_case(algorithm.next, Outcome::cancelled, nullptr, result, out);
      }
    }
  }
}

bool Scheduler::State::has_hopeless_left() const {
  return std::any_of(hopeless.begin(), hopeless.end(), [this](const auto& entry) {
    return entry.second.next.value < end_of(entry.first);
  });
}

std::uint32_t Scheduler::State::end_of(AlgorithmIndex algorithm) const {
  const Algorithm& planned = plan.algorithms[algorithm.value];
  return planned.first.value + planned.count;
}

bool Scheduler::State::is_untouched(TestCaseIndex test_case) const {
  const PieceEntry& whole = test_cases[test_case];
  bool untouched = !is_done(whole.state) && whole.living == 0;
  for_each_partition(test_case, [&](PieceIndex partition) {
    untouched = untouched && test_cases[partition].living == 0;
  });
  return untouched;
}

}  // namespace ianvs::coordinator
