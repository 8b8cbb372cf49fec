/// Knows which agent speaks on which connection and whether it is alive; turns messages into
/// scheduler events.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/messages.hpp"
#include "common/time.hpp"
#include "coordinator/events.hpp"

namespace ianvs::coordinator {

struct RosterConfig {
  RunId run;
  std::string program_version;
  std::string directory, run_folder;  ///< absolute
  std::vector<std::string> pythons;   ///< interpreters that the run's test cases need
  bool zygote = true;                 ///< agents fork attempts from warm interpreters
  Duration heartbeat_interval = std::chrono::seconds(2);
  Duration suspect_after = std::chrono::seconds(6);
  Duration agent_timeout = std::chrono::seconds(12);
  /// A broken connection is no dead agent: it has so long to come back in a new session.
  Duration reconnect_grace = std::chrono::milliseconds(800);
};

struct RosterActions {
  std::vector<Event> events;  ///< for the scheduler, in order
  std::vector<std::pair<PeerId, ToAgent>>
      send_now;  ///< needs no commit: Welcome, Refused, SayHello, heartbeats (`holds` left empty)
};

/// Pure. Heartbeats and deadlines come from `tick`; messages from peers that haven't said Hello are
/// answered with SayHello.
///
/// Invariants: (1) a peer speaks for one agent at most, and an agent has one peer at most; (2) only
/// an agent that is here has a peer; (3) the session number of an agent only grows; (4) what
/// unknown peers send leaves a bounded trace.
class Roster {
 public:
  explicit Roster(RosterConfig config);

  /// `wrong_version` messages don't get here: the dispatcher answers them with Refused.
  void receive(PeerId peer, const FromAgent& message, Time now, RosterActions& out);
  /// The connection of this peer is gone (a send said so).
  void peer_gone(PeerId peer, Time now, RosterActions& out);
  /// The process of the run's own agent ended: judged at once.
  void local_agent_ended(std::uint64_t pid, std::string reason, Time now, RosterActions& out);
  void tick(Time now, RosterActions& out);
  /// This process itself slept or starved: everybody gets a fresh term.
  void was_asleep(Time now);

  /// When tick() is due; nullopt while no agent is here.
  std::optional<Time> next_deadline() const;
  /// Where to reach an agent; nullopt while it has no connection.
  std::optional<PeerId> peer_of(AgentId agent) const;
  std::optional<AgentId> agent_of(PeerId peer) const;
  /// Of the agents that are here and connected, in the order of their ids.
  std::vector<PeerId> peers() const;

 private:
  /// An agent that is here, or was.
  struct Member {
    SessionNumber session;
    std::uint64_t pid = 0;
    bool local = false;
    bool here = false;
    bool suspected = false;
    std::optional<PeerId> peer;
    std::optional<Time> broken_at;  ///< here, but its connection is gone since then
    Time heard_at{};
    Time next_heartbeat{};
  };
  using Members = std::map<AgentId, Member>;

  void say_hello(PeerId peer, Time now, RosterActions& out);
  void on_hello(PeerId peer, const Hello& hello, Time now, RosterActions& out);
  void on_message(AgentId agent, const FromAgent& message, RosterActions& out);
  void heard(AgentId agent, Member& member, Time now, RosterActions& out);
  void judge(AgentId agent, Member& member, Time now, RosterActions& out);
  void leave(AgentId agent, Member& member, std::string reason, bool said_goodbye,
             RosterActions& out);
  void unlink(Member& member);
  void forget_some();

  RosterConfig config_;
  Members members_;
  std::unordered_map<PeerId, AgentId> agents_;  ///< by peer
  std::unordered_map<PeerId, Time>
      hello_asked_at_;  ///< when unknown peers were last told to say hello
};

}  // namespace ianvs::coordinator
