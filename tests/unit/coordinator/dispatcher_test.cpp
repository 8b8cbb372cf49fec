#include "coordinator/dispatcher.hpp"

#include <doctest/doctest.h>

#include <deque>

#include "common/codec.hpp"
#include "common/log.hpp"
#include "coordinator/attempt_spec.hpp"
#include "tests/support/toy_plan.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {

/// Only keeps a broken build from hanging.
constexpr auto for_ever = std::chrono::seconds(20);

/// A disk that is as slow as the test wants.
class HeldJournal : public Journal {
 public:
  JournalTicket append(std::vector<Record> more) override {
    records.insert(records.end(), more.begin(), more.end());
    return ++groups;
  }
  Result<void> close() override { return {}; }

  std::vector<Record> records;
  JournalTicket groups = 0;
};

RosterConfig short_grace() {
  RosterConfig config;
  config.reconnect_grace = std::chrono::milliseconds(1);
  return config;
}

struct Fixture {
  asio::io_context loop;
  zmq::context_t context;
  Plan plan = toy_plan();
  std::vector<TestCaseId> ids = test_case_ids(plan, RunId{1});
  AttemptSpecs specs{plan, ids, "", ""};
  std::unique_ptr<DispatcherSocket> socket =
      std::move(*DispatcherSocket::bind(loop, context, {"127.0.0.1", 0}, {}));
  Roster roster{short_grace()};
  Scheduler scheduler{plan, {}, SchedulerConfig{}};
  HeldJournal journal;
  std::vector<Notice> notices;
  std::optional<RunSummary> finished;
  std::string logged;
  Dispatcher dispatcher{
      {loop, *socket, roster, scheduler,
       [this](const StartOrder& order) { return specs.make(order); }, "the run is over"},
      {[this](const Notice& notice) { notices.push_back(notice); }, [] {},
       [this](const RunSummary& summary) { finished = summary; }}};
  zmq::socket_t agent{context, zmq::socket_type::dealer};
  std::deque<ToAgent> told;

  Fixture() {
    set_up_log(
        {.program = {}, .json = false, .verbosity = 0, .write = [this](std::string_view line) {
           logged += line;
         }});
    dispatcher.start(journal, {RunStarted{}});
    dispatcher.committed(journal.groups);
    connect(agent);
  }
  ~Fixture() { set_up_log({}); }

  void connect(zmq::socket_t& dealer) {
    dealer.set(zmq::sockopt::linger, 0);
    dealer.connect("tcp://127.0.0.1:" + std::to_string(socket->port()));
  }
  void say(const FromAgent& message) { agent.send(zmq::buffer(encode(message))); }
  void hello() {
    Hello message;
    message.agent.bytes[0] = 1;
    message.session = {1};
    message.host = "node1";
    message.offer.workers = 1;
    message.offer.resources.cpu = amount_unit;
    say(message);
  }
  /// Runs the loop until `condition` holds.
  template <class Condition>
  void run_until(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + for_ever;
    while (!condition()) {
      REQUIRE(std::chrono::steady_clock::now() < end);
      loop.run_one_for(std::chrono::milliseconds(10));
      zmq::message_t frame;
      while (agent.recv(frame, zmq::recv_flags::dontwait))
        told.push_back(*decode_to_agent(frame.to_string_view()));
    }
  }
  /// The next message of this kind; others before it are passed over.
  template <class Message>
  Message next() {
    std::optional<Message> found;
    run_until([&] {
      while (!told.empty() && !found) {
        if (auto* message = std::get_if<Message>(&told.front())) found = std::move(*message);
        told.pop_front();
      }
      return found.has_value();
    });
    return std::move(*found);
  }
  void commit() { dispatcher.committed(journal.groups); }
  void succeed(AttemptId attempt) {
    AttemptResult result;
    result.attempt = attempt;
    result.outcome = Outcome::succeeded;
    result.started = true;
    result.metrics_json = "{}";
    say(AttemptsEnded{{result}});
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture,
                  "an agent is welcomed at once, but starts nothing before the journal has it") {
  hello();
  next<Welcome>();
  run_until([&] { return journal.groups == 2; });
  CHECK(told.empty());
  CHECK(notices.empty());

  commit();

  CHECK(next<StartAttempts>().attempts[0].attempt == AttemptId{1});
  CHECK(std::holds_alternative<AgentArrived>(notices[0]));
}

TEST_CASE_FIXTURE(Fixture, "a result is acknowledged and shown only once the journal has it") {
  hello();
  run_until([&] { return journal.groups == 2; });
  commit();
  const auto attempt = next<StartAttempts>().attempts[0].attempt;
  notices.clear();

  succeed(attempt);
  run_until([&] { return journal.groups == 3; });
  CHECK(told.empty());
  CHECK(notices.empty());
  commit();

  CHECK(next<AckResults>().attempts == std::vector<AttemptId>{attempt});
  CHECK(std::get<TestCaseDone>(notices[0]).outcome == Outcome::succeeded);
}

TEST_CASE_FIXTURE(Fixture, "a run goes to its end, and its agent is told so") {
  hello();
  run_until([&] { return journal.groups == 2; });
  commit();
  std::size_t ended = 0;
  while (ended < 4) {
    for (const auto& spec : next<StartAttempts>().attempts) {
      const auto before = journal.groups;
      succeed(spec.attempt);
      run_until([&] { return journal.groups > before; });
      commit();
      ++ended;
    }
  }

  CHECK(next<RunOver>().summary == "the run is over");
  REQUIRE(finished);
  CHECK(finished->succeeded == 4);
}

TEST_CASE_FIXTURE(Fixture, "what is no message is dropped and told of once") {
  agent.send(zmq::str_buffer("nonsense"));
  agent.send(zmq::str_buffer("\xff\xff\xff"));
  agent.send(zmq::str_buffer("two"), zmq::send_flags::sndmore);
  agent.send(zmq::str_buffer("frames"));
  hello();

  next<Welcome>();

  CHECK(dispatcher.malformed() == 3);
  CHECK(logged.find("dropped a message") == logged.rfind("dropped a message"));
  CHECK(logged.find("dropped a message") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture,
                  "a peer of another protocol version is refused with both versions named") {
  auto frame = encode(FromAgent(AgentHeartbeat{}));
  REQUIRE(frame[2] == static_cast<char>(protocol_version));
  frame[2] = 77;
  agent.send(zmq::buffer(frame));

  const auto reason = next<Refused>().reason;

  CHECK(reason.find("77") != std::string::npos);
  CHECK(reason.find(std::to_string(protocol_version)) != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture,
                  "an agent whose connection breaks is lost once it had time to come back") {
  hello();
  run_until([&] { return journal.groups == 2; });
  commit();
  next<StartAttempts>();
  notices.clear();

  agent.close();
  agent = zmq::socket_t(context, zmq::socket_type::dealer);
  connect(agent);
  run_until([&] {
    commit();
    return !notices.empty();
  });

  CHECK(std::get<AgentGone>(notices[0]).lost);
}

TEST_CASE_FIXTURE(Fixture, "a request to stop ends a run that nobody has joined") {
  dispatcher.tell(StopRequested{"interrupted", false});
  run_until([&] {
    commit();
    return finished.has_value();
  });

  CHECK(finished->cancelled == 4);
  CHECK(finished->stopped);
}
