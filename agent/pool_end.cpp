// The pool's other half: runners end, what they left is swept, results are told.
#include <sys/wait.h>

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

RunnerExited exit_of(const Reaped& reaped) {
  RunnerExited exited;
  if (WIFSIGNALED(reaped.wait_status)) {
    exited.signal = WTERMSIG(reaped.wait_status);
  } else {
    exited.exit_status = WEXITSTATUS(reaped.wait_status);
  }
  exited.usage.user_seconds = reaped.user_seconds;
  exited.usage.system_seconds = reaped.system_seconds;
  exited.usage.peak_ram_bytes = reaped.peak_ram_bytes;
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

void Pool::State::look_after_children() {
  for (const auto& reaped : reap()) {
    const auto runner = runners.find(reaped.pid);
    if (runner == runners.end()) {
      continue;  // one that was swept
    }
    Slot& slot = slots.at(runner->second);
    runners.erase(runner);
    perform(slot, slot.attempt.handle(exit_of(reaped), now()));
  }
  sweep();
  start_what_fits();
}

/// Whatever is our child and no runner belongs to an attempt that is over. It can't be known to
/// which: all that are being swept are over once there is none.
void Pool::State::sweep() {
  const bool is_sweeping = runners.size() < slots.size();
  if (!is_sweeping) {
    return;
  }
  bool is_clean = true;
  for (const pid_t child : children.read()) {
    if (runners.find(child) == runners.end()) {
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
    auto result =
        slot.attempt.conclude(slot.runner, slot.files.read_result(), slot.files.stderr_tail());
    slot.files.tidy_up(site->spare_logs, temporary);
    admission.release(result.attempt);
    const std::string output_dir = std::move(slot.output_dir);
    free_numbers.push_back(slot.number);
    slots.erase(current);
    report(std::move(result), output_dir);
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
      ::kill(-slot.pid, SIGKILL);
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
  if (held_back && held_back->attempt == attempt) {
    held_back.reset();
    retry_at.reset();
    admission.release(attempt);
    give_back(attempt, "cancelled before it started");
  } else if (admission.withdraw(attempt)) {
    give_back(attempt, "cancelled before it started");
  } else if (const auto found = slots.find(attempt); found != slots.end() && !only_waiting) {
    perform(found->second, found->second.attempt.handle(StopAsked{}, now()));
  }
}

}  // namespace ianvs::agent
