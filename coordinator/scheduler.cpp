#include "coordinator/scheduler.hpp"

#include <algorithm>
#include <variant>

#include "common/assert.hpp"
#include "coordinator/scheduler_state.hpp"

namespace ianvs::coordinator {
namespace {

void take_earlier(std::optional<Time>& earliest, std::optional<Time> time) {
  if (time && (!earliest || *time < *earliest)) {
    earliest = time;
  }
}

std::map<std::string, PythonIndex, std::less<>> index_of_pythons(const Plan& plan) {
  std::map<std::string, PythonIndex, std::less<>> index;
  for (const std::string& python : pythons_of(plan)) {
    index.emplace(python, PythonIndex{static_cast<std::uint32_t>(index.size())});
  }
  return index;
}

}  // namespace

Scheduler::Scheduler(const Plan& plan, std::span<const Record> past, SchedulerConfig config)
    : state_(std::make_unique<State>(plan, past, config)) {}
Scheduler::~Scheduler() = default;
Scheduler::Scheduler(Scheduler&&) noexcept = default;

Scheduler::State::State(const Plan& the_plan, std::span<const Record> past,
                        SchedulerConfig the_config)
    : plan(the_plan),
      config(the_config),
      pythons(index_of_pythons(the_plan)),
      pieces(the_plan),
      test_cases(pieces),
      waiting(the_plan, pieces),
      agents(static_cast<std::uint32_t>(pythons.size())),
      expected_wall(the_plan.algorithms.size()),
      told_unplaceable(waiting.shape_count(), false) {
  replay(past);
}

void Scheduler::handle(const Event& event, Time now, Actions& out) {
  State& state = *state_;
  IANVS_ASSERT(now >= state.now);
  state.now = now;
  if (state.ended) {
    state.after_end(event, out);
    return;
  }
  if (!state.terms_started) {
    state.start_terms();
    state.settle_replayed(out);
  }
  std::visit([&state, &out](const auto& what) { state.on(what, out); }, event);
  state.cancel_hopeless(out);
  if (state.work_changed && !state.has_hopeless_left()) {
    state.work_changed = false;
    state.dispatch(out);
  }
  state.conclude(out);
}

std::optional<Time> Scheduler::next_deadline() const {
  const State& state = *state_;
  if (state.ended) {
    return std::nullopt;
  }
  if (state.stopping && state.test_cases.assigned() == 0) {
    return state.now;  // the rest of the list is still to be cancelled
  }
  if (state.has_hopeless_left()) {
    return state.now;
  }
  std::optional<Time> earliest = state.recall_at;
  for (std::uint32_t i = 0; i < state.agents.count(); ++i) {
    const Agent& agent = state.agents[AgentIndex{i}];
    take_earlier(earliest, agent.rests_until);
    take_earlier(earliest, agent.expected_until);
    take_earlier(earliest, agent.reports_until);
  }
  return earliest;
}

std::optional<RunSummary> Scheduler::finished() const {
  const State& state = *state_;
  if (!state.ended) {
    return std::nullopt;
  }
  return RunSummary{state.test_cases.count_in(PieceState::succeeded),
                    state.test_cases.count_in(PieceState::failed),
                    state.test_cases.count_in(PieceState::cancelled),
                    state.stopping && !state.no_progress,
                    state.no_progress,
                    state.no_interpreter};
}

Counts Scheduler::counts() const {
  const TestCases& books = state_->test_cases;
  const std::uint32_t running = books.count_running();
  return Counts{books.undone() - running, running, books.count_in(PieceState::succeeded),
                books.count_in(PieceState::failed), books.count_in(PieceState::cancelled)};
}

std::vector<AttemptId> Scheduler::attempts_on(AgentId agent) const {
  std::vector<AttemptId> ids;
  if (const auto index = state_->agents.find(agent)) {
    for (const auto& [id, holding] : state_->agents[*index].held) {
      ids.push_back(id);
    }
  }
  return ids;
}

void Scheduler::check_invariants() const { state_->check_invariants(); }

void Scheduler::State::check_invariants() const {
  test_cases.check_invariants();
  agents.check_invariants();
  std::uint32_t in_queue = 0;
  for (std::uint32_t i = 0; i < pieces.count(); ++i) {
    const PieceIndex piece{i};
    const bool waits = test_cases[piece].state == PieceState::waiting;
    IANVS_ASSERT(waiting.contains(piece) == waits);
    in_queue += waits ? 1 : 0;
    IANVS_ASSERT(is_done(test_cases[piece].state) ||
                 !is_done(test_cases[pieces.test_case_of(piece)].state));
  }
  IANVS_ASSERT(in_queue == waiting.size());
  std::size_t living = 0;
  for (const Attempt& attempt : test_cases.attempts()) {
    const bool is_held = agents[attempt.agent].held.contains(attempt.id);
    IANVS_ASSERT(is_held == lives(attempt.state));
    living += is_held ? 1 : 0;
  }
  for (std::uint32_t i = 0; i < agents.count(); ++i) {
    const Agent& agent = agents[AgentIndex{i}];
    living -= agent.held.size();
    // Attempts of an agent that isn't here live only while a resumed run waits for it.
    IANVS_ASSERT(ended || agent.present || agent.held.empty() || agent.expected_until ||
                 !terms_started);
  }
  IANVS_ASSERT(living == 0);
  IANVS_ASSERT(!ended || test_cases.undone() == 0);
}

}  // namespace ianvs::coordinator
