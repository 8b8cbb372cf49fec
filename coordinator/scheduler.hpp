/// Decides which attempt of which test case runs on which agent.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/plan.hpp"
#include "common/time.hpp"
#include "coordinator/events.hpp"

namespace ianvs::coordinator {

struct SchedulerConfig {
  FailureLimit max_failures;
  /// More agents may come (--listen, --launch): a request that fits none waits instead of ending
  /// the run. Without, only the run's own agent comes; while it is not there, it is waited for,
  /// since whoever started it starts it again or breaks the run off.
  bool agents_may_join = false;
  /// A test case whose agents went away so often is failed.
  std::uint32_t lost_budget = 5;
  /// Work that may wait at an agent beyond its slots, so that no slot idles for a round trip.
  Duration ahead = std::chrono::milliseconds(50);
  /// An agent that was lost without a goodbye, or that the journal knows, is expected back for so
  /// long: before that, no request is judged hopeless, and after a resume its attempts aren't given
  /// up.
  Duration return_term = std::chrono::seconds(12);
  /// An agent has so long to say whether it can use the run's interpreters. Importing Ianvs takes a
  /// second or some, a minute from a cold network file system; a report that comes later still
  /// counts.
  Duration report_term = std::chrono::minutes(5);
};

struct RunSummary {
  std::uint32_t succeeded = 0, failed = 0, cancelled = 0;
  bool stopped = false;      ///< ended early: on request or by max_failures
  bool no_progress = false;  ///< the rest can't run on any agent
  /// With it: nothing was ever started, for want of an interpreter.
  bool no_interpreter = false;
};

/// Counts of test cases by state, for progress.
struct Counts {
  std::uint32_t waiting = 0;  ///< in the queue or at an agent, not started
  std::uint32_t running = 0, succeeded = 0, failed = 0, cancelled = 0;
};

/// Pure: the same plan, records and events give the same actions. Not thread-safe.
class Scheduler {
 public:
  /// `past` is an earlier journal of this run in its order, empty at a first start; `plan` outlives
  /// the scheduler. What failed or succeeded there stays so; what was cancelled waits again.
  Scheduler(const Plan& plan, std::span<const Record> past, SchedulerConfig config);
  ~Scheduler();
  Scheduler(Scheduler&&) noexcept;

  /// Adds to `out` what follows from `event` at `now` (monotonic, never before the last call's).
  /// Ids are what peers claim: unknown, late and repeated ones are normal and have a defined
  /// answer. Cannot fail. O(log waiting + agents). A batch of events is handed over one by one, all
  /// with the same `out`: outbox.hpp puts the orders together.
  void handle(const Event& event, Time now, Actions& out);

  /// When TimePassed is due at the latest; nullopt if only another event can change something. May
  /// lie in the past: then at once (long lists are cancelled piece by piece, so that no call takes
  /// long). O(agents).
  std::optional<Time> next_deadline() const;
  /// Set once every test case has its one outcome. Attempts that nobody waits for any more may
  /// still be ending; with it go DismissOrders to all agents that are here, and to those that still
  /// come.
  std::optional<RunSummary> finished() const;
  Counts counts() const;
  /// What this agent is believed to hold, for heartbeats.
  std::vector<AttemptId> attempts_on(AgentId agent) const;
  /// Recounts all books from scratch and aborts where they differ. O(everything): for tests and the
  /// simulator.
  void check_invariants() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ianvs::coordinator
