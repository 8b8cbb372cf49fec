/// The pool's insides: of its own files only.
#pragma once
#include <sys/signalfd.h>
#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "agent/admission.hpp"
#include "agent/attempt.hpp"
#include "agent/attempt_files.hpp"
#include "agent/child_signal.hpp"
#include "agent/log_watch.hpp"
#include "agent/pool.hpp"
#include "agent/process.hpp"
#include "agent/run_site.hpp"
#include "agent/spawner.hpp"

namespace ianvs::agent {

struct Pool::State {
  struct Slot {
    Attempt attempt;
    AttemptFiles files;
    std::size_t number = 0;  ///< from 0: no two that live at the same time have the same
    pid_t pid = 0;
    RunnerKind runner = RunnerKind::command;
    std::string output_dir;  ///< as the leaderboard has it
  };

  State(asio::io_context& io, Offer offered, GivenLimits given, AgentFolders own, PoolListener told)
      : loop(io),
        offers_gpus(!offered.gpus.empty()),
        folders(std::move(own)),
        listener(std::move(told)),
        admission(std::move(offered)),
        spawner(given),
        signals(io, child_signal.descriptor()),
        timer(io),
        log_watch(io, LogLimit{}, [this](std::string line) { listener.warn(std::move(line)); }) {
    become_subreaper();
    await_children();
  }

  // ---- starting ----
  void start_what_fits();
  void start(AttemptSpec spec);
  std::vector<std::string> command_of(const AttemptSpec& spec) const;
  std::size_t free_number() const;
  void occupy(std::size_t number, const AttemptSpec& spec, const AttemptFiles& files, pid_t pid);
  void hold_back(AttemptSpec spec, const Error& limit);
  void fail_to_start(const AttemptSpec& spec, const AttemptFiles& files, const Error& error);
  // ---- ending ----
  void await_children();
  void look_after_children();
  void sweep();
  void conclude_swept();
  void end_logs(const AttemptFiles& files);
  void perform(Slot& slot, AttemptAction action);
  void report(AttemptResult result, const std::string& output_dir);
  void give_back(AttemptId attempt, std::string why);
  void stop_one(AttemptId attempt, bool only_waiting);
  // ---- time ----
  void set_timer();
  void look_at_deadlines();

  asio::io_context& loop;
  const bool offers_gpus;
  const AgentFolders folders;
  PoolListener listener;
  Admission admission;
  ChildSignal child_signal;
  ChildList children;
  Spawner spawner;
  asio::posix::stream_descriptor signals;
  signalfd_siginfo signal_info{};
  asio::steady_timer timer;
  std::optional<Time> timer_due;

  LogWatch log_watch;
  TemporaryFolders temporary;
  std::optional<RunSite> site;  ///< once in a run
  std::string runner_path;      ///< of the runner `ianvs`, where the run needs it
  std::map<AttemptId, Slot> slots;
  std::vector<std::size_t> free_numbers;         ///< of slots that were
  std::unordered_map<pid_t, AttemptId> runners;  ///< those not yet reaped
  std::optional<AttemptSpec> held_back;          ///< admitted, but the system has no room for it
  std::optional<Time> retry_at;
  bool limit_was_told = false;
};

}  // namespace ianvs::agent
