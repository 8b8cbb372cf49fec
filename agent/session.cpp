#include "agent/session.hpp"

#include <algorithm>

namespace ianvs::agent {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// reliability.md's "Reconnect: 100 ms doubling to 2 s".
constexpr Duration first_backoff = milliseconds(100);
constexpr Duration longest_backoff = seconds(2);
/// A Tick that comes so much too late tells of this process' own sleep, not of the coordinator's.
constexpr Duration overslept = seconds(2);

std::string count_text(std::size_t count, const std::string& thing) {
  return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

}  // namespace

Session::Session(SessionConfig config, std::uint64_t jitter_seed)
    : config_(std::move(config)), random_(jitter_seed) {}

void Session::handle(const SessionEvent& event, Time now, std::vector<SessionAction>& out) {
  if (phase_ == Phase::gone) {
    return;
  }
  std::visit([&](const auto& what) { on(what, now, out); }, event);
  tell_if_due(now, out);
  leave_if_done(out);
  due_ = next_deadline();
}

void Session::on(const Tick&, Time now, Actions& out) {
  if (phase_ == Phase::fresh) {
    started_at_ = busy_at_ = now;
    connect(now, out);
    return;
  }
  if (due_.has_value() && now - *due_ > overslept) {
    heard_at_ = asked_at_ = now;
  }
  leave_if_late(now, out);
  if (phase_ == Phase::apart && now >= retry_at_) {
    connect(now, out);
  } else if (is_joining() && now >= asked_at_ + handshake_timeout) {
    give_up_joining(now, out);
  } else if (phase_ == Phase::joined && now >= heard_at_ + agent_timeout_) {
    out.emplace_back(Disconnect{});
    fall_apart("no sign of life for " + std::to_string(agent_timeout_ / seconds(1)) + " s", true,
               now, out);
  } else if (phase_ == Phase::joined && now >= next_beat_) {
    beat(now, out);
  }
}

void Session::on(const Connecting& event, Time now, Actions& out) {
  if (phase_ != Phase::connecting) {
    return;
  }
  if (turn_to(event.run)) {
    greet(now, out);
  } else {
    wait_for_other_run(event.run.run, now, out);
  }
}

void Session::on(const Received& event, Time now, Actions& out) {
  heard_at_ = now;
  std::visit([&](const auto& message) { on(message, now, out); }, event.message);
}

void Session::on(const Disconnected& event, Time now, Actions& out) {
  if (phase_ == Phase::joined || is_joining()) {
    fall_apart(event.why, had_contact_ || !event.may_be_early, now, out);
  }
}

void Session::on(const AttemptHasStarted& event, Time, Actions&) {
  holdings_.started(event.attempt);
}

void Session::on(const AttemptHasEnded& event, Time now, Actions&) {
  holdings_.ended(event.result);
  busy_at_ = now;
  if (holdings_.live_count() == 0) {
    apart_since_ = std::max(apart_since_, now);
  }
}

void Session::on(const InterpretersKnown& event, Time, Actions& out) {
  for (const InterpreterReport& report : event.interpreters) {
    interpreters_[report.python] = report;
  }
  // In another run's session they are no news.
  if (phase_ == Phase::joined && entered_ == run_) {
    out.emplace_back(Send{InterpretersChecked{event.interpreters}});
  }
}

void Session::on(const DrainAsked& event, Time now, Actions& out) { drain(event.reason, now, out); }

void Session::connect(Time now, Actions& out) {
  phase_ = Phase::connecting;
  asked_at_ = now;
  out.emplace_back(Connect{});
}

void Session::greet(Time now, Actions& out) {
  phase_ = Phase::greeting;
  asked_at_ = now;
  tell_at_.reset();
  ++number_.value;
  out.emplace_back(Send{Hello{config_.agent, number_, config_.program_version, config_.host,
                              config_.pid, config_.offer, config_.local, holdings_.all()}});
}

void Session::fall_apart(const std::string& why, bool warning, Time now, Actions& out) {
  if (phase_ == Phase::joined) {
    apart_since_ = now;
    say_once("lost touch with the coordinator (" + why + "); what runs here goes on", true, out);
  } else {
    say_once("can't reach the coordinator" + std::string(had_contact_ ? "" : " yet") + " (" + why +
                 "); keeps trying",
             warning, out);
  }
  phase_ = Phase::apart;
  tell_at_.reset();
  retry_at_ = now + next_backoff();
}

void Session::give_up_joining(Time now, Actions& out) {
  const std::string what =
      phase_ == Phase::connecting
          ? "the lookup of its name has no answer yet"
          : "nobody answered: no coordinator is there, or the access file is another run's";
  out.emplace_back(Disconnect{});
  fall_apart(what + ", after " + std::to_string(handshake_timeout / seconds(1)) + " s", true, now,
             out);
}

Duration Session::next_backoff() {
  backoff_ = backoff_ == Duration{} ? first_backoff : std::min(backoff_ * 2, longest_backoff);
  // Hundreds of agents that lost one coordinator must not come back in step.
  const auto jitter_percent = static_cast<int>(75 + random_() % 51);
  return backoff_ * jitter_percent / 100;
}

bool Session::turn_to(const RunIdentity& run) {
  if (run == run_) {
    return true;
  }
  if (holdings_.live_count() > 0) {
    return false;
  }
  if (!holdings_.empty()) {
    past_[run_] = std::move(holdings_);
  }
  const auto past = past_.find(run);
  holdings_ = past == past_.end() ? Holdings{} : std::move(past->second);
  if (past != past_.end()) {
    past_.erase(past);
  }
  run_ = run;
  return true;
}

void Session::wait_for_other_run(RunId run, Time now, Actions& out) {
  stop(holdings_.waiting(), true, out);
  out.emplace_back(Disconnect{});
  fall_apart("another run (run " + std::to_string(run.value) +
                 ") is there, but attempts of the last one (run " + std::to_string(run_.run.value) +
                 ") still run here",
             false, now, out);
}

void Session::drain(const std::string& reason, Time now, Actions& out) {
  if (drain_reason_.has_value()) {
    return;
  }
  drain_reason_ = reason;
  drained_at_ = now;
  const std::size_t running = holdings_.live_count() - holdings_.waiting_count();
  out.emplace_back(Say{"drains (" + reason + "): takes nothing new, " +
                       count_text(running, "running attempt") + " may end"});
  if (phase_ == Phase::joined) {
    out.emplace_back(Send{AgentDraining{reason}});
  }
  stop(holdings_.waiting(), true, out);
}

void Session::give_back(AttemptId attempt, std::string why) {
  AttemptResult result;
  result.attempt = attempt;
  result.outcome = Outcome::cancelled;
  result.message = std::move(why);
  holdings_.ended(std::move(result));
}

void Session::stop(std::vector<AttemptId> attempts, bool only_waiting, Actions& out) {
  if (!attempts.empty()) {
    out.emplace_back(StopAttempts{std::move(attempts), only_waiting});
  }
}

void Session::beat(Time now, Actions& out) {
  next_beat_ = now + heartbeat_interval_;
  out.emplace_back(Send{AgentHeartbeat{holdings_.all()}});
}

void Session::tell_if_due(Time now, Actions& out) {
  if (phase_ != Phase::joined || !holdings_.has_news()) {
    tell_at_.reset();
    return;
  }
  if (!tell_at_.has_value()) {
    tell_at_ = now + config_.linger;
  }
  // Nothing waits here: the coordinator must hear at once, or slots stay empty.
  if (holdings_.waiting_count() > 0 && now < *tell_at_) {
    return;
  }
  tell_at_.reset();
  std::vector<FromAgent> messages;
  holdings_.tell_news(now, messages);
  for (FromAgent& message : messages) {
    out.emplace_back(Send{std::move(message)});
  }
}

void Session::exit(AgentExitCode code, std::string reason, Actions& out) {
  if (phase_ == Phase::joined || phase_ == Phase::leaving) {
    out.emplace_back(Send{AgentBye{reason}});
  }
  phase_ = Phase::gone;
  out.emplace_back(Exit{code, std::move(reason)});
}

void Session::say_once(std::string line, bool warning, Actions& out) {
  if (said_.insert(line).second) {
    out.emplace_back(Say{std::move(line), warning});
  }
}

}  // namespace ianvs::agent
