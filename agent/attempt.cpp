#include "agent/attempt.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "agent/ianvs_result.hpp"
#include "common/assert.hpp"
#include "common/units.hpp"

namespace ianvs::agent {
namespace {

/// What the runner of Ianvs exits with then (ending.py).
constexpr int result_not_written = 74;
/// Longer ones would overflow the clock, and nobody sees their end.
constexpr Duration longest = std::chrono::hours(24 * 365 * 50);

std::string signal_text(int signal) {
  const char* name = ::sigabbrev_np(signal);
  return "killed by signal " + std::to_string(signal) +
         (name == nullptr ? "" : " (SIG" + std::string(name) + ")");
}

std::string exit_text(const std::optional<int>& status) {
  return "exit status " + std::to_string(status.value_or(-1));
}

}  // namespace

Attempt::Attempt(AttemptId id, Time started_at, std::optional<Duration> timeout, Duration grace)
    : id_(id), started_at_(started_at), timeout_(timeout), grace_(std::min(grace, longest)) {
  if (timeout) {
    deadline_ = started_at + std::min(*timeout, longest);
  }
}

AttemptAction Attempt::handle(const AttemptEvent& event, Time now) {
  return std::visit([&](const auto& one) { return handle_one(one, now); }, event);
}

AttemptAction Attempt::handle_one(const RunnerExited& exited, Time now) {
  if (state_ == AttemptState::sweeping || state_ == AttemptState::gone) {
    return AttemptAction::none;
  }
  state_ = AttemptState::sweeping;
  deadline_.reset();
  exited_ = exited;
  exited_.usage.wall_seconds = to_seconds(now - started_at_);
  return AttemptAction::sweep;
}

AttemptAction Attempt::handle_one(const TreeGone&, Time) {
  if (state_ != AttemptState::sweeping) {
    return AttemptAction::none;
  }
  state_ = AttemptState::gone;
  return AttemptAction::report;
}

AttemptAction Attempt::handle_one(const StopAsked&, Time now) {
  return state_ == AttemptState::running ? stop(StopReason::cancelled, now) : AttemptAction::none;
}

AttemptAction Attempt::handle_one(const DeadlinePassed&, Time now) {
  if (!deadline_ || now < *deadline_) {
    return AttemptAction::none;
  }
  if (state_ == AttemptState::running) {
    return stop(StopReason::timed_out, now);
  }
  state_ = AttemptState::killing;
  deadline_.reset();
  return AttemptAction::kill;
}

AttemptAction Attempt::stop(StopReason reason, Time now) {
  state_ = AttemptState::stopping;
  stop_reason_ = reason;
  deadline_ = now + grace_;
  return AttemptAction::terminate;
}

AttemptResult Attempt::conclude(RunnerKind runner, const ResultFile& file,
                                std::string stderr_tail) const {
  IANVS_ASSERT(state_ == AttemptState::gone);
  AttemptResult result;
  result.attempt = id_;
  result.started = true;
  result.exit_status = exited_.exit_status;
  result.signal = exited_.signal;
  result.usage = exited_.usage;
  result.stderr_tail = std::move(stderr_tail);
  if (!was_ended(result)) {
    switch (runner) {
      case RunnerKind::command:
        conclude_command(file, result);
        break;
      case RunnerKind::ianvs:
        conclude_ianvs(file, result);
        break;
    }
  }
  if (result.outcome == Outcome::succeeded) {
    result.stderr_tail.clear();
  }
  return result;
}

bool Attempt::was_ended(AttemptResult& result) const {
  if (stop_reason_ == StopReason::cancelled) {
    result.outcome = Outcome::cancelled;
    result.message = "cancelled while it ran";
  } else if (stop_reason_ == StopReason::timed_out) {
    result.outcome = Outcome::timed_out;
    result.message = "ran longer than its timeout of " + format_duration(*timeout_);
  } else if (exited_.signal) {
    result.outcome = Outcome::crashed;
    result.message = signal_text(*exited_.signal);
  } else {
    return false;
  }
  return true;
}

void Attempt::conclude_command(const ResultFile& file, AttemptResult& result) const {
  if (exited_.exit_status != 0) {
    result.message = exit_text(exited_.exit_status);
  } else if (auto metrics = read_metrics(file)) {
    result.outcome = Outcome::succeeded;
    result.metrics_json = std::move(*metrics);
  } else {
    result.message = metrics.error().what;
  }
}

/// A result that is in its place counts whatever the exit status: the runner writes it last.
void Attempt::conclude_ianvs(const ResultFile& file, AttemptResult& result) const {
  if (!file.exists) {
    result.message = "the test case ended without a result (" + exit_text(exited_.exit_status) +
                     "): " +
                     (exited_.exit_status == result_not_written
                          ? "it could not be written; its log says why"
                          : "it may have called os._exit, or have become another program");
    return;
  }
  auto read = read_ianvs_result(file);
  if (!read) {
    result.message = read.error().what;
  } else if (read->error) {
    result.message = std::move(read->error->message);
    result.concerns_algorithm = read->error->concerns_algorithm;
    if (!read->error->traceback.empty()) {
      result.stderr_tail = std::move(read->error->traceback);
    }
  } else {
    result.outcome = Outcome::succeeded;
    result.metrics_json = std::move(read->metrics_json);
    result.texts_json = std::move(read->texts_json);
  }
}

AttemptResult Attempt::not_startable(AttemptId id, std::string why) {
  AttemptResult result;
  result.attempt = id;
  result.started = true;  // it was tried: that costs its budget, or it would be tried for ever
  result.message = std::move(why);
  return result;
}

AttemptResult Attempt::given_back(AttemptId id, std::string why) {
  AttemptResult result;
  result.attempt = id;
  result.outcome = Outcome::cancelled;
  result.message = std::move(why);
  return result;
}

}  // namespace ianvs::agent
