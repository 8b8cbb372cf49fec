// The pool's one half: attempts are started, and stopped in time.
#include <algorithm>
#include <chrono>
#include <csignal>

#include "agent/pool_state.hpp"
#include "agent/runner_environment.hpp"

namespace ianvs::agent {
namespace {

/// How long to wait after a limit of the system stood in the way.
constexpr auto spawn_retry_interval = std::chrono::milliseconds(200);

Time now() { return std::chrono::steady_clock::now(); }

/// Wall time, as the runner is to read it.
std::optional<std::int64_t> unix_deadline(const std::optional<Duration>& timeout) {
  if (!timeout) {
    return std::nullopt;
  }
  const auto wall = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(wall).count() +
         std::chrono::duration_cast<std::chrono::seconds>(*timeout).count();
}

}  // namespace

void Pool::State::start_what_fits() {
  while (!held_back) {
    auto spec = admission.next();
    if (!spec) {
      break;
    }
    start(std::move(*spec));
  }
  set_timer();
}

void Pool::State::start(AttemptSpec spec) {
  const std::size_t number = free_number();
  const AttemptFiles files(site->folders, spec, number);
  if (const auto prepared = files.prepare(spec.test_case_json, site->spare_logs, temporary);
      !prepared) {
    return fail_to_start(spec, files, prepared.error());
  }
  const auto pid = spawner.spawn(
      {command_of(spec),
       attempt_environment(spec, files.places(), unix_deadline(spec.timeout), offers_gpus),
       files.stdout_path(), files.stderr_path()});
  if (!pid && pid.error().kind == ErrorKind::unavailable) {
    files.tidy_up(site->spare_logs, temporary);
    return hold_back(std::move(spec), pid.error());
  }
  if (!pid) {
    return fail_to_start(spec, files, pid.error());
  }
  occupy(number, spec, files, *pid);
  listener.started(spec.attempt);
}

std::vector<std::string> Pool::State::command_of(const AttemptSpec& spec) const {
  return spec.runner == RunnerKind::ianvs
             ? std::vector{spec.python, runner_path, std::string("run")}
             : spec.command;
}

std::size_t Pool::State::free_number() const {
  return free_numbers.empty() ? slots.size() : free_numbers.back();
}

void Pool::State::occupy(std::size_t number, const AttemptSpec& spec, const AttemptFiles& files,
                         pid_t pid) {
  limit_was_told = false;
  if (!free_numbers.empty()) {
    free_numbers.pop_back();
  }
  log_watch.begin(files.stdout_path());
  log_watch.begin(files.stderr_path());
  runners.emplace(pid, spec.attempt);
  slots.emplace(spec.attempt, Slot{Attempt(spec.attempt, now(), spec.timeout, spec.grace), files,
                                   number, pid, spec.runner, spec.output_dir});
}

void Pool::State::hold_back(AttemptSpec spec, const Error& limit) {
  if (!std::exchange(limit_was_told, true)) {
    listener.warn("starting waits: " + to_text(limit));
  }
  held_back = std::move(spec);
  retry_at = now() + spawn_retry_interval;
}

void Pool::State::fail_to_start(const AttemptSpec& spec, const AttemptFiles& files,
                                const Error& error) {
  if (error.kind == ErrorKind::unavailable) {
    return hold_back(spec, error);
  }
  files.tidy_up(site->spare_logs, temporary);
  admission.release(spec.attempt);
  report(Attempt::not_startable(spec.attempt, to_text(error)), spec.output_dir);
}

void Pool::State::set_timer() {
  auto due = retry_at;
  for (const auto& [id, slot] : slots) {
    if (const auto deadline = slot.attempt.next_deadline()) {
      due = due ? std::min(*due, *deadline) : *deadline;
    }
  }
  if (due == timer_due) {
    return;
  }
  timer_due = due;
  if (!due) {
    timer.cancel();
    return;
  }
  timer.expires_at(*due);
  timer.async_wait([this](const boost::system::error_code& error) {
    if (!error) {
      timer_due.reset();
      look_at_deadlines();
    }
  });
}

void Pool::State::look_at_deadlines() {
  const Time at = now();
  for (auto& [id, slot] : slots) {
    perform(slot, slot.attempt.handle(DeadlinePassed{}, at));
  }
  if (retry_at && *retry_at <= at) {
    retry_at.reset();
    start(*std::exchange(held_back, std::nullopt));
  }
  start_what_fits();
}

}  // namespace ianvs::agent
