#include "coordinator/roster.hpp"

#include <doctest/doctest.h>

#include <sstream>

#include "tests/support/scheduler_harness.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;
using ianvs::test::agent_id;
using ianvs::test::agent_name;
using namespace std::chrono_literals;

namespace {

std::string text_of(const Event& event) {
  std::ostringstream text;
  if (const auto* joined = std::get_if<AgentJoined>(&event)) {
    text << "joined " << agent_name(joined->agent);
  } else if (const auto* suspected = std::get_if<AgentSuspected>(&event)) {
    text << "suspected " << agent_name(suspected->agent);
  } else if (const auto* heard = std::get_if<AgentHeard>(&event)) {
    text << "heard " << agent_name(heard->agent);
  } else if (const auto* lost = std::get_if<AgentLost>(&event)) {
    text << (lost->said_goodbye ? "left " : "lost ") << agent_name(lost->agent) << " ("
         << lost->reason << ")";
  } else if (const auto* drains = std::get_if<AgentDrains>(&event)) {
    text << "drains " << agent_name(drains->agent);
  } else if (const auto* holds = std::get_if<HoldsReported>(&event)) {
    text << "holds " << agent_name(holds->agent) << " " << holds->holds.size();
  } else if (const auto* checked = std::get_if<InterpretersReported>(&event)) {
    text << "interpreters " << agent_name(checked->agent) << " " << checked->interpreters.size();
  } else if (const auto* started = std::get_if<AttemptStarted>(&event)) {
    text << "started " << started->attempt.value << " " << agent_name(started->agent);
  } else if (const auto* reported = std::get_if<AttemptReported>(&event)) {
    text << "reported " << reported->result.attempt.value << " " << agent_name(reported->agent);
  }
  return text.str();
}

std::string text_of(const std::pair<PeerId, ToAgent>& send) {
  const std::string peer = std::to_string(send.first.value);
  if (std::holds_alternative<Welcome>(send.second)) {
    return "welcome -> " + peer;
  }
  if (const auto* refused = std::get_if<Refused>(&send.second)) {
    return "refused -> " + peer + " (" + refused->reason + ")";
  }
  if (std::holds_alternative<SayHello>(send.second)) {
    return "say hello -> " + peer;
  }
  return "heartbeat -> " + peer;
}

/// A roster with its clock; texts of what followed are asked for and then forgotten.
class Scene {
 public:
  void receives(std::uint32_t peer, const FromAgent& message) {
    roster.receive(PeerId{peer}, message, now, out_);
  }
  void hello(std::uint32_t peer, char agent, std::uint64_t session) {
    Hello hello;
    hello.agent = agent_id(agent);
    hello.session = SessionNumber{session};
    hello.offer = test::offer(2);
    hello.pid = static_cast<std::uint64_t>(agent);
    hello.local = agent == 'l';
    receives(peer, hello);
  }
  void heartbeat(std::uint32_t peer) { receives(peer, AgentHeartbeat{}); }
  void breaks(std::uint32_t peer) { roster.peer_gone(PeerId{peer}, now, out_); }
  void passes(Duration time) {
    now += time;
    roster.tick(now, out_);
  }
  std::string events() { return texts(out_.events); }
  std::string sent() { return texts(out_.send_now); }
  void forget() { out_ = {}; }
  RosterActions& out() { return out_; }

  Time now{std::chrono::hours(1)};
  Roster roster{RosterConfig{
      RunId{3}, "1.2.3", "/work", "/work/runs/3", {"python3"}, false, 2s, 6s, 12s, 800ms}};

 private:
  template <class T>
  static std::string texts(std::vector<T>& all) {
    std::string text;
    for (const T& one : all) {
      text += (text.empty() ? "" : "; ") + text_of(one);
    }
    all.clear();
    return text;
  }
  RosterActions out_;
};

}  // namespace

TEST_SUITE_BEGIN("roster");

TEST_CASE("an agent that says hello is welcomed and joins") {
  Scene scene;

  scene.hello(1, 'a', 1);

  const auto& welcome = std::get<Welcome>(scene.out().send_now.front().second);
  CHECK(welcome ==
        Welcome{RunId{3}, "1.2.3", "/work", "/work/runs/3", 2s, 12s, {"python3"}, false});
  CHECK(scene.events() == "joined a");
  CHECK(scene.roster.peer_of(agent_id('a')) == PeerId{1});
  CHECK(scene.roster.agent_of(PeerId{1}) == agent_id('a'));
  CHECK(scene.roster.peers() == std::vector{PeerId{1}});
}

TEST_CASE("each message becomes its events, in order") {
  Scene scene;
  scene.hello(1, 'a', 1);
  scene.forget();

  scene.receives(1, AttemptsStarted{{AttemptId{1}, AttemptId{2}}});
  scene.receives(1, AttemptsEnded{{test::result_of(2, Outcome::failed),
                                   test::result_of(1, Outcome::succeeded)}});
  scene.receives(1, AgentHeartbeat{{AttemptId{2}}});
  scene.receives(1, InterpretersChecked{{InterpreterReport{}, InterpreterReport{}}});
  scene.receives(1, AgentDraining{"SIGTERM"});

  CHECK(scene.events() ==
        "started 1 a; started 2 a; reported 2 a; reported 1 a; holds a 1; interpreters a 2; "
        "drains a");
  CHECK(scene.sent() == "");
}

TEST_CASE("an unknown peer is told to say hello, at most once in a heartbeat") {
  Scene scene;

  scene.heartbeat(9);
  scene.heartbeat(9);
  scene.receives(9, AttemptsEnded{});
  CHECK(scene.sent() == "say hello -> 9");
  scene.passes(2s);
  scene.heartbeat(9);
  CHECK(scene.sent() == "say hello -> 9");

  CHECK(scene.events() == "");
}

TEST_CASE("an unknown peer that says goodbye is let go") {
  Scene scene;

  scene.receives(9, AgentBye{"done"});

  CHECK(scene.sent() == "");
}

TEST_CASE("however many unknown peers there are, few are remembered and the rest not answered") {
  Scene scene;
  for (std::uint32_t peer = 1; peer <= 10'000; ++peer) {
    scene.heartbeat(peer);
  }
  CHECK(scene.out().send_now.size() == 4096);
  scene.forget();

  scene.passes(2s);
  scene.heartbeat(10'001);

  CHECK(scene.sent() == "say hello -> 10001");
}

TEST_CASE("a hello that can't be true is refused with the reason") {
  Scene scene;
  Hello hello;
  hello.session = SessionNumber{1};
  hello.offer.workers = 0;

  scene.receives(1, hello);

  CHECK(scene.sent() == "refused -> 1 (it offers 0 workers; 1 to 4096 are possible)");
  CHECK(scene.events() == "");
}

TEST_CASE("a new session of an agent ends its old one") {
  Scene scene;
  scene.hello(1, 'a', 1);
  scene.hello(2, 'a', 2);
  CHECK(scene.events() == "joined a; joined a");
  CHECK(scene.sent() == "welcome -> 1; welcome -> 2");

  scene.heartbeat(1);

  CHECK(scene.sent() == "say hello -> 1");
  CHECK(scene.events() == "");
  CHECK(scene.roster.peer_of(agent_id('a')) == PeerId{2});
}

TEST_CASE("a hello with a session number that is known or older is ignored") {
  Scene scene;
  scene.hello(2, 'a', 5);
  scene.forget();

  scene.hello(1, 'a', 4);
  scene.hello(1, 'a', 5);
  scene.hello(2, 'a', 5);

  CHECK(scene.sent() == "");
  CHECK(scene.events() == "");
  CHECK(scene.roster.peer_of(agent_id('a')) == PeerId{2});
}

TEST_CASE("a connection on which another agent says hello is that one's from then on") {
  Scene scene;
  scene.hello(1, 'a', 1);
  scene.forget();

  scene.hello(1, 'b', 1);
  CHECK(scene.roster.agent_of(PeerId{1}) == agent_id('b'));
  CHECK_FALSE(scene.roster.peer_of(agent_id('a')));
  scene.passes(800ms);

  CHECK(scene.events() == "joined b; lost a (its connection broke)");
}

TEST_CASE("a silent agent is suspected after 6 s and lost after 12 s, and must say hello again") {
  Scene scene;
  scene.hello(1, 'a', 1);
  scene.forget();

  scene.passes(5999ms);
  CHECK(scene.events() == "");
  scene.passes(1ms);
  scene.passes(1s);
  CHECK(scene.events() == "suspected a");
  scene.passes(5s);
  CHECK(scene.events() == "lost a (no sign of life for 12s)");
  scene.forget();
  scene.heartbeat(1);

  CHECK(scene.events() == "");
  CHECK(scene.sent() == "say hello -> 1");
  scene.hello(1, 'a', 2);
  CHECK(scene.events() == "joined a");
}

TEST_CASE("any message is a sign of life") {
  Scene scene;
  scene.hello(1, 'a', 1);
  scene.passes(7s);
  scene.forget();

  scene.receives(1, AttemptsStarted{{AttemptId{1}}});
  CHECK(scene.events() == "heard a; started 1 a");
  scene.passes(5s);

  CHECK(scene.events() == "");
}

TEST_CASE("heartbeats go to each connected agent every two seconds") {
  Scene scene;
  scene.hello(1, 'a', 1);
  scene.passes(1s);
  scene.hello(2, 'b', 1);
  scene.forget();

  scene.passes(1s);
  CHECK(scene.sent() == "heartbeat -> 1");
  scene.passes(1s);
  CHECK(scene.sent() == "heartbeat -> 2");
  scene.breaks(1);
  scene.passes(2s);

  CHECK(scene.sent() == "heartbeat -> 2");
}

TEST_CASE("a broken connection has 800 ms to come back") {
  Scene scene;
  scene.hello(1, 'a', 1);
  scene.forget();

  scene.breaks(1);
  scene.breaks(1);
  scene.passes(799ms);
  CHECK(scene.events() == "");
  scene.hello(2, 'a', 2);
  scene.passes(1s);
  CHECK(scene.events() == "joined a");
  scene.breaks(2);
  scene.passes(800ms);

  CHECK(scene.events() == "lost a (its connection broke)");
}

TEST_CASE("an agent that says goodbye is gone at once, and once") {
  Scene scene;
  scene.hello(1, 'a', 1);
  scene.forget();

  scene.receives(1, AgentBye{"drained"});
  scene.breaks(1);
  scene.passes(20s);

  CHECK(scene.events() == "left a (drained)");
  CHECK(scene.roster.peers().empty());
}

TEST_CASE("the end of the run's own agent is judged at once, nobody else's") {
  Scene scene;
  scene.hello(1, 'l', 1);
  scene.hello(2, 'a', 1);
  scene.forget();

  scene.roster.local_agent_ended('a', "was killed", scene.now, scene.out());
  CHECK(scene.events() == "");
  scene.roster.local_agent_ended('l', "was killed by signal 9", scene.now, scene.out());
  scene.roster.local_agent_ended('l', "was killed by signal 9", scene.now, scene.out());

  CHECK(scene.events() == "lost l (was killed by signal 9)");
}

TEST_CASE("after the own sleep everybody gets a fresh term") {
  Scene scene;
  scene.hello(1, 'a', 1);
  scene.hello(2, 'b', 1);
  scene.breaks(2);
  scene.forget();

  scene.now += 60s;
  scene.roster.was_asleep(scene.now);
  scene.passes(0s);
  CHECK(scene.events() == "");
  scene.passes(800ms);

  CHECK(scene.events() == "lost b (its connection broke)");
}

TEST_CASE("the next deadline is never later than what is due then") {
  Scene scene;
  CHECK_FALSE(scene.roster.next_deadline());
  scene.hello(1, 'a', 1);
  CHECK(scene.roster.next_deadline() == scene.now + 2s);
  scene.breaks(1);
  CHECK(scene.roster.next_deadline() == scene.now + 800ms);

  scene.passes(800ms);

  CHECK_FALSE(scene.roster.next_deadline());
}

TEST_CASE("made-up agents push out only those that have left") {
  Scene scene;
  scene.hello(1, 'a', 7);
  for (std::uint32_t i = 0; i < 10'000; ++i) {
    Hello hello;
    hello.agent.bytes = {'b', static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(i >> 8)};
    hello.session = SessionNumber{1};
    scene.receives(2, hello);
    scene.receives(2, AgentBye{});
  }
  scene.forget();

  scene.heartbeat(1);

  CHECK(scene.events() == "holds a 0");
}

TEST_SUITE_END();

TEST_CASE("what is said of interpreters reaches the scheduler with a reason and bounded texts") {
  Scene scene;
  scene.hello(1, 'a', 1);
  scene.forget();

  scene.receives(1, InterpretersChecked{{{"py", false, "", "", "", ""}}});
  scene.receives(1, InterpretersChecked{{{"py", true, std::string(9999, '3'), "/i", "", "odd"}}});

  const auto& broken = std::get<InterpretersReported>(scene.out().events.at(0)).interpreters.at(0);
  const auto& good = std::get<InterpretersReported>(scene.out().events.at(1)).interpreters.at(0);
  CHECK_FALSE(broken.error.empty());
  CHECK(good.error.empty());
  CHECK(good.version.size() < 100);
  CHECK(good.ianvs == "/i");
}

TEST_CASE("a success without metrics never reaches the scheduler as one") {
  Scene scene;
  scene.hello(1, 'a', 1);
  scene.forget();
  AttemptResult result;
  result.attempt = AttemptId{5};
  result.outcome = Outcome::succeeded;
  result.metrics_json = "{";

  scene.receives(1, AttemptsEnded{{result}});

  REQUIRE(scene.out().events.size() == 1);
  CHECK(std::get<AttemptReported>(scene.out().events[0]).result.outcome == Outcome::failed);
}
