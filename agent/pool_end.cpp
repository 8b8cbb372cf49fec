// The pool's other half: runners end, what they left is swept, results are told.
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <csignal>

#include "agent/pool_state.hpp"

namespace ianvs::agent {
namespace {

Time now() { return std::chrono::steady_clock::now(); }

WallTime wall_time() {
  const auto wall = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(wall).count()};
}

/// What it shares with the zygote is not its own memory.
RunnerExited exit_of(const Reaped& reaped, std::int64_t shared_bytes) {
  RunnerExited exited;
  if (WIFSIGNALED(reaped.wait_status)) {
    exited.signal = WTERMSIG(reaped.wait_status);
  } else {
    exited.exit_status = WEXITSTATUS(reaped.wait_status);
  }
  exited.usage.user_seconds = reaped.user_seconds;
  exited.usage.system_seconds = reaped.system_seconds;
  exited.usage.peak_ram_bytes = std::max<std::int64_t>(reaped.peak_ram_bytes - shared_bytes, 0);
  return exited;
}

}  // namespace

void Pool::State::await_children() {
  signals.async_read_some(asio::buffer(&signal_info, sizeof(signal_info)),
                          [this](const boost::system::error_code& error, std::size_t) {
                            if (error) {
                              return;  // closed: the pool goes
                            }
                            look_after_children();
                            await_children();
                          });
}

/// Reaped first, heard second, matched third: a zygote tells of an attempt before that is our
/// child, so we know each that was reaped.
void Pool::State::look_after_children() {
  const auto ended = reap();
  hear_zygotes();
  for (const auto& reaped : ended) {
    if (note_end_of_interpreter(reaped)) {
      continue;
    }
    const auto runner = runners.find(reaped.pid);
    if (runner == runners.end()) {
      continue;  // one that was swept
    }
    Slot& slot = slots.at(runner->second);
    runners.erase(runner);
    perform(slot, slot.attempt.handle(exit_of(reaped, slot.shared_bytes), now()));
  }
  hear_zygotes();  // the last words of those that have ended
  sweep();
  start_what_fits();
}

/// Whatever is our child and neither runner nor interpreter belongs to an attempt that is over. It
/// can't be known to which: all that are being swept are over once there is none. Children first,
/// then what zygotes tell: so none of theirs is taken for a stranger.
void Pool::State::sweep() {
  const bool is_sweeping = runners.size() < slots.size();
  if (!is_sweeping) {
    return;
  }
  bool is_clean = true;
  const auto seen = children.read();
  hear_zygotes();
  for (const pid_t child : seen) {
    if (runners.find(child) == runners.end() && !is_interpreter(child)) {
      is_clean = false;
      ::kill(child, SIGKILL);  // its end is another SIGCHLD
    }
  }
  if (is_clean) {
    conclude_swept();
  }
}

void Pool::State::conclude_swept() {
  for (auto next = slots.begin(); next != slots.end();) {
    const auto current = next++;
    Slot& slot = current->second;
    if (slot.attempt.handle(TreeGone{}, now()) != AttemptAction::report) {
      continue;
    }
    end_logs(slot.files);
    const ResultFile file = slot.files.read_result();
    auto result = slot.attempt.conclude(slot.runner, file, slot.files.stderr_tail());
    draw_lesson(slot, file, result);
    slot.files.tidy_up(site->spare_logs, temporary);
    admission.release(result.attempt);
    const std::string output_dir = std::move(slot.output_dir);
    free_numbers.push_back(slot.number);
    slots.erase(current);
    if (result.started) {
      report(std::move(result), output_dir);
    } else {
      give_back(result.attempt, result.message);
    }
  }
}

void Pool::State::end_logs(const AttemptFiles& files) {
  log_watch.end(files.stdout_path());
  log_watch.end(files.stderr_path());
}

void Pool::State::perform(Slot& slot, AttemptAction action) {
  switch (action) {
    case AttemptAction::terminate:
      terminate_tree(slot.pid);
      return;
    case AttemptAction::kill:
      kill_group(slot.pid);
      return;
    case AttemptAction::none:
    case AttemptAction::sweep:   // follows in the same round, for all
    case AttemptAction::report:  // as well
      return;
  }
}

void Pool::State::report(AttemptResult result, const std::string& output_dir) {
  result.ended_at = wall_time();
  result.output_dir = output_dir;
  if (const auto kept = site->spool.put(result); !kept) {
    listener.spool_failed(to_text(kept.error()));
  }
  listener.ended(std::move(result));
}

void Pool::State::give_back(AttemptId attempt, std::string why) {
  auto result = Attempt::given_back(attempt, std::move(why));
  result.ended_at = wall_time();
  listener.ended(std::move(result));
}

void Pool::State::stop_one(AttemptId attempt, bool only_waiting) {
  const auto is_it = [attempt](const AttemptSpec& spec) { return spec.attempt == attempt; };
  if (const auto found = std::find_if(admitted.begin(), admitted.end(), is_it);
      found != admitted.end()) {
    admitted.erase(found);
    admission.release(attempt);
    give_back(attempt, "cancelled before it started");
  } else if (admission.withdraw(attempt) || std::erase_if(unsure, is_it) > 0) {
    give_back(attempt, "cancelled before it started");
  } else if (const auto asked = starting.find(attempt); asked != starting.end()) {
    asked->second.is_cancelled = asked->second.is_cancelled || !only_waiting;
  } else if (const auto slot = slots.find(attempt); slot != slots.end() && !only_waiting) {
    perform(slot->second, slot->second.attempt.handle(StopAsked{}, now()));
  }
}

}  // namespace ianvs::agent
