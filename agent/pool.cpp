#include "agent/pool.hpp"

#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include "agent/admission.hpp"
#include "agent/attempt.hpp"
#include "agent/attempt_files.hpp"
#include "agent/child_signal.hpp"
#include "agent/process.hpp"
#include "agent/spool.hpp"
#include "common/file.hpp"

namespace ianvs::agent {
namespace {

/// How long to wait after a limit of the system stood in the way.
constexpr auto spawn_retry_interval = std::chrono::milliseconds(200);

Time now() { return std::chrono::steady_clock::now(); }

std::int64_t unix_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::optional<std::int64_t> unix_deadline(const std::optional<Duration>& timeout) {
  if (!timeout) {
    return std::nullopt;
  }
  return unix_ms() / 1000 + std::chrono::duration_cast<std::chrono::seconds>(*timeout).count();
}

std::vector<std::string> own_environment() {
  std::vector<std::string> result;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    result.emplace_back(*variable);
  }
  return result;
}

Result<void> must_see(const std::string& folder) {
  struct stat info {};
  if (::stat(folder.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) {
    return {};
  }
  return tl::unexpected(Error{ErrorKind::not_found, "this node does not see this folder", folder,
                              "mount it here under the same path"});
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

struct Pool::State {
  struct Slot {
    Attempt attempt;
    AttemptFiles files;
    pid_t pid = 0;
    std::string output_dir;  ///< as the leaderboard has it
  };

  State(asio::io_context& io, Offer offer_, GivenLimits given, PoolListener listener_)
      : loop(io),
        offers_gpus(!offer_.gpus.empty()),
        listener(std::move(listener_)),
        admission(std::move(offer_)),
        spawner(given),
        signals(io, child_signal.descriptor()),
        timer(io) {
    become_subreaper();
    await_children();
  }

  // ---- starting ----
  void start_what_fits();
  void start(AttemptSpec spec);
  void hold_back(AttemptSpec spec, const Error& limit);
  void fail_to_start(const AttemptSpec& spec, const AttemptFiles& files, const Error& error);
  // ---- ending ----
  void await_children();
  void look_after_children();
  void sweep();
  void conclude_swept();
  void perform(Slot& slot, AttemptAction action);
  void report(AttemptResult result, const std::string& output_dir);
  void give_back(AttemptId attempt, std::string why);
  void stop_one(AttemptId attempt, bool only_waiting);
  // ---- time ----
  void set_timer();
  void look_at_deadlines();

  asio::io_context& loop;
  const bool offers_gpus;
  PoolListener listener;
  Admission admission;
  ChildSignal child_signal;
  ChildList children;
  Spawner spawner;
  asio::posix::stream_descriptor signals;
  signalfd_siginfo signal_info{};
  asio::steady_timer timer;
  std::optional<Time> timer_due;

  RunFolders folders;
  std::optional<Spool> spool;  ///< set while in a run
  std::map<AttemptId, Slot> slots;
  std::unordered_map<pid_t, AttemptId> runners;  ///< those not yet reaped
  std::optional<AttemptSpec> held_back;          ///< admitted, but the system has no room for it
  std::optional<Time> retry_at;
  bool limit_was_told = false;
};

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
  const AttemptFiles files(folders, spec);
  if (const auto prepared = files.prepare(spec.test_case_json); !prepared) {
    return fail_to_start(spec, files, prepared.error());
  }
  const auto pid = spawner.spawn(
      {spec.command,
       attempt_environment(spec, files.places(), unix_deadline(spec.timeout), offers_gpus),
       files.stdout_path(), files.stderr_path()});
  if (!pid && pid.error().kind == ErrorKind::unavailable) {
    files.tidy_up();
    return hold_back(std::move(spec), pid.error());
  }
  if (!pid) {
    return fail_to_start(spec, files, pid.error());
  }
  limit_was_told = false;
  runners.emplace(*pid, spec.attempt);
  slots.emplace(spec.attempt, Slot{Attempt(spec.attempt, now(), spec.timeout, spec.grace), files,
                                   *pid, spec.output_dir});
  listener.started(spec.attempt);
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
  files.tidy_up();
  admission.release(spec.attempt);
  report(Attempt::not_startable(spec.attempt, to_text(error)), spec.output_dir);
}

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
    auto result = slot.attempt.conclude(slot.files.read_result(), slot.files.stderr_tail());
    slot.files.tidy_up();
    admission.release(result.attempt);
    const std::string output_dir = std::move(slot.output_dir);
    slots.erase(current);
    report(std::move(result), output_dir);
  }
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
  result.ended_at.unix_ms = unix_ms();
  result.output_dir = output_dir;
  if (const auto kept = spool->put(result); !kept) {
    listener.spool_failed(to_text(kept.error()));
  }
  listener.ended(std::move(result));
}

void Pool::State::give_back(AttemptId attempt, std::string why) {
  auto result = Attempt::given_back(attempt, std::move(why));
  result.ended_at.unix_ms = unix_ms();
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

Pool::Pool(asio::io_context& loop, Offer offer, GivenLimits given, PoolListener listener)
    : state_(std::make_unique<State>(loop, std::move(offer), given, std::move(listener))) {}

Pool::~Pool() {
  if (!state_->slots.empty()) {
    end_all_children(state_->children);
    for (const auto& [id, slot] : state_->slots) {
      slot.files.tidy_up();
    }
  }
  if (state_->spool) {
    state_->spool->close();
  }
}

Result<void> Pool::enter_run(const Welcome& welcome, AgentId agent) {
  if (!state_->children.is_available()) {
    return tl::unexpected(Error{ErrorKind::unavailable,
                                "this kernel does not tell a process its children", "/proc",
                                "it must be built with CONFIG_PROC_CHILDREN"});
  }
  const RunFolders folders{welcome.directory, welcome.run_folder + "/logs",
                           welcome.run_folder + "/spool/" + hex_text(agent)};
  for (const auto& folder : {welcome.directory, welcome.run_folder}) {
    if (auto seen = must_see(folder); !seen) {
      return seen;
    }
  }
  if (auto made = make_folders(folders.logs); !made) {
    return made;
  }
  auto spool = Spool::open(folders.spool);
  if (!spool) {
    return tl::unexpected(spool.error());
  }
  state_->folders = folders;
  state_->spool = std::move(*spool);
  state_->spawner.set_scene(
      welcome.directory,
      common_environment(own_environment(), welcome.directory, welcome.run, state_->offers_gpus));
  return {};
}

void Pool::take(std::vector<AttemptSpec> attempts) {
  for (auto& spec : attempts) {
    if (!state_->spool) {
      state_->give_back(spec.attempt, "this node can't work for the run");
    } else if (spec.command.empty()) {
      state_->report(Attempt::not_startable(spec.attempt, "there is no command to start"),
                     spec.output_dir);
    } else if (auto reason = state_->admission.refuse_reason(spec)) {
      state_->report(Attempt::not_startable(spec.attempt, std::move(*reason)), spec.output_dir);
    } else {
      state_->admission.enqueue(std::move(spec));
    }
  }
  state_->start_what_fits();
}

void Pool::stop(const std::vector<AttemptId>& attempts, bool only_waiting) {
  for (const AttemptId attempt : attempts) {
    state_->stop_one(attempt, only_waiting);
  }
  state_->start_what_fits();
}

void Pool::stop_all() {
  for (const AttemptId attempt : state_->admission.withdraw_all()) {
    state_->give_back(attempt, "cancelled before it started");
  }
  std::vector<AttemptId> started;
  for (const auto& [id, slot] : state_->slots) {
    started.push_back(id);
  }
  if (state_->held_back) {
    started.push_back(state_->held_back->attempt);
  }
  stop(started, false);
}

void Pool::forget_result(AttemptId attempt) {
  if (state_->spool) {
    state_->spool->remove(attempt);
  }
}

std::size_t Pool::running() const { return state_->slots.size(); }

}  // namespace ianvs::agent
