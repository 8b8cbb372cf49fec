/// Watches a run from outside: what is recorded must make sense without knowing how the scheduler
/// thinks.
#pragma once
#include <doctest/doctest.h>

#include <map>
#include <set>
#include <utility>

#include "common/plan.hpp"
#include "coordinator/events.hpp"

namespace ianvs::test {

class JournalChecker {
 public:
  JournalChecker(const Plan& plan, std::uint32_t lost_budget)
      : plan_(plan), lost_budget_(lost_budget) {}

  void see(const coordinator::Record& record) {
    if (const auto* assigned = std::get_if<coordinator::AttemptAssigned>(&record)) {
      const Piece piece{assigned->test_case, assigned->partition};
      CHECK(piece_of_.emplace(assigned->attempt, piece).second);
      CHECK(assigned->number == ++attempts_[piece]);
      number_of_[assigned->attempt] = assigned->number;
      CHECK_FALSE(succeeded_.contains(piece));
      CHECK_FALSE(succeeded_.contains({assigned->test_case, 0}));
      CHECK((assigned->partition > 0 || has_all_partitions(assigned->test_case)));
    } else if (const auto* ended = std::get_if<coordinator::AttemptEnded>(&record)) {
      see_end(ended->result, ended->test_case);
    } else if (const auto* done = std::get_if<coordinator::TestCaseEnded>(&record)) {
      see_outcome(*done);
    }
  }
  void see(const coordinator::Order& order) const {
    if (const auto* start = std::get_if<coordinator::StartOrder>(&order.what)) {
      CHECK(piece_of_.contains(start->attempt));
      check_parts(*start);
    } else if (const auto* ack = std::get_if<coordinator::AckOrder>(&order.what)) {
      CHECK((reported_.contains(ack->attempt) || !piece_of_.contains(ack->attempt)));
    }
  }
  /// The run has ended.
  void conclude(bool all_must_have_run) {
    for (std::uint32_t i = 0; i < plan_.test_case_count(); ++i) {
      CAPTURE(i);
      const auto outcome = outcome_of_.find(TestCaseIndex{i});
      REQUIRE(outcome != outcome_of_.end());
      CHECK((!all_must_have_run || outcome->second != Outcome::cancelled));
    }
  }

 private:
  using Piece = std::pair<TestCaseIndex, std::uint32_t>;  ///< a partition, or 0

  std::uint32_t partitions_of(TestCaseIndex test_case) const {
    const std::uint32_t partitions = plan_.algorithm_of(test_case).partitions;
    return partitions > 1 ? partitions : 0;
  }
  bool has_all_partitions(TestCaseIndex test_case) const {
    for (std::uint32_t number = 1; number <= partitions_of(test_case); ++number) {
      if (!succeeded_.contains({test_case, number})) {
        return false;
      }
    }
    return true;
  }
  /// A merge is made of just those attempts that counted.
  void check_parts(const coordinator::StartOrder& start) const {
    const std::uint32_t partitions = start.partition > 0 ? 0 : partitions_of(start.test_case);
    REQUIRE(start.parts.size() == partitions);
    for (std::uint32_t number = 1; number <= partitions; ++number) {
      CHECK(start.parts[number - 1] == number_of_.at(succeeded_.at({start.test_case, number})));
    }
  }
  void see_end(const AttemptResult& result, TestCaseIndex test_case) {
    const Piece piece = piece_of_.at(result.attempt);
    CHECK(piece.first == test_case);
    CHECK_FALSE(reported_.contains(result.attempt));
    if (result.outcome != Outcome::lost) {
      reported_.insert(result.attempt);
    }
    last_[result.attempt] = result;
    if (result.outcome == Outcome::succeeded) {
      CHECK(succeeded_.emplace(piece, result.attempt).second);
    }
  }
  void see_outcome(const coordinator::TestCaseEnded& done) {
    const auto [known, is_first] = outcome_of_.try_emplace(done.test_case, done.outcome);
    // After a failure only a success is news; what was cancelled runs again in a resumed run, and a
    // partition's late success opens a failed test case again.
    CHECK((is_first || known->second == Outcome::cancelled ||
           (known->second == Outcome::failed &&
            (done.outcome == Outcome::succeeded || partitions_of(done.test_case) > 0))));
    known->second = done.outcome;
    if (done.outcome == Outcome::succeeded) {
      CHECK(succeeded_.at({done.test_case, 0}) == done.attempt);
    } else if (done.outcome == Outcome::failed) {
      CHECK(is_spent(piece_of_.at(done.attempt)));
      CHECK_FALSE(succeeded_.contains(piece_of_.at(done.attempt)));
    }
  }
  bool is_spent(const Piece& piece) const {
    std::uint32_t failed = 0, lost = 0;
    for (const auto& [attempt, result] : last_) {
      if (piece_of_.at(attempt) != piece) {
        continue;
      }
      failed += result.outcome == Outcome::failed || result.outcome == Outcome::crashed ? 1 : 0;
      lost += result.outcome == Outcome::lost && result.started ? 1 : 0;
    }
    return failed > plan_.algorithm_of(piece.first).retries || lost >= lost_budget_;
  }

  const Plan& plan_;
  std::uint32_t lost_budget_;
  std::map<AttemptId, Piece> piece_of_;
  std::map<AttemptId, std::uint32_t> number_of_;
  std::map<Piece, std::uint32_t> attempts_;
  std::set<AttemptId> reported_;  ///< of which an agent's word is recorded
  std::map<AttemptId, AttemptResult> last_;
  std::map<Piece, AttemptId> succeeded_;
  std::map<TestCaseIndex, Outcome> outcome_of_;
};

}  // namespace ianvs::test
