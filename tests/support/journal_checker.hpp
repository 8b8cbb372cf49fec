/// Watches a run from outside: what is recorded must make sense without knowing how the scheduler
/// thinks.
#pragma once
#include <doctest/doctest.h>

#include <map>
#include <set>

#include "common/plan.hpp"
#include "coordinator/events.hpp"

namespace ianvs::test {

class JournalChecker {
 public:
  JournalChecker(const Plan& plan, std::uint32_t lost_budget)
      : plan_(plan), lost_budget_(lost_budget) {}

  void see(const coordinator::Record& record) {
    if (const auto* assigned = std::get_if<coordinator::AttemptAssigned>(&record)) {
      CHECK(test_case_of_.emplace(assigned->attempt, assigned->test_case).second);
      CHECK(assigned->number == ++attempts_[assigned->test_case]);
      CHECK_FALSE(succeeded_.contains(assigned->test_case));
    } else if (const auto* ended = std::get_if<coordinator::AttemptEnded>(&record)) {
      see_end(ended->result, ended->test_case);
    } else if (const auto* done = std::get_if<coordinator::TestCaseEnded>(&record)) {
      see_outcome(*done);
    }
  }
  void see(const coordinator::Order& order) const {
    if (const auto* start = std::get_if<coordinator::StartOrder>(&order.what)) {
      CHECK(test_case_of_.contains(start->attempt));
    } else if (const auto* ack = std::get_if<coordinator::AckOrder>(&order.what)) {
      CHECK((reported_.contains(ack->attempt) || !test_case_of_.contains(ack->attempt)));
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
  void see_end(const AttemptResult& result, TestCaseIndex test_case) {
    CHECK(test_case_of_.at(result.attempt) == test_case);
    CHECK_FALSE(reported_.contains(result.attempt));
    if (result.outcome != Outcome::lost) {
      reported_.insert(result.attempt);
    }
    last_[result.attempt] = result;
    if (result.outcome == Outcome::succeeded) {
      CHECK(succeeded_.emplace(test_case, result.attempt).second);
    }
  }
  void see_outcome(const coordinator::TestCaseEnded& done) {
    const auto [known, is_first] = outcome_of_.try_emplace(done.test_case, done.outcome);
    // After a failure only a success is news; what was cancelled runs again in a resumed run.
    CHECK((is_first || known->second == Outcome::cancelled ||
           (known->second == Outcome::failed && done.outcome == Outcome::succeeded)));
    known->second = done.outcome;
    if (done.outcome == Outcome::succeeded) {
      CHECK(succeeded_.at(done.test_case) == done.attempt);
    } else if (done.outcome == Outcome::failed) {
      CHECK(is_spent(done.test_case));
    }
  }
  bool is_spent(TestCaseIndex test_case) const {
    std::uint32_t failed = 0, lost = 0;
    for (const auto& [attempt, result] : last_) {
      if (test_case_of_.at(attempt) != test_case) {
        continue;
      }
      failed += result.outcome == Outcome::failed || result.outcome == Outcome::crashed ? 1 : 0;
      lost += result.outcome == Outcome::lost && result.started ? 1 : 0;
    }
    return failed > plan_.algorithm_of(test_case).retries || lost >= lost_budget_;
  }

  const Plan& plan_;
  std::uint32_t lost_budget_;
  std::map<AttemptId, TestCaseIndex> test_case_of_;
  std::map<TestCaseIndex, std::uint32_t> attempts_;
  std::set<AttemptId> reported_;  ///< of which an agent's word is recorded
  std::map<AttemptId, AttemptResult> last_;
  std::map<TestCaseIndex, AttemptId> succeeded_;
  std::map<TestCaseIndex, Outcome> outcome_of_;
};

}  // namespace ianvs::test
