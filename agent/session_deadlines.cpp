// When the session must be woken, and when it gives up.
#include <algorithm>
#include <initializer_list>

#include "agent/session.hpp"
#include "common/units.hpp"

namespace ianvs::agent {
namespace {

/// A draining agent whose coordinator is gone leaves its results in the spool after so long.
constexpr Duration drain_patience = std::chrono::seconds(10);

std::optional<Time> earliest(std::initializer_list<std::optional<Time>> times) {
  std::optional<Time> first;
  for (const std::optional<Time>& time : times) {
    if (time.has_value() && (!first.has_value() || *time < *first)) {
      first = time;
    }
  }
  return first;
}

std::string left_behind(std::size_t results) {
  switch (results) {
    case 0:
      return "";
    case 1:
      return "; 1 result stays in the spool";
    default:
      return "; " + std::to_string(results) + " results stay in the spool";
  }
}

bool is_due(const std::optional<Time>& deadline, Time now) {
  return deadline.has_value() && now >= *deadline;
}

}  // namespace

std::optional<Time> Session::next_deadline() const {
  if (phase_ == Phase::gone) {
    return std::nullopt;
  }
  return earliest({phase_deadline(), first_contact_deadline(), orphan_deadline(), drain_deadline(),
                   idle_deadline()});
}

std::optional<Time> Session::phase_deadline() const {
  switch (phase_) {
    case Phase::apart:
      return retry_at_;
    case Phase::connecting:
    case Phase::greeting:
      return asked_at_ + handshake_timeout;
    case Phase::joined:
      return earliest({next_beat_, heard_at_ + agent_timeout_, tell_at_});
    case Phase::fresh:
    case Phase::leaving:
    case Phase::gone:
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Time> Session::first_contact_deadline() const {
  if (had_contact_ || phase_ == Phase::fresh || config_.first_contact_timeout == Duration{}) {
    return std::nullopt;
  }
  return started_at_ + config_.first_contact_timeout;
}

std::optional<Time> Session::orphan_deadline() const {
  if (config_.stay || !had_contact_ || !is_apart() || holdings_.live_count() > 0) {
    return std::nullopt;
  }
  return apart_since_ + config_.orphan_timeout;
}

std::optional<Time> Session::drain_deadline() const {
  if (!drain_reason_.has_value() || !is_apart() || holdings_.live_count() > 0) {
    return std::nullopt;
  }
  return std::max(apart_since_, drained_at_) + drain_patience;
}

std::optional<Time> Session::idle_deadline() const {
  const bool applies = config_.idle_timeout.has_value() && holdings_.empty() &&
                       (is_apart() || phase_ == Phase::joined);
  return applies ? std::optional<Time>(busy_at_ + *config_.idle_timeout) : std::nullopt;
}

void Session::leave_if_late(Time now, Actions& out) {
  const std::string left = left_behind(holdings_.result_count());
  if (is_due(first_contact_deadline(), now)) {
    exit(AgentExitCode::cannot_go_on,
         "no coordinator was there within " + format_duration(config_.first_contact_timeout), out);
  } else if (is_due(drain_deadline(), now)) {
    exit(AgentExitCode::success, "drained (" + *drain_reason_ + ")" + left, out);
  } else if (is_due(orphan_deadline(), now)) {
    exit(AgentExitCode::cannot_go_on,
         "no coordinator for " + format_duration(config_.orphan_timeout) + left, out);
  } else if (is_due(idle_deadline(), now)) {
    exit(AgentExitCode::success, "nothing to do for " + format_duration(*config_.idle_timeout),
         out);
  }
}

void Session::leave_if_done(Actions& out) {
  if (phase_ == Phase::leaving && holdings_.live_count() == 0) {
    exit(AgentExitCode::success, leave_reason_, out);
  } else if (drain_reason_.has_value() && holdings_.empty() && phase_ != Phase::gone) {
    exit(AgentExitCode::success, "drained (" + *drain_reason_ + ")", out);
  }
}

}  // namespace ianvs::agent
