// Random clusters from seeds: first with all faults that can be thought of, then without; every run
// must end well.
#include <doctest/doctest.h>

#include <cstdlib>
#include <memory>
#include <random>

#include "tests/support/fake_agent.hpp"
#include "tests/support/journal_checker.hpp"
#include "tests/support/scheduler_harness.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;
using namespace ianvs::test;
using namespace std::chrono_literals;

namespace {

struct Faults {
  bool happen = true;
  bool is_stopped = false;  ///< somebody asks to stop in the middle
};

/// A coordinator and its agents, driven by one source of randomness.
class Cluster {
 public:
  Cluster(std::uint64_t seed, Faults faults) : random_(seed), faults_(faults) {
    plan_ = make_plan();
    config_.agents_may_join = true;
    checker_ = std::make_unique<JournalChecker>(plan_, config_.lost_budget);
    scheduler_ = std::make_unique<Scheduler>(plan_, journal_, config_);
    for (int i = 0; i < 3; ++i) {
      add_agent();
    }
  }

  void run(int steps) {
    for (int i = 0; i < steps; ++i) {
      step();
    }
    if (faults_.is_stopped) {
      happens(StopRequested{"asked to", below(2) == 0});
    }
  }
  /// No more faults: everything that is on its way arrives, everybody is there and works.
  void finish() {
    faults_.happen = false;
    for (int round = 0; round < 500 && !scheduler_->finished(); ++round) {
      for (const auto& agent : agents_) {
        calm_round(*agent);
      }
      pass(1s);
    }
    REQUIRE(scheduler_->finished());
    checker_->conclude(!faults_.is_stopped);
  }
  const std::string& trace() const { return trace_; }
  RunSummary summary() const { return *scheduler_->finished(); }

 private:
  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }

  Plan make_plan() {
    PlanBuilder builder;
    Request two_cores;
    two_cores.resources.cpu = 2 * amount_unit;
    builder.algorithm(20).retries(2).algorithm(6).gpu(amount_unit / 2).retries(1);
    builder.algorithm(4).gpu(amount_unit).algorithm(3).exclusive().priority(1);
    builder.algorithm(10).request(two_cores).retries(9);
    builder.algorithm(6).python("common").retries(2).algorithm(3).python("rare").retries(2);
    builder.algorithm(5).partitions(4).retries(2).algorithm(2).partitions(3).priority(1);
    return builder.build();
  }
  void add_agent() {
    AgentId id;
    id.bytes[0] = static_cast<std::uint8_t>('a' + agents_made_++ % 26);
    id.bytes[1] = static_cast<std::uint8_t>(agents_made_);
    id.bytes[2] = static_cast<std::uint8_t>(agents_made_ >> 8);
    // Of any three agents one has GPUs, so that nothing waits for ever.
    const auto workers = static_cast<std::uint32_t>(2 + below(3));
    agents_.push_back(
        std::make_unique<FakeAgent>(id, offer(workers, agents_made_ % 3 == 0 ? 2 : 1)));
    agents_.back()->set_interpreters(interpreters(true));
  }
  /// Of any three agents one has both.
  std::vector<InterpreterReport> interpreters(bool has_common) const {
    const bool has_rare = agents_made_ % 3 == 1;
    return {{"common", has_common, "3.11", "", "", ""}, {"rare", has_rare, "3.12", "", "", ""}};
  }

  // ---- the coordinator ----
  void happens(const Event& event) {
    Actions actions;
    scheduler_->handle(event, now_, actions);
    scheduler_->check_invariants();
    for (const Record& record : actions.commit) {
      checker_->see(record);
      journal_.push_back(record);
      trace_ += text_of(record) + "\n";
    }
    for (const Order& order : actions.send) {
      checker_->see(order);
      trace_ += text_of(order) + "\n";
      if (FakeAgent* agent = find(order.agent); agent != nullptr && agent->is_connected()) {
        agent->inbox.push_back(order);
      }
    }
  }
  void pass(Duration time) {
    now_ += time;
    happens(TimePassed{});
  }
  /// The coordinator is killed and resumed: all sessions are over, the journal is all that is left.
  void restart() {
    const Counts before = scheduler_->counts();
    scheduler_ = std::make_unique<Scheduler>(plan_, journal_, config_);
    scheduler_->check_invariants();
    CHECK(scheduler_->counts().succeeded == before.succeeded);
    CHECK(scheduler_->counts().failed == before.failed);
    trace_ += "restart\n";
    for (const auto& agent : agents_) {
      agent->disconnect();
    }
  }

  // ---- the agents ----
  FakeAgent* find(AgentId id) {
    for (const auto& agent : agents_) {
      if (agent->id() == id) {
        return agent.get();
      }
    }
    return nullptr;
  }
  void deliver_to(FakeAgent& agent) {
    if (agent.inbox.empty()) {
      return;
    }
    const Order order = agent.inbox.front();
    agent.inbox.pop_front();
    Request request;
    if (const auto* start = std::get_if<StartOrder>(&order.what)) {
      const Algorithm& algorithm = plan_.algorithm_of(start->test_case);
      request = algorithm.request;
      CHECK(request.resources == start->resources);
    }
    agent.obey(order, request);
  }
  void deliver_from(FakeAgent& agent) {
    if (agent.outbox.empty() || !agent.is_connected()) {
      return;
    }
    const Event event = agent.outbox.front();
    agent.outbox.pop_front();
    happens(event);
    if (faults_.happen && one_in(10) && !std::holds_alternative<AgentJoined>(event)) {
      happens(event);
    }
  }
  void end_one(FakeAgent& agent) {
    const std::vector<AttemptId> running = agent.running();
    if (running.empty()) {
      return;
    }
    const AttemptId attempt = running[below(running.size())];
    const bool fails = faults_.happen && one_in(5);
    // Short or long at random, so that estimates are wrong and recalls happen.
    agent.end(attempt, fails ? Outcome::failed : Outcome::succeeded, one_in(4) ? 0.5 : 0.01);
  }
  void calm_round(FakeAgent& agent) {
    if (!agent.is_connected() || agent.is_draining()) {
      agent.connect();
    }
    happens(AgentHeard{agent.id()});
    agent.set_interpreters({{"common", true, "", "", "", ""}, {"rare", true, "", "", "", ""}});
    agent.heartbeat();
    do {
      while (!agent.outbox.empty()) {
        deliver_from(agent);
      }
      while (!agent.inbox.empty()) {
        deliver_to(agent);
      }
      while (agent.start_next()) {
      }
      end_one(agent);
    } while (!agent.outbox.empty() || !agent.inbox.empty());
  }

  void step() {
    FakeAgent& agent = *agents_[below(agents_.size())];
    switch (below(faults_.happen ? 16 : 9)) {
      case 0:
      case 1:
        return deliver_to(agent);
      case 2:
      case 3:
        return deliver_from(agent);
      case 4:
      case 5:
        agent.start_next();
        return;
      case 6:
        return end_one(agent);
      case 7:
        return agent.is_connected() ? agent.heartbeat() : agent.connect();
      case 8:
        return pass(std::chrono::milliseconds(below(200)));
      default:
        return fault(agent);
    }
  }
  void fault(FakeAgent& agent) {
    switch (below(13)) {
      case 0:  // its messages are lost, and it comes back later
        return agent.disconnect();
      case 1:  // the roster judges it
        agent.disconnect();
        return happens(AgentLost{agent.id(), "its connection broke", false});
      case 2:
        return happens(AgentSuspected{agent.id()});
      case 3:
      case 4:
        return happens(AgentHeard{agent.id()});
      case 5:  // it dies with all that it has; another one comes
        if (one_in(3)) {
          const AgentId id = agent.id();
          std::erase_if(agents_, [id](const auto& one) { return one->id() == id; });
          add_agent();
          happens(AgentLost{id, "was killed", false});
        }
        return;
      case 6:
        if (one_in(3) && agent.is_connected()) {
          agent.drain();
        }
        return;
      case 7:
        if (agent.is_draining() && agent.is_empty()) {
          agent.connect();  // a drained one starts anew
        }
        return;
      case 8:  // claims of what isn't its own
        return happens(AttemptReported{agent.id(), result_of(below(200), Outcome::failed)});
      case 9:
        return happens(AttemptReported{agent_id('?'), result_of(below(200), Outcome::succeeded)});
      case 10:
        return pass(std::chrono::milliseconds(below(15'000)));
      case 11:  // somebody breaks its interpreter, or mends it
        return agent.set_interpreters(interpreters(one_in(2)));
      default:
        if (one_in(20)) {
          restart();
        }
        return;
    }
  }

  std::mt19937_64 random_;
  Faults faults_;
  Plan plan_;
  SchedulerConfig config_;
  std::unique_ptr<JournalChecker> checker_;
  std::vector<Record> journal_;
  std::unique_ptr<Scheduler> scheduler_;
  std::vector<std::unique_ptr<FakeAgent>> agents_;
  std::uint32_t agents_made_ = 0;
  Time now_{std::chrono::hours(1)};
  std::string trace_;
};

/// IANVS_SEEDS multiplies the number of runs, for the night.
std::uint64_t seeds(std::uint64_t count) {
  const char* times = std::getenv("IANVS_SEEDS");
  return times == nullptr ? count : count * std::strtoull(times, nullptr, 10);
}

}  // namespace

TEST_SUITE_BEGIN("scheduler: any order of events");

TEST_CASE("whatever happens to agents and coordinator, every test case gets its one outcome") {
  for (std::uint64_t seed = 1; seed <= seeds(60); ++seed) {
    CAPTURE(seed);
    Cluster cluster(seed, Faults{});
    cluster.run(1500);
    cluster.finish();
  }
}

TEST_CASE("a stop in the middle of trouble ends the run too") {
  for (std::uint64_t seed = 1; seed <= seeds(30); ++seed) {
    CAPTURE(seed);
    Cluster cluster(seed, Faults{true, true});
    cluster.run(400);
    cluster.finish();
  }
}

TEST_CASE("without faults every test case succeeds in its first attempt, unless one was recalled") {
  for (std::uint64_t seed = 1; seed <= seeds(20); ++seed) {
    CAPTURE(seed);
    Cluster cluster(seed, Faults{false, false});
    cluster.run(1500);
    cluster.finish();
    CHECK(cluster.summary().succeeded == 59);
  }
}

TEST_CASE("the same events give the same actions") {
  for (std::uint64_t seed = 1; seed <= seeds(5); ++seed) {
    Cluster one(seed, Faults{});
    Cluster other(seed, Faults{});
    one.run(800);
    other.run(800);
    CHECK(one.trace() == other.trace());
  }
}

TEST_SUITE_END();
