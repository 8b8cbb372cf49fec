#include "agent/session.hpp"

#include <doctest/doctest.h>

#include <sstream>

#include "tests/support/messages.hpp"

using namespace ianvs;
using namespace ianvs::agent;
using namespace ianvs::test;
using std::chrono::milliseconds;
using std::chrono::minutes;

namespace {

std::string list(const std::vector<AttemptId>& attempts) {
  std::string text = "[";
  for (const AttemptId attempt : attempts) {
    text += (text.size() > 1 ? " " : "") + std::to_string(attempt.value);
  }
  return text + "]";
}

/// An action as one line, so that a failed test shows what happened instead.
struct Line {
  std::string operator()(const Connect&) const { return "connect"; }
  std::string operator()(const Disconnect&) const { return "disconnect"; }
  std::string operator()(const Send& send) const { return std::visit(*this, send.message); }
  std::string operator()(const TakeAttempts& take) const {
    std::vector<AttemptId> attempts;
    for (const AttemptSpec& spec : take.attempts) {
      attempts.push_back(spec.attempt);
    }
    return "take " + list(attempts);
  }
  std::string operator()(const StopAttempts& stop) const {
    return "stop " + list(stop.attempts) + (stop.only_waiting ? " waiting" : "");
  }
  std::string operator()(const EnterRun& enter) const {
    return "enter run " + std::to_string(enter.welcome.run.value);
  }
  std::string operator()(const ForgetResult& forget) const {
    return "forget " + std::to_string(forget.attempt.value);
  }
  std::string operator()(const Say& say) const {
    return (say.warning ? "warn: " : "say: ") + say.line;
  }
  std::string operator()(const Exit& exit) const {
    return "exit " + std::to_string(static_cast<int>(exit.code)) + ": " + exit.reason;
  }
  std::string operator()(const Hello& hello) const {
    return "-> hello " + std::to_string(hello.session.value) + " " + list(hello.holds);
  }
  std::string operator()(const AttemptsStarted& message) const {
    return "-> started " + list(message.attempts);
  }
  std::string operator()(const AttemptsEnded& message) const {
    std::vector<AttemptId> attempts;
    for (const AttemptResult& result : message.results) {
      attempts.push_back(result.attempt);
    }
    return "-> ended " + list(attempts);
  }
  std::string operator()(const AgentHeartbeat& beat) const {
    return "-> heartbeat " + list(beat.holds);
  }
  std::string operator()(const AgentDraining& message) const {
    return "-> draining: " + message.reason;
  }
  std::string operator()(const AgentBye& message) const { return "-> bye: " + message.reason; }
  std::string operator()(const InterpretersChecked& message) const {
    std::string line = "-> interpreters:";
    for (const auto& report : message.interpreters) {
      line += " " + report.python + (report.usable ? "" : "!");
    }
    return line;
  }
};

/// One agent's session, with the link's part played: a Tick at each deadline, and Connecting as the
/// answer to Connect.
class Harness {
 public:
  explicit Harness(SessionConfig config = {}) : session_(std::move(config), 1) {}

  void happens(const SessionEvent& event) {
    std::vector<SessionAction> out;
    session_.handle(event, now_, out);
    bool connects = false;
    for (const SessionAction& action : out) {
      CHECK_FALSE(gone_);
      gone_ = gone_ || std::holds_alternative<Exit>(action);
      connects = connects || std::holds_alternative<Connect>(action);
      if (const Send* sent = std::get_if<Send>(&action)) {
        last_sent = sent->message;
      }
      lines_.push_back(std::visit(Line{}, action));
    }
    if (connects && answers) {
      happens(SessionEvent(Connecting{{run, key}}));
    }
  }
  void hears(const ToAgent& message) { happens(Received{message}); }

  /// Lets time pass, with a Tick whenever one is due.
  void after(Duration duration) {
    const Time end = now_ + duration;
    while (session_.next_deadline().has_value() && *session_.next_deadline() <= end) {
      now_ = std::max(now_, *session_.next_deadline());
      happens(Tick{});
    }
    now_ = end;
  }
  /// The whole process stands still, and wakes up with a Tick that is late.
  void sleeps(Duration duration) {
    now_ += duration;
    happens(Tick{});
  }
  /// The coordinator shows that it lives, and both sides' heartbeats pass without news.
  void quiet(Duration duration, const std::vector<AttemptId>& holds) {
    for (Duration passed{}; passed < duration; passed += std::chrono::seconds(1)) {
      after(std::chrono::seconds(1));
      hears(CoordinatorHeartbeat{holds});
    }
    std::erase_if(lines_, [](const std::string& line) { return line.starts_with("-> heartbeat"); });
  }

  void starts() { happens(Tick{}); }
  /// Up to the Welcome, and forgets how it came there.
  void joins() {
    if (lines_.empty()) {
      starts();
    }
    hears(example_welcome(run.value));
    lines_.clear();
  }
  void takes(std::initializer_list<std::uint64_t> attempts) {
    StartAttempts message;
    for (const std::uint64_t attempt : attempts) {
      message.attempts.push_back(example_spec(attempt));
    }
    hears(message);
  }
  void begins(std::uint64_t attempt) { happens(AttemptHasStarted{{attempt}}); }
  void ends(std::uint64_t attempt) { happens(AttemptHasEnded{example_result(attempt)}); }

  /// All that was done since the last call, a line for each action.
  std::string did() {
    std::string text;
    for (const std::string& line : std::exchange(lines_, {})) {
      text += (text.empty() ? "" : "\n") + line;
    }
    return text;
  }
  const Session& session() const { return session_; }
  Time now() const { return now_; }

  RunId run{3};
  std::string key = "key";
  bool answers = true;  ///< Connect is answered with Connecting
  FromAgent last_sent = AgentBye{};

 private:
  Session session_;
  Time now_{std::chrono::hours(1)};
  bool gone_ = false;
  std::vector<std::string> lines_;
};

SessionConfig config_with(void (*change)(SessionConfig&)) {
  SessionConfig config;
  config.agent = example_agent();
  change(config);
  return config;
}

}  // namespace

// ---- joining ----

TEST_CASE("an agent connects at once, says hello and enters the run that welcomes it") {
  Harness agent;

  agent.starts();
  CHECK(agent.did() == "connect\n-> hello 1 []");
  agent.hears(example_welcome());

  CHECK(agent.did() == "enter run 3\nsay: joined run 3");
  agent.hears(example_welcome());
  CHECK(agent.did() == "");
}

TEST_CASE("hello says who the agent is and what it offers") {
  SessionConfig config;
  config.agent = example_agent();
  config.program_version = "0.1.0";
  config.host = "node1";
  config.pid = 4711;
  config.offer = example_offer();
  config.local = true;
  Harness agent(config);

  agent.starts();

  CHECK(agent.last_sent ==
        FromAgent{Hello{
            example_agent(), SessionNumber{1}, "0.1.0", "node1", 4711, example_offer(), true, {}}});
}

TEST_CASE("an agent that starts before its coordinator tries on, and says so once") {
  Harness agent;
  agent.answers = false;
  agent.starts();
  for (int round = 0; round < 3; ++round) {
    agent.happens(Disconnected{"no access file yet", true});
    agent.after(milliseconds(2'600));
  }

  CHECK(agent.did() ==
        "connect\nsay: can't reach the coordinator yet (no access file yet); keeps trying\n"
        "connect\nconnect\nconnect");

  agent.happens(Disconnected{"the access file is open to others", false});
  agent.happens(Disconnected{"the access file is open to others", false});
  CHECK(agent.did() ==
        "warn: can't reach the coordinator yet (the access file is open to others); keeps trying");
}

TEST_CASE(
    "tries come 100 ms after the first failure, then half as often each time, at last every 2 s") {
  Harness agent;
  agent.answers = false;
  agent.starts();
  for (const int expected_ms : {100, 200, 400, 800, 1'600, 2'000, 2'000}) {
    CAPTURE(expected_ms);
    agent.happens(Disconnected{"refused"});
    const Duration wait = agent.session().next_deadline().value() - agent.now();
    CHECK(wait >= milliseconds(expected_ms) * 3 / 4);
    CHECK(wait <= milliseconds(expected_ms) * 5 / 4);
    agent.after(wait);
  }
}

TEST_CASE("agents with different seeds come back at different times") {
  const auto first_retry = [](std::uint64_t seed) {
    Session session(SessionConfig{}, seed);
    std::vector<SessionAction> out;
    session.handle(Tick{}, Time{}, out);
    session.handle(Disconnected{"refused"}, Time{}, out);
    return session.next_deadline();
  };
  CHECK(first_retry(1) == first_retry(1));
  CHECK(first_retry(1) != first_retry(2));
}

TEST_CASE("a hello without an answer in 5 s is tried anew, and what that may mean is said once") {
  Harness agent;
  agent.starts();
  agent.did();

  agent.after(milliseconds(4'999));
  CHECK(agent.did() == "");
  agent.after(milliseconds(200));

  CHECK(agent.did() ==
        "disconnect\nwarn: can't reach the coordinator yet (nobody answered: no coordinator "
        "is there, or the access file is another run's, after 5 s); keeps trying\nconnect\n-> "
        "hello 2 []");
  agent.after(std::chrono::seconds(6));
  CHECK(agent.did() == "disconnect\nconnect\n-> hello 3 []");
}

TEST_CASE("a lookup of the coordinator's name that does not end is told and tried anew") {
  Harness agent;
  agent.answers = false;
  agent.starts();
  agent.did();

  agent.after(milliseconds(5'200));

  CHECK(agent.did() ==
        "disconnect\nwarn: can't reach the coordinator yet (the lookup of its name has no answer "
        "yet, after 5 s); keeps trying\nconnect");
}

TEST_CASE("who is refused says why and ends with exit code 2") {
  Harness agent;
  agent.starts();
  agent.did();

  agent.hears(Refused{"it speaks protocol version 9"});

  CHECK(agent.did() == "exit 2: the coordinator refuses this agent: it speaks protocol version 9");
  CHECK_FALSE(agent.session().next_deadline().has_value());
}

TEST_CASE("nothing follows an exit, whatever happens") {
  Harness agent;
  agent.joins();
  agent.takes({1});
  agent.hears(Refused{"no"});
  agent.did();

  agent.happens(Tick{});
  agent.hears(SayHello{});
  agent.hears(RunOver{"x"});
  agent.happens(Connecting{{RunId{3}, "key"}});
  agent.happens(Disconnected{"x"});
  agent.begins(1);
  agent.ends(1);
  agent.happens(DrainAsked{"x"});
  agent.after(minutes(60));

  CHECK(agent.did() == "");
}

TEST_CASE("messages before the welcome are not followed") {
  Harness agent;
  agent.starts();
  agent.did();

  agent.takes({1});
  agent.hears(AckResults{{{1}}});
  agent.hears(CancelAttempts{{{1}}});
  agent.hears(CoordinatorHeartbeat{});
  agent.hears(DrainAgent{"x"});
  agent.hears(SayHello{});

  CHECK(agent.did() == "");
}

// ---- attempts and results ----

TEST_CASE(
    "an attempt is taken, its start and end are told at once, its result forgotten when "
    "acknowledged") {
  Harness agent;
  agent.joins();

  agent.takes({7});
  CHECK(agent.did() == "take [7]");
  agent.begins(7);
  CHECK(agent.did() == "-> started [7]");
  agent.ends(7);
  CHECK(agent.did() == "-> ended [7]");
  CHECK(agent.last_sent == FromAgent{AttemptsEnded{{example_result(7)}}});
  agent.hears(AckResults{{{7}}});
  CHECK(agent.did() == "forget 7");
  agent.hears(AckResults{{{7}, {99}}});
  CHECK(agent.did() == "");
}

TEST_CASE(
    "an attempt that comes twice is taken once, also while it runs, after it ended and when it was "
    "forgotten") {
  Harness agent;
  agent.joins();
  agent.takes({1, 1});
  CHECK(agent.did() == "take [1]");
  agent.takes({1});
  agent.begins(1);
  agent.takes({1});
  agent.ends(1);
  agent.takes({1});
  agent.hears(AckResults{{{1}}});
  agent.did();

  agent.takes({1, 2});

  CHECK(agent.did() == "take [2]");
}

TEST_CASE("while attempts wait here, news is held back for 5 ms and goes in one message") {
  Harness agent;
  agent.joins();
  agent.takes({1, 2, 3, 4});
  agent.begins(1);
  agent.begins(2);
  agent.did();
  agent.ends(1);
  agent.begins(3);
  agent.after(milliseconds(4));
  CHECK(agent.did() == "");

  agent.after(milliseconds(1));

  CHECK(agent.did() == "-> started [2 3]\n-> ended [1]");
  agent.after(milliseconds(20));
  CHECK(agent.did() == "");
}

TEST_CASE("as soon as nothing waits here any more, news goes at once") {
  Harness agent;
  agent.joins();
  agent.takes({1, 2});
  agent.begins(1);
  agent.ends(1);
  agent.did();

  agent.begins(2);

  CHECK(agent.did() == "-> started [2]\n-> ended [1]");
}

TEST_CASE("attempts are cancelled where they are, and those never seen are given back") {
  Harness agent;
  agent.joins();
  agent.takes({1, 2, 3});
  agent.begins(1);
  agent.begins(2);
  agent.ends(2);
  agent.after(milliseconds(10));
  agent.hears(AckResults{{{2}}});
  agent.did();

  agent.hears(CancelAttempts{{{1}, {3}}, true});
  CHECK(agent.did() == "stop [1 3] waiting");
  agent.ends(3);
  agent.did();
  agent.hears(CancelAttempts{{{1}, {2}, {3}, {9}}, false});
  CHECK(agent.did() == "stop [1]\n-> ended [9]");

  const AttemptResult& given_back = std::get<AttemptsEnded>(agent.last_sent).results.at(0);
  CHECK(given_back.outcome == Outcome::cancelled);
  CHECK_FALSE(given_back.started);
  agent.takes({9});
  CHECK(agent.did() == "");
}

// ---- heartbeats ----

TEST_CASE("a heartbeat goes every 2 s and carries all that is held") {
  Harness agent;
  agent.joins();
  agent.takes({5, 6});
  agent.begins(5);
  agent.ends(5);
  agent.begins(6);
  agent.did();

  agent.after(milliseconds(1'999));
  CHECK(agent.did() == "");
  agent.after(milliseconds(2'001));
  CHECK(agent.did() == "-> heartbeat [5 6]\n-> heartbeat [5 6]");
}

TEST_CASE("an attempt that is missing in two heartbeats in a row is stopped") {
  Harness agent;
  agent.joins();
  agent.takes({1, 2});
  agent.begins(1);
  agent.after(milliseconds(10));
  agent.did();

  agent.hears(CoordinatorHeartbeat{{{1}}});
  agent.hears(CoordinatorHeartbeat{{{1}, {2}}});
  agent.hears(CoordinatorHeartbeat{{{2}}});
  CHECK(agent.did() == "");
  agent.hears(CoordinatorHeartbeat{{{2}}});
  CHECK(agent.did() == "stop [1]");
  agent.hears(CoordinatorHeartbeat{{{2}}});
  CHECK(agent.did() == "");
}

TEST_CASE("a result that stays unacknowledged for more than 10 s is told again") {
  Harness agent;
  agent.joins();
  agent.takes({1});
  agent.begins(1);
  agent.ends(1);
  agent.did();

  agent.quiet(std::chrono::seconds(10), {});
  CHECK(agent.did() == "");
  agent.quiet(std::chrono::seconds(1), {});
  CHECK(agent.did() == "-> ended [1]");
  agent.hears(AckResults{{{1}}});
  agent.did();
  agent.quiet(std::chrono::seconds(30), {});
  CHECK(agent.did() == "");
}

TEST_CASE(
    "a coordinator that is silent for 12 s is taken for gone; any message counts as a sign of "
    "life") {
  Harness agent;
  agent.joins();
  agent.after(std::chrono::seconds(11));
  agent.hears(AckResults{});
  agent.after(milliseconds(11'900));
  agent.did();

  agent.after(milliseconds(300));

  CHECK(agent.did() ==
        "disconnect\nwarn: lost touch with the coordinator (no sign of life for 12 "
        "s); what runs here goes on\nconnect\n-> hello 2 []");
}

TEST_CASE("who slept himself does not judge the other's silence") {
  Harness agent;
  agent.joins();
  agent.did();

  agent.sleeps(std::chrono::seconds(60));

  CHECK(agent.did() == "-> heartbeat []");
  agent.after(std::chrono::seconds(11));
  CHECK(agent.did().find("disconnect") == std::string::npos);
  agent.after(std::chrono::seconds(2));
  CHECK(agent.did().find("disconnect") != std::string::npos);
}

// ---- losing and regaining touch ----

TEST_CASE("a result is told in each session until it is acknowledged") {
  Harness agent;
  agent.joins();
  agent.takes({1, 2, 3});
  agent.begins(1);
  agent.begins(2);
  agent.ends(1);
  agent.after(milliseconds(10));
  agent.did();

  agent.happens(Disconnected{"connection reset"});
  agent.ends(2);
  agent.begins(3);
  agent.after(milliseconds(200));
  CHECK(agent.did() ==
        "warn: lost touch with the coordinator (connection reset); what runs here goes on\n"
        "connect\n-> hello 2 [1 2 3]");
  agent.hears(example_welcome());

  CHECK(agent.did() ==
        "say: back in touch with the coordinator of run 3\n-> started [3]\n-> ended [1 2]");
  agent.happens(Disconnected{"connection reset"});
  agent.happens(Disconnected{"connection reset"});
  agent.after(milliseconds(200));
  agent.did();
  agent.hears(example_welcome());
  CHECK(agent.did() ==
        "say: back in touch with the coordinator of run 3\n-> started [3]\n-> ended [1 2]");
}

TEST_CASE(
    "who is asked for a hello says it in the same connection, with a new number, and all again") {
  Harness agent;
  agent.joins();
  agent.takes({1});
  agent.begins(1);
  agent.ends(1);
  agent.did();

  agent.hears(SayHello{});
  agent.hears(SayHello{});
  CHECK(agent.did() == "-> hello 2 [1]");
  agent.hears(example_welcome());
  CHECK(agent.did() == "-> ended [1]");
}

TEST_CASE("news waits while there is no session") {
  Harness agent;
  agent.joins();
  agent.takes({1});
  agent.happens(Disconnected{"x"});
  agent.did();

  agent.begins(1);
  agent.ends(1);

  CHECK(agent.did() == "");
}

TEST_CASE(
    "an agent whose coordinator stays away ends with code 4, but only after what runs has ended") {
  Harness agent(config_with([](SessionConfig& config) { config.orphan_timeout = minutes(30); }));
  agent.joins();
  agent.takes({1});
  agent.begins(1);
  agent.answers = false;
  agent.happens(Disconnected{"x"});
  agent.after(minutes(90));
  agent.ends(1);
  agent.did();

  agent.after(minutes(29));
  CHECK(agent.did().find("exit") == std::string::npos);
  agent.after(minutes(2));
  const std::string did = agent.did();

  CHECK(did.ends_with("exit 4: no coordinator for 30m 00s; 1 result stays in the spool"));
}

TEST_CASE("a coordinator that comes back in time keeps the agent") {
  Harness agent(config_with([](SessionConfig& config) { config.orphan_timeout = minutes(1); }));
  agent.joins();
  agent.answers = false;
  agent.happens(Disconnected{"x"});
  agent.after(std::chrono::seconds(50));
  agent.answers = true;
  agent.after(std::chrono::seconds(8));
  agent.hears(example_welcome());
  agent.did();

  agent.quiet(minutes(2), {});

  CHECK(agent.did() == "");
}

TEST_CASE("an agent may be told how long to wait for its first coordinator") {
  Harness agent(
      config_with([](SessionConfig& config) { config.first_contact_timeout = minutes(1); }));
  agent.starts();
  agent.after(std::chrono::seconds(59));
  CHECK(agent.did().find("exit") == std::string::npos);
  agent.after(std::chrono::seconds(1));
  CHECK(agent.did().ends_with("exit 4: no coordinator was there within 1m 00s"));

  Harness patient;
  patient.starts();
  patient.after(minutes(60 * 24));
  CHECK(patient.did().find("exit") == std::string::npos);
}

TEST_CASE("an agent for which there is nothing to do ends after its idle timeout") {
  Harness agent(config_with([](SessionConfig& config) { config.idle_timeout = minutes(5); }));
  agent.joins();
  agent.quiet(minutes(4), {});
  agent.takes({1});
  agent.begins(1);
  agent.quiet(minutes(20), {{1}});
  agent.ends(1);
  agent.hears(AckResults{{{1}}});
  agent.quiet(std::chrono::seconds(299), {});
  CHECK(agent.did().find("exit") == std::string::npos);

  agent.after(std::chrono::seconds(1));

  CHECK(agent.did() == "-> bye: nothing to do for 5m 00s\nexit 0: nothing to do for 5m 00s");
}

// ---- ends ----

TEST_CASE("a run that is over ends the agent, after a goodbye") {
  Harness agent;
  agent.joins();

  agent.hears(RunOver{"12 succeeded"});

  CHECK(agent.did() == "-> bye: run 3 is over: 12 succeeded\nexit 0: run 3 is over: 12 succeeded");
}

TEST_CASE("a run whose coordinator says no more than that it is over ends as well") {
  Harness agent;
  agent.joins();

  agent.hears(RunOver{});

  CHECK(agent.did() == "-> bye: run 3 is over\nexit 0: run 3 is over");
}

TEST_CASE("what still runs when the run is over is stopped first; its result stays in the spool") {
  Harness agent;
  agent.joins();
  agent.takes({1, 2});
  agent.begins(1);
  agent.after(milliseconds(10));
  agent.did();

  agent.hears(RunOver{"stopped"});
  CHECK(agent.did() == "stop [1 2]");
  agent.ends(2);
  agent.hears(RunOver{"stopped"});
  agent.takes({3});
  agent.happens(Disconnected{"gone"});
  CHECK(agent.did() == "");
  agent.ends(1);
  CHECK(agent.did() == "-> bye: run 3 is over: stopped\nexit 0: run 3 is over: stopped");
}

TEST_CASE("an agent with --stay waits for the next run and enters it") {
  Harness agent(config_with([](SessionConfig& config) { config.stay = true; }));
  agent.joins();
  agent.hears(RunOver{"12 succeeded"});
  CHECK(agent.did() ==
        "say: run 3 is over: 12 succeeded; waits for the next one\n-> bye: waits for the next "
        "run\ndisconnect");

  agent.run = RunId{4};
  agent.after(std::chrono::seconds(2));
  CHECK(agent.did() == "connect\n-> hello 2 []");
  agent.hears(example_welcome(4));
  CHECK(agent.did() == "enter run 4\nsay: joined run 4");
  agent.takes({1});
  CHECK(agent.did() == "take [1]");
}

TEST_CASE("an agent with --stay outlives its coordinator") {
  Harness agent(config_with([](SessionConfig& config) { config.stay = true; }));
  agent.joins();
  agent.answers = false;
  agent.happens(Disconnected{"x"});
  agent.after(minutes(120));
  CHECK(agent.did().find("exit") == std::string::npos);
}

TEST_CASE("results of one run are not told to another, but again to their own") {
  Harness agent(config_with([](SessionConfig& config) { config.stay = true; }));
  agent.joins();
  agent.takes({1});
  agent.begins(1);
  agent.ends(1);
  agent.happens(Disconnected{"x"});
  agent.did();

  agent.run = RunId{4};
  agent.after(milliseconds(200));
  CHECK(agent.did() == "connect\n-> hello 2 []");
  agent.hears(example_welcome(4));
  agent.takes({1});
  agent.hears(AckResults{{{1}}});
  CHECK(agent.did() == "enter run 4\nsay: joined run 4\ntake [1]");
  agent.begins(1);
  agent.ends(1);
  agent.hears(AckResults{{{1}}});
  agent.happens(Disconnected{"x"});
  agent.did();

  agent.run = RunId{3};
  agent.after(milliseconds(200));
  CHECK(agent.did() == "connect\n-> hello 3 [1]");
  agent.hears(example_welcome(3));
  CHECK(agent.did() == "enter run 3\nsay: joined run 3\n-> ended [1]");
}

TEST_CASE("an agent does not join another run while attempts of the last one run") {
  Harness agent(config_with([](SessionConfig& config) { config.stay = true; }));
  agent.joins();
  agent.takes({1, 2});
  agent.begins(1);
  agent.happens(Disconnected{"x"});
  agent.did();

  agent.run = RunId{4};
  agent.after(milliseconds(200));
  CHECK(agent.did() ==
        "connect\nstop [2] waiting\ndisconnect\nsay: can't reach the coordinator (another run "
        "(run 4) is there, but attempts of the last one (run 3) still run here); keeps trying");
  agent.ends(2);
  agent.ends(1);
  agent.after(milliseconds(400));
  CHECK(agent.did() == "connect\n-> hello 2 []");
}

TEST_CASE("runs of one number in two workspaces are two runs") {
  Harness agent(config_with([](SessionConfig& config) { config.stay = true; }));
  agent.joins();
  agent.takes({1});
  agent.begins(1);
  agent.ends(1);
  agent.happens(Disconnected{"x"});
  agent.did();

  agent.key = "another key";
  agent.after(milliseconds(200));
  CHECK(agent.did() == "connect\n-> hello 2 []");
  agent.hears(example_welcome(3));
  agent.takes({1});
  CHECK(agent.did() == "enter run 3\nsay: joined run 3\ntake [1]");
  agent.begins(1);
  agent.ends(1);
  agent.hears(AckResults{{{1}}});
  agent.happens(Disconnected{"x"});
  agent.did();

  agent.key = "key";
  agent.after(milliseconds(200));
  CHECK(agent.did() == "connect\n-> hello 3 [1]");
}

TEST_CASE("a welcome of a run that was not expected is no way around that") {
  Harness agent;
  agent.joins();
  agent.takes({1});
  agent.begins(1);
  agent.hears(SayHello{});
  agent.did();

  agent.hears(example_welcome(4));

  CHECK(agent.did().starts_with("disconnect\nwarn: can't reach the coordinator (run 4 is there"));
}

// ---- draining ----

TEST_CASE(
    "a draining agent gives back what waits, ends what runs, and goes when all is acknowledged") {
  Harness agent;
  agent.joins();
  agent.takes({1, 2});
  agent.begins(1);
  agent.after(milliseconds(10));
  agent.did();

  agent.happens(DrainAsked{"SIGTERM"});
  CHECK(agent.did() ==
        "say: drains (SIGTERM): takes nothing new, 1 running attempt may end\n-> draining: "
        "SIGTERM\nstop [2] waiting");
  agent.happens(DrainAsked{"SIGTERM"});
  agent.hears(DrainAgent{"asked"});
  CHECK(agent.did() == "");
  agent.ends(2);
  agent.takes({3, 1});
  CHECK(agent.did() == "-> ended [2]\n-> ended [3]");
  agent.ends(1);
  agent.hears(AckResults{{{1}, {2}}});
  CHECK(agent.did() == "-> ended [1]\nforget 1\nforget 2");
  agent.hears(AckResults{{{3}}});
  CHECK(agent.did() == "forget 3\n-> bye: drained (SIGTERM)\nexit 0: drained (SIGTERM)");
}

TEST_CASE(
    "an agent that has nothing to do drains at once, on either side's word, or before it ever "
    "joined") {
  Harness agent;
  agent.joins();
  agent.hears(DrainAgent{"the node is needed"});
  CHECK(agent.did().ends_with("exit 0: drained (the node is needed)"));

  Harness alone;
  alone.starts();
  alone.happens(DrainAsked{"SIGTERM"});
  CHECK(alone.did().ends_with("exit 0: drained (SIGTERM)"));

  Harness unborn;
  unborn.happens(DrainAsked{"SIGTERM"});
  CHECK(unborn.did().ends_with("exit 0: drained (SIGTERM)"));
}

TEST_CASE("a new session hears that the agent drains") {
  Harness agent;
  agent.joins();
  agent.takes({1});
  agent.begins(1);
  agent.happens(DrainAsked{"SIGTERM"});
  agent.happens(Disconnected{"x"});
  agent.after(milliseconds(200));
  agent.did();

  agent.hears(example_welcome());

  CHECK(agent.did() ==
        "say: back in touch with the coordinator of run 3\n-> draining: SIGTERM\n-> started [1]");
}

TEST_CASE(
    "a draining agent waits 10 s for a coordinator to give its results to, then leaves them in the "
    "spool") {
  Harness agent;
  agent.joins();
  agent.takes({1});
  agent.begins(1);
  agent.ends(1);
  agent.answers = false;
  agent.happens(Disconnected{"x"});
  agent.happens(DrainAsked{"SIGTERM"});
  agent.after(milliseconds(9'900));
  CHECK(agent.did().find("exit") == std::string::npos);

  agent.after(milliseconds(100));

  CHECK(agent.did() == "exit 0: drained (SIGTERM); 1 result stays in the spool");
}

TEST_CASE("an agent with --stay that drains does not wait for another run") {
  Harness agent(config_with([](SessionConfig& config) { config.stay = true; }));
  agent.joins();
  agent.takes({1});
  agent.begins(1);
  agent.happens(DrainAsked{"SIGTERM"});
  agent.did();

  agent.hears(RunOver{"done"});
  agent.ends(1);

  CHECK(agent.did().ends_with("exit 0: run 3 is over: done"));
}

TEST_CASE("what is known of the run's interpreters is told at once and in each session") {
  Harness agent;
  agent.joins();
  const InterpreterReport usable{"python3", true, "3.11.2", "/opt/ianvs/core", "0.6.0.1", ""};
  const InterpreterReport unusable{"./venv/bin/python", false, "", "", "", "no such file"};

  agent.happens(InterpretersKnown{{usable}});
  CHECK(agent.did() == "-> interpreters: python3");
  agent.happens(Disconnected{"the cable"});
  agent.happens(InterpretersKnown{{unusable}});
  agent.did();
  agent.after(milliseconds(200));
  CHECK(agent.did() == "connect\n-> hello 2 []");
  agent.hears(example_welcome());

  CHECK(agent.did() ==
        "say: back in touch with the coordinator of run 3\n-> interpreters: ./venv/bin/python! "
        "python3");
}

TEST_CASE("what is known of one run's interpreters is not told to another") {
  Harness agent(config_with([](SessionConfig& config) { config.stay = true; }));
  agent.joins();
  agent.happens(InterpretersKnown{{{"python3", true, "3.11.2", "", "", ""}}});
  agent.hears(RunOver{"12 succeeded"});
  agent.run = RunId{4};
  agent.after(std::chrono::seconds(2));
  agent.did();

  agent.hears(example_welcome(4));

  CHECK(agent.did() == "enter run 4\nsay: joined run 4");
}
