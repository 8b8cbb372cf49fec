/// Drives a Scheduler with events, one line each, and turns what follows into text that tests
/// compare.
#pragma once
#include <doctest/doctest.h>

#include <initializer_list>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "common/outcome.hpp"
#include "coordinator/scheduler.hpp"
#include "tests/support/plans.hpp"

namespace ianvs::test {

/// Agents have letters for names.
inline AgentId agent_id(char name) {
  AgentId id;
  id.bytes[0] = static_cast<std::uint8_t>(name);
  return id;
}
/// Of an attempt that ran.
inline AttemptResult result_of(std::uint64_t attempt, Outcome outcome) {
  AttemptResult result;
  result.attempt = AttemptId{attempt};
  result.outcome = outcome;
  result.started = true;
  return result;
}
inline char agent_name(AgentId id) { return static_cast<char>(id.bytes[0]); }

/// "0", or "0 p2": partition 2 of test case 0
inline std::string piece_text(TestCaseIndex test_case, std::uint32_t partition) {
  return std::to_string(test_case.value) +
         (partition > 0 ? " p" + std::to_string(partition) : std::string());
}

/// "a: start 1 (0)" (attempt 1, of test case 0), "a: start 1 (0 p2)", "a: start 4 (0 of 1 1 2)"
/// (the merge of three partitions, and which attempts at them counted), "a: ack 1", "a: recall 1",
/// "a: cancel 1", "a: dismiss"
inline std::string text_of(const coordinator::Order& order) {
  using namespace coordinator;
  std::ostringstream text;
  text << agent_name(order.agent) << ": ";
  if (const auto* start = std::get_if<StartOrder>(&order.what)) {
    text << "start " << start->attempt.value << " ("
         << piece_text(start->test_case, start->partition);
    for (const std::uint32_t& number : start->parts) {
      text << (&number == &start->parts.front() ? " of " : " ") << number;
    }
    text << ")";
    for (const std::string& gpu : start->gpus) {
      text << " " << gpu;
    }
  } else if (const auto* ack = std::get_if<AckOrder>(&order.what)) {
    text << "ack " << ack->attempt.value;
  } else if (const auto* cancel = std::get_if<CancelOrder>(&order.what)) {
    text << (cancel->only_waiting ? "recall " : "cancel ") << cancel->attempt.value;
  } else {
    text << "dismiss";
  }
  return text.str();
}

/// "taken a", "assigned 1 (0) a", "ended 1 failed", "case 0 failed by 1"
inline std::string text_of(const coordinator::Record& record) {
  using namespace coordinator;
  std::ostringstream text;
  if (const auto* taken = std::get_if<AgentTaken>(&record)) {
    text << "taken " << agent_name(taken->agent);
  } else if (const auto* assigned = std::get_if<AttemptAssigned>(&record)) {
    text << "assigned " << assigned->attempt.value << " ("
         << piece_text(assigned->test_case, assigned->partition) << ") "
         << agent_name(assigned->agent);
  } else if (const auto* ended = std::get_if<AttemptEnded>(&record)) {
    text << "ended " << ended->result.attempt.value << " " << to_text(ended->result.outcome);
  } else if (const auto* done = std::get_if<TestCaseEnded>(&record)) {
    text << "case " << done->test_case.value << " " << to_text(done->outcome) << " by "
         << done->attempt.value;
  }
  return text.str();
}

/// "arrived a", "returned a", "gone a", "began 1", "retried 0 p2 failed", "part 0 p2", "done 0
/// failed", "saved 0 succeeded", "a can use p", "a can't use p", "a can't use p: 3 go elsewhere",
/// "unplaceable 0", "stopping", "given up algorithm 0"
inline std::string text_of(const coordinator::Notice& notice) {
  using namespace coordinator;
  std::ostringstream text;
  if (const auto* arrived = std::get_if<AgentArrived>(&notice)) {
    text << (arrived->returned ? "returned " : "arrived ") << agent_name(arrived->agent);
  } else if (const auto* gone = std::get_if<AgentGone>(&notice)) {
    text << "gone " << agent_name(gone->agent);
  } else if (const auto* began = std::get_if<AttemptBegan>(&notice)) {
    text << "began " << began->attempt.value;
  } else if (const auto* retried = std::get_if<AttemptRetried>(&notice)) {
    text << "retried " << piece_text(retried->test_case, retried->partition) << " "
         << to_text(retried->result.outcome);
  } else if (const auto* part = std::get_if<PartitionDone>(&notice)) {
    text << "part " << piece_text(part->test_case, part->partition);
  } else if (const auto* done = std::get_if<TestCaseDone>(&notice)) {
    text << (done->replaces ? "saved " : "done ") << done->test_case.value << " "
         << to_text(done->outcome);
  } else if (const auto* checked = std::get_if<coordinator::InterpreterChecked>(&notice)) {
    text << agent_name(checked->agent) << (checked->report.usable ? " can use " : " can't use ")
         << checked->report.python;
    if (!checked->report.usable && checked->others) {
      text << ": " << checked->test_cases << " go elsewhere";
    }
  } else if (const auto* unplaceable = std::get_if<CannotBePlaced>(&notice)) {
    text << "unplaceable " << unplaceable->test_case.value;
  } else if (const auto* given_up = std::get_if<AlgorithmGivenUp>(&notice)) {
    text << "given up algorithm " << given_up->algorithm.value;
  } else {
    text << "stopping";
  }
  return text.str();
}

template <class T>
std::string texts_of(const std::vector<T>& all) {
  std::string text;
  for (const T& one : all) {
    text += (text.empty() ? "" : "; ") + text_of(one);
  }
  return text;
}

/// Checks after every event that the books are right and that what is sent rests on what was
/// recorded; at its own end, that no order is left that the test did not ask for.
class Harness {
 public:
  explicit Harness(Plan plan, coordinator::SchedulerConfig config = {},
                   std::vector<coordinator::Record> past = {})
      : plan_(std::move(plan)), past_(std::move(past)), scheduler_(plan_, past_, config) {
    for (const coordinator::Record& record : past_) {
      note(record);
    }
    scheduler_.check_invariants();
  }
  ~Harness() {
    INFO("orders that the test did not look at");
    CHECK(texts_of(sent_) == "");
  }
  Harness(const Harness&) = delete;

  coordinator::Scheduler& scheduler() { return scheduler_; }

  // ---- events ----
  void happens(const coordinator::Event& event) {
    coordinator::Actions actions;
    scheduler_.handle(event, now_, actions);
    scheduler_.check_invariants();
    for (coordinator::Record& record : actions.commit) {
      const auto* assigned = std::get_if<coordinator::AttemptAssigned>(&record);
      CHECK((assigned == nullptr || !assigned_.contains(assigned->attempt)));
      note(record);
      recorded_.push_back(std::move(record));
    }
    for (coordinator::Order& order : actions.send) {
      check_rests_on_record(order);
      sent_.push_back(std::move(order));
    }
    for (coordinator::Notice& notice : actions.notices) {
      noticed_.push_back(std::move(notice));
    }
  }
  void joins(char agent, Offer offer, std::initializer_list<std::uint64_t> holds = {}) {
    happens(coordinator::AgentJoined{agent_id(agent), std::string(1, agent), 7, false,
                                     std::move(offer), ids(holds)});
  }
  void can_use(char agent, const std::string& python) {
    happens(coordinator::InterpretersReported{
        agent_id(agent), {InterpreterReport{python, true, "3.11.2", "/ianvs/core", "0.6.0", ""}}});
  }
  void cannot_use(char agent, const std::string& python, const std::string& error = "is missing") {
    happens(coordinator::InterpretersReported{
        agent_id(agent), {InterpreterReport{python, false, "", "", "", error}}});
  }
  void is_lost(char agent) {
    happens(coordinator::AgentLost{agent_id(agent), "its connection broke", false});
  }
  void says_goodbye(char agent) {
    happens(coordinator::AgentLost{agent_id(agent), "said goodbye", true});
  }
  void starts(char agent, std::uint64_t attempt) {
    happens(coordinator::AttemptStarted{agent_id(agent), AttemptId{attempt}});
  }
  void ends(char agent, std::uint64_t attempt, Outcome outcome = Outcome::succeeded,
            double wall_seconds = 60) {
    AttemptResult result = result_of(attempt, outcome);
    result.usage.wall_seconds = wall_seconds;
    happens(coordinator::AttemptReported{agent_id(agent), result});
  }
  /// For a reason that has nothing to do with hyperparameters.
  void fails_for_all(char agent, std::uint64_t attempt) {
    AttemptResult result = result_of(attempt, Outcome::failed);
    result.message = "sedna lacks it";
    result.concerns_algorithm = true;
    happens(coordinator::AttemptReported{agent_id(agent), result});
  }
  void gives_back(char agent, std::uint64_t attempt) {
    AttemptResult result;
    result.attempt = AttemptId{attempt};
    result.outcome = Outcome::cancelled;
    happens(coordinator::AttemptReported{agent_id(agent), result});
  }
  void heartbeat(char agent, std::initializer_list<std::uint64_t> holds) {
    happens(coordinator::HoldsReported{agent_id(agent), ids(holds)});
  }
  void stop(bool stop_attempts = false) {
    happens(coordinator::StopRequested{"interrupted", stop_attempts});
  }
  void passes(Duration time) {
    now_ += time;
    happens(coordinator::TimePassed{});
  }
  Time now() const { return now_; }

  // ---- what followed since it was last asked for ----
  std::string sent() { return taken(sent_); }
  std::string recorded() { return taken(recorded_); }
  std::string noticed() { return taken(noticed_); }
  const std::vector<coordinator::Notice>& notices() const { return noticed_; }
  /// All that was recorded from the start on, for a second scheduler.
  const std::vector<coordinator::Record>& journal() const { return journal_; }
  bool is_finished() const { return scheduler_.finished().has_value(); }

 private:
  static std::vector<AttemptId> ids(std::initializer_list<std::uint64_t> numbers) {
    std::vector<AttemptId> ids;
    for (const std::uint64_t number : numbers) {
      ids.push_back(AttemptId{number});
    }
    return ids;
  }
  template <class T>
  static std::string taken(std::vector<T>& all) {
    std::string text = texts_of(all);
    all.clear();
    return text;
  }
  void note(const coordinator::Record& record) {
    if (const auto* assigned = std::get_if<coordinator::AttemptAssigned>(&record)) {
      assigned_.insert(assigned->attempt);
    } else if (const auto* ended = std::get_if<coordinator::AttemptEnded>(&record)) {
      ended_.insert(ended->result.attempt);
    }
    journal_.push_back(record);
  }
  void check_rests_on_record(const coordinator::Order& order) {
    if (const auto* start = std::get_if<coordinator::StartOrder>(&order.what)) {
      CHECK(assigned_.contains(start->attempt));
    } else if (const auto* ack = std::get_if<coordinator::AckOrder>(&order.what)) {
      CHECK((ended_.contains(ack->attempt) || !assigned_.contains(ack->attempt)));
    }
  }

  Plan plan_;
  std::vector<coordinator::Record> past_;
  coordinator::Scheduler scheduler_;
  Time now_{std::chrono::hours(1)};
  std::vector<coordinator::Order> sent_;
  std::vector<coordinator::Record> recorded_, journal_;
  std::vector<coordinator::Notice> noticed_;
  std::set<AttemptId> assigned_, ended_;
};

}  // namespace ianvs::test
