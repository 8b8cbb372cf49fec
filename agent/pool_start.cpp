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
  while (!retry_at) {
    std::optional<AttemptSpec> spec;
    if (admitted.empty()) {
      spec = admission.next();
    } else {
      spec = std::move(admitted.front());
      admitted.pop_front();
    }
    if (!spec) {
      break;
    }
    start(std::move(*spec));
  }
  set_timer();
}

void Pool::State::start(AttemptSpec spec) {
  const StartWay way = way_of(spec);
  if (way == StartWay::refuse) {
    return refuse(spec);
  }
  const std::size_t number = take_number();
  const AttemptFiles files(site->folders, spec, number);
  if (const auto prepared = files.prepare(spec.test_case_json, site->spare_logs, temporary);
      !prepared) {
    return fail_to_start(std::move(spec), files, number, prepared.error());
  }
  auto environment =
      attempt_environment(spec, files.places(), unix_deadline(spec.timeout), offers_gpus);
  auto lesson = lesson_for(spec);
  if (lesson && lesson->is_to_learn) {
    environment.emplace_back("IANVS_LEARN=1");
  }
  if (way == StartWay::warm) {
    const auto asked = ask_zygote(spec, files, number, environment, *lesson);
    if (!asked && asked.error().kind == ErrorKind::unavailable) {
      return fail_to_start(std::move(spec), files, number, asked.error());
    }
    if (asked) {
      return;
    }
  }
  const auto pid = spawner.spawn({.command = command_of(spec),
                                  .environment = std::move(environment),
                                  .stdout_path = files.stdout_path(),
                                  .stderr_path = files.stderr_path()});
  if (!pid) {
    return fail_to_start(std::move(spec), files, number, pid.error());
  }
  occupy(number, spec, files, *pid).lesson = std::move(lesson);
  listener.started(spec.attempt);
}

std::vector<std::string> Pool::State::command_of(const AttemptSpec& spec) const {
  return spec.runner == RunnerKind::ianvs
             ? std::vector{spec.python, interpreters.at(spec.python).place.runner,
                           std::string("run")}
             : spec.command;
}

std::size_t Pool::State::take_number() {
  if (free_numbers.empty()) {
    return numbers++;
  }
  const std::size_t number = free_numbers.back();
  free_numbers.pop_back();
  return number;
}

Pool::State::Slot& Pool::State::occupy(std::size_t number, const AttemptSpec& spec,
                                       const AttemptFiles& files, pid_t pid) {
  limit_was_told = false;
  log_watch.begin(files.stdout_path());
  log_watch.begin(files.stderr_path());
  runners.emplace(pid, spec.attempt);
  const Slot slot{Attempt(spec.attempt, now(), spec.timeout, spec.grace),
                  files,
                  number,
                  pid,
                  spec.runner,
                  spec.output_dir,
                  0,
                  std::nullopt};
  return slots.emplace(spec.attempt, slot).first->second;
}

void Pool::State::hold_back(AttemptSpec spec, const Error& limit) {
  if (!std::exchange(limit_was_told, true)) {
    listener.warn("starting waits: " + to_text(limit));
  }
  admitted.push_front(std::move(spec));
  retry_at = now() + spawn_retry_interval;
}

void Pool::State::fail_to_start(AttemptSpec spec, const AttemptFiles& files, std::size_t number,
                                const Error& error) {
  files.tidy_up(site->spare_logs, temporary);
  free_numbers.push_back(number);
  if (error.kind == ErrorKind::unavailable) {
    return hold_back(std::move(spec), error);
  }
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
  for (const auto& [python, interpreter] : interpreters) {
    if (const auto deadline = interpreter.known.next_deadline()) {
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
  for (auto& [python, interpreter] : interpreters) {
    obey(interpreter, interpreter.known.at_deadline(at));
  }
  if (retry_at && *retry_at <= at) {
    retry_at.reset();
  }
  start_what_fits();
}

}  // namespace ianvs::agent
