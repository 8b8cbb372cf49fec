// What follows from the partitions of a test case for it, and back.
#include "coordinator/scheduler_state.hpp"

namespace ianvs::coordinator {

void Scheduler::State::finish_partition(const Attempt& attempt, const AttemptResult& result,
                                        Actions& out) {
  const TestCaseIndex test_case = test_case_of(attempt);
  if (test_cases[attempt.piece].state == PieceState::waiting) {
    waiting.remove(attempt.piece);
  }
  test_cases.set(attempt.piece, PieceState::succeeded, attempt.number);
  const PieceEntry& merge = test_cases[test_case];
  out.notices.push_back(PartitionDone{test_case, partition_of(attempt), attempt.number,
                                      pieces.partitions_of(test_case) - merge.partitions_open,
                                      agents[attempt.agent].id, result});
  if (merge.state == PieceState::held_back && merge.partitions_open == 0) {
    wait_for_agent(Pieces::whole(test_case));
  } else if (!stopping && may_reopen(test_case)) {
    reopen(test_case);
  }
}

/// The test case is done: its partitions that haven't succeeded aren't wanted any more. The one
/// that failed it is told apart, since its success may still come.
void Scheduler::State::end_partitions(TestCaseIndex test_case, const Attempt* failed_by,
                                      Actions& out) {
  for_each_partition(test_case, [&](PieceIndex partition) {
    if (is_done(test_cases[partition].state)) {
      return;
    }
    if (waiting.contains(partition)) {
      waiting.remove(partition);
    }
    const bool failed = failed_by != nullptr && failed_by->piece == partition;
    test_cases.set(partition, failed ? PieceState::failed : PieceState::cancelled);
    cancel_living(partition, out);
  });
}

/// Does nothing that failed it stand any more? A partition whose agents were lost has succeeded
/// late.
bool Scheduler::State::may_reopen(TestCaseIndex test_case) const {
  bool none_failed = pieces.partitions_of(test_case) > 0 &&
                     test_cases[test_case].state == PieceState::failed &&
                     !is_spent(Pieces::whole(test_case));
  for_each_partition(test_case, [&](PieceIndex partition) {
    none_failed = none_failed && test_cases[partition].state != PieceState::failed;
  });
  return none_failed;
}

/// Hours of work came back: what was cancelled with it is wanted again.
void Scheduler::State::reopen(TestCaseIndex test_case) {
  const PieceIndex merge = Pieces::whole(test_case);
  test_cases.set(merge, PieceState::held_back);
  for_each_partition(test_case, [&](PieceIndex partition) {
    if (test_cases[partition].state != PieceState::cancelled) {
      return;
    }
    if (test_cases[partition].living > 0) {
      test_cases.set(partition, PieceState::assigned);
    } else {
      wait_for_agent(partition);
    }
  });
  if (test_cases[merge].partitions_open == 0) {
    wait_for_agent(merge);
  }
  failures.erase(test_case);
  reopened.insert(test_case);
}

}  // namespace ianvs::coordinator
