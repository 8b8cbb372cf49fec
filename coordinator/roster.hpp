/// Knows which agent speaks on which connection and whether it is alive; turns messages into scheduler events.
#pragma once
#include <optional>
#include <string>
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
  Duration heartbeat_interval = std::chrono::seconds(2);
  Duration suspect_after = std::chrono::seconds(6);
  Duration agent_timeout = std::chrono::seconds(12);
  /// A broken connection is no dead agent: it has so long to come back in a new session.
  Duration reconnect_grace = std::chrono::milliseconds(800);
};

struct RosterActions {
  std::vector<Event> events;                          ///< for the scheduler, in order
  std::vector<std::pair<PeerId, ToAgent>> send_now;   ///< needs no commit: Welcome, Refused, SayHello, heartbeats (`holds` left empty)
};

/// Pure. Heartbeats and deadlines come from `tick`; messages from peers that haven't said Hello are answered with SayHello.
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

  std::optional<Time> next_deadline() const;
  /// Where to reach an agent; nullopt while it has no connection.
  std::optional<PeerId> peer_of(AgentId agent) const;
  std::optional<AgentId> agent_of(PeerId peer) const;
  std::vector<PeerId> peers() const;

 private:
  struct Member;
  RosterConfig config_;
  std::vector<Member> members_;
};

}  // namespace ianvs::coordinator
