/// What the agent's session is told, and what it wants done.
#pragma once
#include <compare>
#include <string>
#include <variant>
#include <vector>

#include "common/messages.hpp"

namespace ianvs::agent {

/// Tells runs apart. Their numbers begin anew in each workspace, so the number alone does not: a
/// run's keys do, which are made for it alone.
struct RunIdentity {
  RunId run;
  std::string server_public_key;  ///< as in the access file
  friend auto operator<=>(const RunIdentity&, const RunIdentity&) = default;
};

// ---- what happens ----

/// The access file was read and a socket made: what is sent from now on goes to the coordinator of
/// this run.
struct Connecting {
  RunIdentity run;
};
struct Received {
  ToAgent message;
};
/// The connection broke, or a new one was refused or couldn't be made (`why` for people: said once,
/// not at each try).
struct Disconnected {
  std::string why;
  bool may_be_early = false;  ///< it looks so, too, while a coordinator isn't up yet
};
struct AttemptHasStarted {
  AttemptId attempt;
};
/// The result is in the spool (or was never started).
struct AttemptHasEnded {
  AttemptResult result;
};
/// Of these interpreters of the run that was entered last it is known whether they can be used.
struct InterpretersKnown {
  std::vector<InterpreterReport> interpreters;
};
/// SIGTERM, the keeper's end, a full disk: take nothing new.
struct DrainAsked {
  std::string reason;
};
/// `next_deadline` has come; the first one starts the session.
struct Tick {};
using SessionEvent = std::variant<Connecting, Received, Disconnected, AttemptHasStarted,
                                  AttemptHasEnded, InterpretersKnown, DrainAsked, Tick>;

// ---- what is to be done ----

/// Read the access file again and make a new socket, in place of the old one; to be answered by
/// Connecting or Disconnected.
struct Connect {
  friend bool operator==(const Connect&, const Connect&) = default;
};
/// Close the socket once what was sent has left.
struct Disconnect {
  friend bool operator==(const Disconnect&, const Disconnect&) = default;
};
struct Send {
  FromAgent message;
  friend bool operator==(const Send&, const Send&) = default;
};
/// To the pool: take these over (they may wait there).
struct TakeAttempts {
  std::vector<AttemptSpec> attempts;
  friend bool operator==(const TakeAttempts&, const TakeAttempts&) = default;
};
struct StopAttempts {
  std::vector<AttemptId> attempts;
  bool only_waiting = false;
  friend bool operator==(const StopAttempts&, const StopAttempts&) = default;
};
/// The run's folders are known now. Once for each run; again if another run was entered in between.
struct EnterRun {
  Welcome welcome;
  friend bool operator==(const EnterRun&, const EnterRun&) = default;
};
/// Acknowledged: take it from the spool.
struct ForgetResult {
  AttemptId attempt;
  friend bool operator==(const ForgetResult&, const ForgetResult&) = default;
};
struct Say {
  std::string line;
  bool warning = false;
  friend bool operator==(const Say&, const Say&) = default;
};
struct Exit {
  AgentExitCode code = AgentExitCode::success;
  std::string reason;
  friend bool operator==(const Exit&, const Exit&) = default;
};
using SessionAction = std::variant<Connect, Disconnect, Send, TakeAttempts, StopAttempts, EnterRun,
                                   ForgetResult, Say, Exit>;

}  // namespace ianvs::agent
