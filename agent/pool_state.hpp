/// The pool's insides: of its own files only.
#pragma once
#include <sys/signalfd.h>
#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "agent/admission.hpp"
#include "agent/attempt.hpp"
#include "agent/attempt_files.hpp"
#include "agent/child_signal.hpp"
#include "agent/interpreters.hpp"
#include "agent/log_watch.hpp"
#include "agent/pool.hpp"
#include "agent/process.hpp"
#include "agent/run_site.hpp"
#include "agent/spawner.hpp"
#include "agent/zygote.hpp"

namespace ianvs::agent {

struct Pool::State {
  /// What the interpreter of a test case of Ianvs is told about its attempt.
  struct Lesson {
    std::string python, algorithm;
    bool is_to_learn = false;
    std::shared_ptr<const Modules> found;  ///< imported in advance when it was forked
  };
  struct Slot {
    Attempt attempt;
    AttemptFiles files;
    std::size_t number = 0;  ///< from 0: no two that live at the same time have the same
    pid_t pid = 0;
    RunnerKind runner = RunnerKind::command;
    std::string output_dir;         ///< as the leaderboard has it
    std::int64_t shared_bytes = 0;  ///< of its memory: the zygote's
    std::optional<Lesson> lesson;   ///< if its interpreter is kept warm
  };
  /// A zygote was asked to fork it and has not answered yet: neither waits nor runs.
  struct Starting {
    AttemptSpec spec;
    AttemptFiles files;
    std::size_t number = 0;
    Lesson lesson;
    bool is_cancelled = false;
  };
  struct WarmInterpreter {
    Interpreter known;
    InterpreterPlace place;
    std::unique_ptr<Zygote> process;  ///< as long as anything may be heard of it
    std::optional<InterpreterReport> told;
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
  std::size_t take_number();
  Slot& occupy(std::size_t number, const AttemptSpec& spec, const AttemptFiles& files, pid_t pid);
  void hold_back(AttemptSpec spec, const Error& limit);
  void fail_to_start(AttemptSpec spec, const AttemptFiles& files, std::size_t number,
                     const Error& error);
  // ---- interpreters ----
  void take_on(AttemptSpec spec);
  void set_up_interpreters(const Welcome& welcome);
  void abandon_interpreters();
  void start_process(WarmInterpreter& interpreter);
  void obey(WarmInterpreter& interpreter, InterpreterAction action);
  StartWay way_of(const AttemptSpec& spec) const;
  void refuse(const AttemptSpec& spec);
  std::optional<Lesson> lesson_for(const AttemptSpec& spec) const;
  Result<void> ask_zygote(const AttemptSpec& spec, const AttemptFiles& files, std::size_t number,
                          std::vector<std::string> environment, Lesson lesson);
  bool is_interpreter(pid_t pid) const;
  bool note_end_of_interpreter(const Reaped& reaped);
  void hear_zygotes();
  void hear(WarmInterpreter& interpreter, const FromZygote& message);
  void note_dropped(WarmInterpreter& interpreter,
                    const std::vector<ModulesDropped::Dropped>& dropped);
  void tell_of(WarmInterpreter& interpreter);
  void started_warm(WarmInterpreter& interpreter, const WarmStarted& started);
  void not_started_warm(WarmInterpreter& interpreter, const WarmNotStarted& failure);
  void lose_process(WarmInterpreter& interpreter);
  void give_back_started(const Starting& attempt);
  void teach(WarmInterpreter& interpreter, const std::vector<std::string>& modules);
  void draw_lesson(const Slot& slot, const ResultFile& file, AttemptResult& result);
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
  std::map<AttemptId, Slot> slots;
  std::size_t numbers = 0;                       ///< of slots so far
  std::vector<std::size_t> free_numbers;         ///< those that were and are not now
  std::unordered_map<pid_t, AttemptId> runners;  ///< those not yet reaped
  std::deque<AttemptSpec> admitted;              ///< to be started, before all that wait
  std::optional<Time> retry_at;                  ///< until then the system has no room for them
  std::map<std::string, WarmInterpreter> interpreters;  ///< by the name that the run has for them
  std::map<AttemptId, Starting> starting;
  std::vector<AttemptSpec> unsure;  ///< whether their interpreter can be used isn't known yet
  bool limit_was_told = false;
};

}  // namespace ianvs::agent
