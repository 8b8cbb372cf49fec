/// Inside of the scheduler: its books and what each event does to them. Nobody else includes this.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "coordinator/agents.hpp"
#include "coordinator/scheduler.hpp"
#include "coordinator/test_case.hpp"
#include "coordinator/waiting_list.hpp"

namespace ianvs::coordinator {

/// Invariants: (1) a piece waits in `waiting` exactly if its state is `waiting`; (2) an attempt
/// lives exactly if its agent's `held` has it; (3) after `ended` no state of a test case changes
/// and nothing is recorded; (4) a partition of a test case that is done neither waits nor is
/// assigned.
struct Scheduler::State {
  State(const Plan& plan, std::span<const Record> past, SchedulerConfig config);

  const Plan& plan;
  const SchedulerConfig config;
  const std::map<std::string, PythonIndex, std::less<>> pythons;
  const Pieces pieces;
  TestCases test_cases;
  WaitingList waiting;
  Agents agents;
  /// Expected wall seconds by AlgorithmIndex; nullopt before the first result.
  std::vector<std::optional<double>> expected_wall;

  Time now{};
  bool work_changed = false;   ///< something waits anew or an agent has room anew: dispatch
  bool stopping = false;       ///< nothing more is started
  bool stop_attempts = false;  ///< what runs is stopped too
  bool no_progress = false;
  bool no_interpreter = false;
  bool ended = false;
  std::string stop_reason;
  /// An algorithm whose test cases would all fail for the same reason.
  struct Hopeless {
    TestCaseIndex next;  ///< those before it have been cancelled, or run already
    std::string reason;
  };
  std::map<AlgorithmIndex, Hopeless> hopeless;
  std::set<AlgorithmIndex> proven;     ///< that have succeeded before the eyes of this scheduler
  std::set<TestCaseIndex> failures;    ///< that failed before the eyes of this scheduler
  std::set<TestCaseIndex> reopened;    ///< had an outcome before
  std::vector<bool> told_unplaceable;  ///< by ShapeIndex
  std::optional<Time> recall_at;       ///< when waiting at a busy agent has lasted too long
  /// Results whose consequence is not in the journal, which broke off there.
  std::map<PieceIndex, AttemptResult> unsettled;
  bool is_read_in = false;  ///< all of the earlier journal: `waiting` is kept in step from now on
  bool terms_started = false;  ///< agents known from the journal have got their term

  // ---- events (scheduler_agents.cpp, scheduler_interpreters.cpp, scheduler_attempts.cpp,
  // scheduler_end.cpp) ----
  void on(const AgentJoined& event, Actions& out);
  void on(const AgentSuspected& event, Actions& out);
  void on(const AgentHeard& event, Actions& out);
  void on(const AgentLost& event, Actions& out);
  void on(const AgentDrains& event, Actions& out);
  void on(const HoldsReported& event, Actions& out);
  void on(const InterpretersReported& event, Actions& out);
  void on(const AttemptStarted& event, Actions& out);
  void on(const AttemptReported& event, Actions& out);
  void on(const StopRequested& event, Actions& out);
  void on(const TimePassed& event, Actions& out);
  /// The run is over: who still comes is sent home; results stay in the agents' spools.
  void after_end(const Event& event, Actions& out);

  // ---- agents ----
  void order(AgentIndex agent, decltype(Order::what) what, Actions& out);
  /// The agent says that it has this attempt.
  void found(AgentIndex at, AttemptId id, Actions& out);
  void revive(const Attempt& found_again, Actions& out);
  /// Tells the agent (once more) to give the attempt back or stop it.
  void wish(AttemptId id, Wish wish, Actions& out);
  void lose_agent(AgentIndex at, const std::string& reason, bool said_goodbye, Actions& out);

  // ---- interpreters (scheduler_interpreters.cpp) ----
  /// A new session: what it hasn't told of so far, it may tell now.
  void await_reports(AgentIndex at);
  void take_report(AgentIndex at, PythonIndex python, const InterpreterReport& report,
                   Actions& out);
  void recall_from(AgentIndex at, PythonIndex python, Actions& out);
  bool may_others_use(PythonIndex python, AgentIndex than) const;
  std::uint32_t waiting_for(PythonIndex python) const;
  std::vector<InterpreterProblem> problems_of(PythonIndex python) const;

  // ---- attempts ----
  void begin(const Attempt& attempt, Actions& out);
  /// Its agent is lost, or has lost it.
  void give_up(AttemptId id, const std::string& reason, Actions& out);
  /// What follows for its test case once an attempt isn't living any more.
  void settle(const Attempt& attempt, const AttemptResult& result, Actions& out);
  void succeed(const Attempt& attempt, const AttemptResult& result, Actions& out);
  void finish_test_case(TestCaseIndex test_case, Outcome outcome, const Attempt* attempt,
                        const AttemptResult& result, Actions& out);
  bool is_spent(PieceIndex piece) const;
  void learn(PieceIndex piece, const AttemptResult& result);
  void wait_for_agent(PieceIndex piece);
  void cancel_living(PieceIndex piece, Actions& out);
  std::uint32_t attempts_of(TestCaseIndex test_case) const;
  TestCaseIndex test_case_of(const Attempt& attempt) const {
    return pieces.test_case_of(attempt.piece);
  }
  std::uint32_t partition_of(const Attempt& attempt) const {
    return pieces.partition_of(attempt.piece);
  }
  template <class Do>
  void for_each_living(PieceIndex piece, Do&& do_it) const {
    for (AttemptId id = test_cases[piece].newest; id.value != 0;) {
      const Attempt attempt = *test_cases.find(id);
      id = attempt.previous;
      if (lives(attempt.state)) {
        do_it(attempt);
      }
    }
  }

  // ---- partitions (scheduler_partitions.cpp) ----
  void finish_partition(const Attempt& attempt, const AttemptResult& result, Actions& out);
  void end_partitions(TestCaseIndex test_case, const Attempt* failed_by, Actions& out);
  bool may_reopen(TestCaseIndex test_case) const;
  void reopen(TestCaseIndex test_case);
  template <class Do>
  void for_each_partition(TestCaseIndex test_case, Do&& do_it) const {
    for (std::uint32_t number = 1; number <= pieces.partitions_of(test_case); ++number) {
      do_it(pieces.partition(test_case, number));
    }
  }

  // ---- algorithms without hope (scheduler_hopeless.cpp) ----
  void learn_of_algorithm(TestCaseIndex test_case, const AttemptResult& result, Actions& out);
  void cancel_hopeless(Actions& out);
  bool has_hopeless_left() const;
  std::uint32_t end_of(AlgorithmIndex algorithm) const;
  /// Neither done nor running anywhere, not even in part.
  bool is_untouched(TestCaseIndex test_case) const;

  // ---- dispatch (scheduler_dispatch.cpp) ----
  void dispatch(Actions& out);
  void assign(PieceIndex piece, AgentIndex agent, Actions& out);
  std::optional<AgentIndex> agent_to_wait_at(PieceIndex piece, ShapeIndex shape) const;
  std::optional<Duration> expected(PieceIndex piece) const;
  void recall_stuck(Actions& out);

  // ---- the end (scheduler_end.cpp) ----
  void stop(const std::string& reason, Actions& out);
  void check_max_failures(Actions& out);
  /// After every event: is there nothing left to do, or nothing that can be done?
  void conclude(Actions& out);
  bool is_return_expected() const;
  bool can_ever_be_placed(ShapeIndex shape) const;
  /// Some agent that is here can use its interpreter, or may say so soon.
  bool has_interpreter(ShapeIndex shape) const;
  bool is_interpreter_all_that_lacks() const;
  bool is_any_working() const;
  bool is_stuck() const;
  void tell_unplaceable(Actions& out);
  CannotBePlaced explain_unplaceable(ShapeIndex shape);
  void cancel_some_waiting(Actions& out);

  // ---- journal (scheduler_replay.cpp) ----
  void replay(std::span<const Record> past);
  void replay(const AttemptAssigned& record);
  void replay(const AttemptEnded& record);
  void replay(const TestCaseEnded& record);
  void replay_success(const Attempt& attempt);
  void place_replayed(PieceIndex piece);
  void start_terms();
  void settle_replayed(Actions& out);

  void check_invariants() const;
};

}  // namespace ianvs::coordinator
