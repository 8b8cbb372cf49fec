/// Decides what the agent tells its coordinator, what it still owes, and when to connect again.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/messages.hpp"
#include "common/time.hpp"

namespace ianvs::agent {

struct SessionConfig {
  AgentId agent;
  std::string program_version, host;
  std::uint64_t pid = 0;
  Offer offer;
  bool local = false;
  bool stay = false;                               ///< --stay: after a run wait for the next one
  Duration first_contact_timeout{};                ///< zero: wait for a coordinator for ever
  Duration orphan_timeout = std::chrono::minutes(30);
  std::optional<Duration> idle_timeout;
  /// While attempts wait at the agent, what there is to tell may be held back so long, to go in one message.
  Duration linger = std::chrono::milliseconds(5);
};

// ---- what happens ----
struct Received {
  ToAgent message;
};
/// The connection broke, or a new one was refused or couldn't be made (`why` for people).
struct Disconnected {
  std::string why;
  bool wrong_key = false;
};
struct AttemptHasStarted {
  AttemptId attempt;
};
/// The result is in the spool (or was never started).
struct AttemptHasEnded {
  AttemptResult result;
};
/// SIGTERM, the keeper's end, a full disk: take nothing new.
struct DrainAsked {
  std::string reason;
};
struct Tick {};
using SessionEvent = std::variant<Received, Disconnected, AttemptHasStarted, AttemptHasEnded, DrainAsked, Tick>;

// ---- what is to be done ----
/// Read the access file again and make a new socket; then send what follows.
struct Connect {};
struct Send {
  FromAgent message;
};
/// To the pool: take these over (they may wait there).
struct TakeAttempts {
  std::vector<AttemptSpec> attempts;
};
struct StopAttempts {
  std::vector<AttemptId> attempts;
  bool only_waiting = false;
};
/// The run's folders are known now: `welcome` is the first of this run.
struct EnterRun {
  Welcome welcome;
};
/// Acknowledged: take it from the spool.
struct ForgetResult {
  AttemptId attempt;
};
struct Say {
  std::string line;
  bool warning = false;
};
struct Exit {
  AgentExitCode code = AgentExitCode::success;
  std::string reason;
};
using SessionAction = std::variant<Connect, Send, TakeAttempts, StopAttempts, EnterRun, ForgetResult, Say, Exit>;

/// Pure. Numbered invariants: (1) a result is told in every session until it is acknowledged; (2) an attempt that was ended,
/// acknowledged or refused is never taken twice; (3) after Exit nothing follows.
class Session {
 public:
  explicit Session(SessionConfig config, std::uint64_t jitter_seed);

  void handle(const SessionEvent& event, Time now, std::vector<SessionAction>& out);
  std::optional<Time> next_deadline() const;

 private:
  SessionConfig config_;
};

}  // namespace ianvs::agent
