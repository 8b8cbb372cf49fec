// What the session makes of each message of the coordinator. Anything may come twice, late or from
// another time.
#include "agent/session.hpp"

namespace ianvs::agent {
namespace {

/// A result that was told and is not acknowledged for so long has got lost, or its acknowledgement
/// has.
constexpr Duration repeat_after = std::chrono::seconds(10);

}  // namespace

void Session::on(const Welcome& message, Time now, Actions& out) {
  if (phase_ != Phase::greeting) {
    return;
  }
  if (message.run != run_.run) {
    out.emplace_back(Disconnect{});
    fall_apart("run " + std::to_string(message.run.value) +
                   " is there, the access file is of run " + std::to_string(run_.run.value),
               true, now, out);
    return;
  }
  phase_ = Phase::joined;
  backoff_ = {};
  heartbeat_interval_ = message.heartbeat_interval;
  agent_timeout_ = message.agent_timeout;
  next_beat_ = now + heartbeat_interval_;
  const std::string run = "run " + std::to_string(message.run.value);
  if (entered_ != run_) {
    entered_ = run_;
    interpreters_.clear();
    out.emplace_back(EnterRun{message});
    out.emplace_back(Say{"joined " + run});
  } else if (!said_.empty()) {
    out.emplace_back(Say{"back in touch with the coordinator of " + run});
  }
  had_contact_ = true;
  said_.clear();
  if (drain_reason_.has_value()) {
    out.emplace_back(Send{AgentDraining{*drain_reason_}});
  }
  if (!interpreters_.empty()) {
    InterpretersChecked known;
    for (const auto& [python, report] : interpreters_) {
      known.interpreters.push_back(report);
    }
    out.emplace_back(Send{std::move(known)});
  }
  holdings_.begin_session();
  tell_at_ = now;
}

void Session::on(const Refused& message, Time, Actions& out) {
  phase_ = Phase::apart;  // no goodbye to somebody who doesn't want us
  exit(AgentExitCode::invalid, "the coordinator refuses this agent: " + message.reason, out);
}

void Session::on(const SayHello&, Time now, Actions& out) {
  if (phase_ == Phase::joined) {
    apart_since_ = now;
    greet(now, out);
  }
}

void Session::on(const StartAttempts& message, Time now, Actions& out) {
  if (phase_ != Phase::joined) {
    return;
  }
  busy_at_ = now;
  std::vector<AttemptSpec> taken;
  for (const AttemptSpec& spec : message.attempts) {
    if (drain_reason_.has_value() && !holdings_.was_named(spec.attempt)) {
      give_back(spec.attempt, "the agent drains: " + *drain_reason_);
    } else if (holdings_.take(spec.attempt)) {
      taken.push_back(spec);
    }
  }
  if (!taken.empty()) {
    out.emplace_back(TakeAttempts{std::move(taken)});
  }
}

void Session::on(const AckResults& message, Time, Actions& out) {
  if (phase_ != Phase::joined) {
    return;
  }
  for (const AttemptId attempt : message.attempts) {
    if (holdings_.acknowledge(attempt)) {
      out.emplace_back(ForgetResult{attempt});
    }
  }
}

void Session::on(const CancelAttempts& message, Time, Actions& out) {
  if (phase_ != Phase::joined) {
    return;
  }
  std::vector<AttemptId> live;
  for (const AttemptId attempt : message.attempts) {
    if (holdings_.is_live(attempt)) {
      live.push_back(attempt);
    } else if (!holdings_.was_named(attempt)) {
      give_back(attempt, "cancelled before it came");
    }
  }
  stop(std::move(live), message.only_waiting, out);
}

void Session::on(const CoordinatorHeartbeat& message, Time now, Actions& out) {
  if (phase_ != Phase::joined) {
    return;
  }
  stop(holdings_.find_unwanted(message.holds), false, out);
  holdings_.repeat_overdue(now, repeat_after);
}

void Session::on(const DrainAgent& message, Time now, Actions& out) {
  if (phase_ == Phase::joined) {
    drain(message.reason, now, out);
  }
}

void Session::on(const RunOver& message, Time now, Actions& out) {
  if (phase_ != Phase::joined && phase_ != Phase::greeting) {
    return;
  }
  const std::string over = "run " + std::to_string(run_.run.value) + " is over" +
                           (message.summary.empty() ? "" : ": " + message.summary);
  stop(holdings_.live(), false, out);
  if (!config_.stay || drain_reason_.has_value()) {
    phase_ = Phase::leaving;
    leave_reason_ = over;
    return;
  }
  say_once(over + "; waits for the next one", false, out);
  out.emplace_back(Send{AgentBye{"waits for the next run"}});
  out.emplace_back(Disconnect{});
  phase_ = Phase::apart;
  // The old coordinator needs a moment to go.
  backoff_ = std::chrono::seconds(2);
  retry_at_ = now + backoff_;
}

}  // namespace ianvs::agent
