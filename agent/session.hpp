/// Decides what the agent tells its coordinator, what it still owes, and when to connect again.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "agent/holdings.hpp"
#include "agent/session_events.hpp"
#include "common/messages.hpp"
#include "common/time.hpp"

namespace ianvs::agent {

struct SessionConfig {
  AgentId agent;
  std::string program_version, host;
  std::uint64_t pid = 0;
  Offer offer;
  bool local = false;
  bool stay = false;                 ///< --stay: after a run wait for the next one
  Duration first_contact_timeout{};  ///< zero: wait for a coordinator for ever
  Duration orphan_timeout = std::chrono::minutes(30);
  std::optional<Duration> idle_timeout;
  /// While attempts wait at the agent, what there is to tell may be held back so long, to go in one
  /// message.
  Duration linger = std::chrono::milliseconds(5);
};

/// Without a Welcome for so long, nobody is there or the key is wrong.
inline constexpr Duration handshake_timeout = std::chrono::seconds(5);

/// Pure. Numbered invariants: (1) a result is told in every session until it is acknowledged; (2)
/// an attempt that was ended, acknowledged or refused is never taken twice; (3) after Exit nothing
/// follows; (4) attempts and results of one run are never told to the coordinator of another, and
/// live attempts of two runs are never at the pool together.
class Session {
 public:
  explicit Session(SessionConfig config, std::uint64_t jitter_seed);

  /// Adds to `out` what follows from `event` at `now` (monotonic, never before the last call's).
  void handle(const SessionEvent& event, Time now, std::vector<SessionAction>& out);
  /// When Tick is due at the latest; nullopt if only another event can change something.
  std::optional<Time> next_deadline() const;

 private:
  enum class Phase : std::uint8_t {
    fresh,       ///< before the first Tick
    apart,       ///< no connection; the next try is at `retry_at_`
    connecting,  ///< Connect was asked for
    greeting,    ///< Hello was sent, Welcome is due
    joined,      ///< in a session
    leaving,     ///< the run is over; what is still alive is being stopped
    gone         ///< after Exit
  };
  using Actions = std::vector<SessionAction>;

  // Events.
  void on(const Connecting& event, Time now, Actions& out);
  void on(const Received& event, Time now, Actions& out);
  void on(const Disconnected& event, Time now, Actions& out);
  void on(const AttemptHasStarted& event, Time now, Actions& out);
  void on(const AttemptHasEnded& event, Time now, Actions& out);
  void on(const InterpretersKnown& event, Time now, Actions& out);
  void on(const DrainAsked& event, Time now, Actions& out);
  void on(const Tick& event, Time now, Actions& out);

  // Messages.
  void on(const Welcome& message, Time now, Actions& out);
  void on(const Refused& message, Time now, Actions& out);
  void on(const SayHello& message, Time now, Actions& out);
  void on(const StartAttempts& message, Time now, Actions& out);
  void on(const AckResults& message, Time now, Actions& out);
  void on(const CancelAttempts& message, Time now, Actions& out);
  void on(const CoordinatorHeartbeat& message, Time now, Actions& out);
  void on(const DrainAgent& message, Time now, Actions& out);
  void on(const RunOver& message, Time now, Actions& out);

  void connect(Time now, Actions& out);
  void greet(Time now, Actions& out);
  /// There is no connection any more; the next try comes after the backoff.
  void fall_apart(const std::string& why, bool warning, Time now, Actions& out);
  void give_up_joining(Time now, Actions& out);
  Duration next_backoff();
  /// From now on the books are this run's. False if live attempts of another one are at the pool.
  bool turn_to(const RunIdentity& run);
  void wait_for_other_run(RunId run, Time now, Actions& out);
  void drain(const std::string& reason, Time now, Actions& out);
  /// Answers for an attempt that isn't taken, with a result of its own.
  void give_back(AttemptId attempt, std::string why);
  void stop(std::vector<AttemptId> attempts, bool only_waiting, Actions& out);
  void beat(Time now, Actions& out);
  void tell_if_due(Time now, Actions& out);
  void leave_if_done(Actions& out);
  void leave_if_late(Time now, Actions& out);
  void exit(AgentExitCode code, std::string reason, Actions& out);
  void say_once(std::string line, bool warning, Actions& out);

  bool is_joining() const { return phase_ == Phase::connecting || phase_ == Phase::greeting; }
  bool is_apart() const { return phase_ == Phase::apart || is_joining(); }
  // Deadlines, each nullopt while it doesn't apply.
  std::optional<Time> phase_deadline() const;
  std::optional<Time> first_contact_deadline() const;
  std::optional<Time> orphan_deadline() const;
  std::optional<Time> drain_deadline() const;
  std::optional<Time> idle_deadline() const;

  SessionConfig config_;
  std::mt19937_64 random_;
  Phase phase_ = Phase::fresh;
  SessionNumber number_;
  RunIdentity run_;  ///< whose `holdings_` are; number 0: of none yet
  Holdings holdings_;
  std::map<RunIdentity, Holdings> past_;  ///< results of other runs, to be told if one is resumed
  RunIdentity entered_;                   ///< the run of the last EnterRun; number 0: none yet
  std::map<std::string, InterpreterReport> interpreters_;  ///< of that run, by their names
  bool had_contact_ = false;
  Duration heartbeat_interval_{}, agent_timeout_{};  ///< as the last Welcome says
  std::optional<std::string> drain_reason_;
  std::string leave_reason_;    ///< leaving
  std::set<std::string> said_;  ///< troubles that were told since the last Welcome

  Time started_at_;
  Time retry_at_;  ///< apart: the next Connect
  Duration backoff_{};
  Time asked_at_;                ///< connecting, greeting: when that began
  Time heard_at_;                ///< joined: the coordinator's last sign of life
  Time next_beat_;               ///< joined
  std::optional<Time> tell_at_;  ///< joined, while there is news
  Time apart_since_;  ///< contact was lost, or the last live attempt ended, whichever is later
  Time drained_at_;
  Time busy_at_;             ///< work came or ended
  std::optional<Time> due_;  ///< next_deadline() after the last event
};

}  // namespace ianvs::agent
