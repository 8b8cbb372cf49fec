/// What coordinator and agent say to one another, as plain structs; `common/codec` knows the bytes.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/ids.hpp"
#include "common/outcome.hpp"
#include "common/plan.hpp"
#include "common/resources.hpp"
#include "common/time.hpp"

namespace ianvs {

/// Raised when a message changes in a way that an older program would misread. New fields at the
/// end don't count.
inline constexpr std::uint32_t protocol_version = 1;

// ---- agent -> coordinator ----

/// First word on every connection.
struct Hello {
  AgentId agent;
  SessionNumber session;
  std::string program_version;
  std::string host;  ///< for people; two agents may have the same
  std::uint64_t pid = 0;
  Offer offer;
  bool local = false;  ///< started by the coordinator itself
  std::vector<AttemptId>
      holds;  ///< attempts that run, wait or whose results aren't acknowledged here
  friend bool operator==(const Hello&, const Hello&) = default;
};
/// These attempts' programs have been started.
struct AttemptsStarted {
  std::vector<AttemptId> attempts;
  friend bool operator==(const AttemptsStarted&, const AttemptsStarted&) = default;
};
/// These are over and nothing of them is left on the node; said again in each session until
/// acknowledged.
struct AttemptsEnded {
  std::vector<AttemptResult> results;
  friend bool operator==(const AttemptsEnded&, const AttemptsEnded&) = default;
};
/// Every `heartbeat_interval`. `holds` lets the coordinator find what got lost on the way.
struct AgentHeartbeat {
  std::vector<AttemptId> holds;
  friend bool operator==(const AgentHeartbeat&, const AgentHeartbeat&) = default;
};
/// Takes nothing new; what runs goes on. What waits is given back (AttemptsEnded, not started).
struct AgentDraining {
  std::string reason;
  friend bool operator==(const AgentDraining&, const AgentDraining&) = default;
};
/// The agent ends; it holds nothing any more.
struct AgentBye {
  std::string reason;
  friend bool operator==(const AgentBye&, const AgentBye&) = default;
};
/// Whether test cases of the runner `ianvs` can run on this node with one interpreter.
struct InterpreterReport {
  std::string python;   ///< as the Welcome named it
  bool usable = false;  ///< it starts, and Ianvs can be imported
  std::string version;  ///< of Python, "3.11.2"; empty if it doesn't start
  std::string ianvs;    ///< where Ianvs was imported from
  std::string sedna;    ///< version of sedna; empty if it isn't known
  std::string error;    ///< unless usable: what is wrong and what to do, one or two sentences
  friend bool operator==(const InterpreterReport&, const InterpreterReport&) = default;
};
/// Said after each Welcome for those that are known, and again when another one has been checked;
/// replaces what was said of these before.
struct InterpretersChecked {
  std::vector<InterpreterReport> interpreters;
  friend bool operator==(const InterpretersChecked&, const InterpretersChecked&) = default;
};
using FromAgent = std::variant<Hello, AttemptsStarted, AttemptsEnded, AgentHeartbeat, AgentDraining,
                               AgentBye, InterpretersChecked>;

// ---- coordinator -> agent ----

/// Answer to a Hello that is accepted. Paths are absolute and those of the coordinator's machine.
struct Welcome {
  RunId run;
  std::string program_version;
  std::string directory;   ///< where the coordinator was started: runners start there
  std::string run_folder;  ///< <workspace>/<job>/runs/<n>, absolute
  Duration heartbeat_interval{};
  Duration agent_timeout{};          ///< silence after which either side takes the other for gone
  std::vector<std::string> pythons;  ///< interpreters of the run's test cases, to be checked
  bool zygote = true;                ///< else each attempt gets a fresh interpreter
  friend bool operator==(const Welcome&, const Welcome&) = default;
};
/// Answer to a Hello that isn't: the agent says `reason` and ends with exit code 2.
struct Refused {
  std::string reason;
  friend bool operator==(const Refused&, const Refused&) = default;
};
/// Answer to anything else from a connection that hasn't said Hello: make a new session.
struct SayHello {
  friend bool operator==(const SayHello&, const SayHello&) = default;
};
/// One try at one test case, with all that a runner needs.
struct AttemptSpec {
  AttemptId attempt;
  std::uint32_t number = 1;  ///< 1, 2, ... of this test case, or of this partition of it
  TestCaseId test_case;
  RunnerKind runner = RunnerKind::command;
  std::vector<std::string> command;
  std::string output_dir;  ///< as in the url column; relative to `directory` unless absolute
  std::string previous_output_dir;  ///< of the attempt before; empty if this is the first
  std::string test_case_json;       ///< what the file named by IANVS_TESTCASE holds
  Resources resources;
  std::vector<std::string> gpus;  ///< entries of the agent's own list; empty: none
  bool exclusive = false;
  std::optional<Duration> timeout;
  Duration grace{};             ///< between SIGTERM and SIGKILL
  std::string python;           ///< runner `ianvs`: one of the Welcome's `pythons`; else empty
  std::uint32_t partition = 0;  ///< at which of the test case's this is a try, from 1; 0: at all of
                                ///< it, or at the merge of its partitions
  friend bool operator==(const AttemptSpec&, const AttemptSpec&) = default;
};
/// In the order in which they are to start; those that don't fit yet wait at the agent.
struct StartAttempts {
  std::vector<AttemptSpec> attempts;
  friend bool operator==(const StartAttempts&, const StartAttempts&) = default;
};
/// The results of these attempts are on the coordinator's disk (or no longer wanted): forget them.
struct AckResults {
  std::vector<AttemptId> attempts;
  friend bool operator==(const AckResults&, const AckResults&) = default;
};
/// Those that wait are given back, those that run are stopped; each is answered by its
/// AttemptsEnded.
struct CancelAttempts {
  std::vector<AttemptId> attempts;
  bool only_waiting = false;  ///< leave those alone that have started ("recall")
  friend bool operator==(const CancelAttempts&, const CancelAttempts&) = default;
};
/// Every `heartbeat_interval`. `holds` are the attempts that the coordinator believes this agent
/// has.
struct CoordinatorHeartbeat {
  std::vector<AttemptId> holds;
  friend bool operator==(const CoordinatorHeartbeat&, const CoordinatorHeartbeat&) = default;
};
/// Take nothing new, finish what runs, then say Bye.
struct DrainAgent {
  std::string reason;
  friend bool operator==(const DrainAgent&, const DrainAgent&) = default;
};
/// The run is over. An agent that was started with --stay waits for the next one.
struct RunOver {
  std::string summary;
  friend bool operator==(const RunOver&, const RunOver&) = default;
};
using ToAgent = std::variant<Welcome, Refused, SayHello, StartAttempts, AckResults, CancelAttempts,
                             CoordinatorHeartbeat, DrainAgent, RunOver>;

}  // namespace ianvs
