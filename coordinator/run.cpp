#include "coordinator/run.hpp"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/asio.hpp"
#include "common/log.hpp"
#include "coordinator/attempt_spec.hpp"
#include "coordinator/collector.hpp"
#include "coordinator/dispatcher.hpp"
#include "coordinator/entrance.hpp"
#include "coordinator/exit_code.hpp"
#include "coordinator/ianvs_tasks.hpp"
#include "coordinator/interpreters.hpp"
#include "coordinator/journal.hpp"
#include "coordinator/leaderboard_csv.hpp"
#include "coordinator/machine.hpp"
#include "coordinator/partition_files.hpp"
#include "coordinator/process_limits.hpp"
#include "coordinator/run_folder.hpp"
#include "coordinator/run_paths.hpp"
#include "coordinator/standing_agent.hpp"
#include "coordinator/stop_signals.hpp"
#include "coordinator/worker_count.hpp"

namespace ianvs::coordinator {
namespace {

constexpr auto bar_interval = std::chrono::milliseconds(200);

Time now() { return std::chrono::steady_clock::now(); }

WallTime wall_now() {
  using namespace std::chrono;
  return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

std::string current_folder() {
  std::error_code ignored;
  return std::filesystem::current_path(ignored).string();
}

std::string counted(std::uint32_t count, const std::string& word) {
  return std::to_string(count) + ' ' + word + (count == 1 ? "" : "s");
}

/// The interpreter for what Ianvs does once for the whole run.
std::string first_python(const Plan& plan, const RunCommand& command) {
  const auto pythons = pythons_of(plan);
  return pythons.empty() ? command.python : pythons.front();
}

class Run {
 public:
  Run(const RunCommand& command, const Plan& plan, Terminal& terminal)
      : command_(command),
        plan_(plan),
        terminal_(terminal),
        workers_(worker_count(plan, command.parallel || plan.job.parallel_execution,
                              command.workers, this_machine())),
        bar_timer_(loop_),
        signals_(loop_) {
    add_stop_signals(signals_);
  }

  ExitCode execute();

 private:
  ExitCode prepare();
  void announce() const;
  Result<void> begin();
  RosterConfig roster_config() const;
  SchedulerConfig scheduler_config() const;
  void start_local_agent();
  void start_dispatcher();

  void hear(const Notice& notice);
  void on_commit(const Result<JournalTicket>& result);
  void wait_for_signals();
  void on_signal(int signal);
  void draw();
  void keep_bar_moving();
  void end(ExitCode code, const RunSummary& summary);
  /// It can't go on: what there is by now is written.
  void break_off(const std::string& why);
  ExitCode finish();

  const RunCommand& command_;
  const Plan& plan_;
  Terminal& terminal_;
  const Time started_ = now();
  const ProcessLimits limits_;
  const std::uint32_t workers_;

  asio::io_context loop_;
  asio::steady_timer bar_timer_;
  asio::signal_set signals_;
  std::unique_ptr<Entrance> entrance_;
  RunFolder folder_;
  RunStarted first_record_;
  std::optional<StandingAgent> local_agent_;
  std::vector<TestCaseId> ids_;
  std::optional<AttemptSpecs> specs_;
  std::optional<Collector> collector_;
  std::optional<PartitionFiles> partition_files_;
  std::optional<Roster> roster_;
  std::optional<Scheduler> scheduler_;
  std::unique_ptr<Journal> journal_;
  std::optional<Dispatcher> dispatcher_;

  int interrupts_ = 0;
  std::optional<ExitCode> signalled_;  ///< what the first signal asks for
  std::optional<RunEnd> end_;
};

ExitCode Run::execute() {
  if (const auto code = prepare(); code != ExitCode::success) return code;
  announce();
  if (const auto begun = begin(); begun) {
    loop_.run();
  } else {
    break_off(to_text(begun.error()));
  }
  return finish();
}

/// What can be wrong with place and port, before anything runs.
ExitCode Run::prepare() {
  if (const auto rank = check_rank(job_folder(plan_.job)); !rank) {
    log_error(to_text(rank.error()));
    return ExitCode::invalid;
  }
  auto entrance = Entrance::open(loop_, command_.listen, command_.insecure);
  if (!entrance) {
    log_error(to_text(entrance.error()));
    return ExitCode::cannot_go_on;
  }
  entrance_ = std::move(*entrance);
  if (const auto& simulation = plan_.job.simulation; !simulation.is_none()) {
    const auto code =
        build_simulation(simulation, first_python(plan_, command_), limits_, terminal_);
    if (code != ExitCode::success) return code;
  }
  auto folder = make_run_folder(job_folder(plan_.job));
  if (!folder) {
    log_error(to_text(folder.error()));
    return ExitCode::invalid;
  }
  folder_ = std::move(*folder);
  if (const auto admitted = entrance_->admit(folder_, plan_.job.name); !admitted) {
    log_error(to_text(admitted.error()));
    return ExitCode::cannot_go_on;
  }
  return ExitCode::success;
}

void Run::announce() const {
  auto text = counted(plan_.test_case_count(), "test case");
  if (command_.no_local) {
    text += ", run by agents that join";
  } else {
    text += " run with " + counted(workers_, "worker") +
            (command_.listen ? " here, and on agents that join" : "");
  }
  log_info(text);
  if (command_.listen) {
    log_info("agents join with: ianvs-agent --join " + entrance_->join_address());
  }
  terminal_.flush();
}

Result<void> Run::begin() {
  // First the agent: while it starts, the rest is made ready.
  if (!command_.no_local) start_local_agent();
  ids_ = test_case_ids(plan_, folder_.run);
  first_record_ = {folder_.run,      IANVS_VERSION,           command_.common.job_path,
                   current_folder(), plan_.test_case_count(), wall_now()};
  specs_.emplace(plan_, ids_, command_.common.job_path, folder_.path);
  collector_.emplace(plan_, ids_, folder_, terminal_.has_colors());
  partition_files_.emplace(plan_, ids_, folder_.path);
  roster_.emplace(roster_config());
  scheduler_.emplace(plan_, std::span<const Record>(), scheduler_config());
  auto journal =
      Journal::create(folder_.journal(), loop_, [this](const auto& result) { on_commit(result); });
  if (!journal) return tl::unexpected(journal.error());
  journal_ = std::move(*journal);
  wait_for_signals();
  keep_bar_moving();
  start_dispatcher();
  return {};
}

RosterConfig Run::roster_config() const {
  RosterConfig config;
  config.run = folder_.run;
  config.program_version = IANVS_VERSION;
  config.directory = first_record_.directory;
  config.run_folder = folder_.path;
  config.pythons = pythons_of(plan_);
  config.zygote = command_.zygote;
  config.agent_timeout = command_.agent_timeout;
  config.suspect_after = command_.agent_timeout / 2;
  config.heartbeat_interval = std::min(config.heartbeat_interval, command_.agent_timeout / 6);
  return config;
}

SchedulerConfig Run::scheduler_config() const {
  SchedulerConfig config;
  config.max_failures = plan_.job.max_failures;
  config.agents_may_join = command_.listen.has_value();
  return config;
}

void Run::start_local_agent() {
  StandingAgentListener listener;
  listener.lost = [this](std::uint64_t pid) {
    if (!end_) dispatcher_->local_agent_ended(pid, "its process ended");
  };
  listener.given_up = [this](const std::string& why) {
    if (end_) return;
    if (!command_.listen) return break_off(why);
    log_error(why + "\n  Agents that join go on.");
  };
  local_agent_.emplace(
      loop_, limits_, LocalAgentConfig{entrance_->local_join_address(), folder_.access(), workers_},
      std::move(listener));
  local_agent_->start();
}

void Run::start_dispatcher() {
  DispatcherListener listener;
  listener.on_notice = [this](const Notice& notice) { hear(notice); };
  listener.on_turn = [this] { draw(); };
  listener.on_finished = [this](const RunSummary& summary) {
    end(exit_code_for(summary, signalled_), summary);
  };
  dispatcher_.emplace(
      DispatcherParts{loop_, entrance_->socket(), *roster_, *scheduler_,
                      [this](const StartOrder& order) { return specs_->make(order); },
                      "the run is over"},
      std::move(listener));
  dispatcher_->start(*journal_, {first_record_});
}

void Run::hear(const Notice& notice) {
  if (local_agent_) local_agent_->hear(notice);
  partition_files_->hear(notice);
  collector_->hear(notice);
}

void Run::on_commit(const Result<JournalTicket>& result) {
  if (result) {
    dispatcher_->committed(*result);
  } else {
    break_off(to_text(result.error()));
  }
}

void Run::wait_for_signals() {
  signals_.async_wait([this](const boost::system::error_code& cancelled, int signal) {
    if (cancelled) return;
    wait_for_signals();
    if (!end_) on_signal(signal);
  });
}

void Run::on_signal(int signal) {
  const bool interrupt = signal == SIGINT;
  if (!signalled_) signalled_ = interrupt ? ExitCode::interrupted : ExitCode::terminated;
  if (interrupt && ++interrupts_ == 2) {
    log_warning("interrupted again: stopping what runs");
    terminal_.flush();
    return dispatcher_->tell(StopRequested{"interrupted", true});
  }
  dispatcher_->tell(StopRequested{interrupt
                                      ? "interrupted; what runs may finish, Ctrl-C again stops it"
                                      : "terminated; what runs may finish",
                                  false});
}

void Run::draw() {
  if (terminal_.is_live() && !end_) {
    terminal_.set_bar(
        collector_->progress().bar(scheduler_->counts(), now() - started_, terminal_.width()));
  }
  terminal_.flush();
}

/// Time goes on in it also while nothing happens.
void Run::keep_bar_moving() {
  if (!terminal_.is_live()) return;
  draw();
  bar_timer_.expires_after(bar_interval);
  bar_timer_.async_wait([this](const boost::system::error_code& cancelled) {
    if (!cancelled && !end_) keep_bar_moving();
  });
}

void Run::end(ExitCode code, const RunSummary& summary) {
  if (end_) return;
  end_ = RunEnd{summary, code, now() - started_, folder_.run, "", "", {}};
  terminal_.set_bar("");
  terminal_.flush();
  loop_.stop();
}

void Run::break_off(const std::string& why) {
  log_error(why);
  const auto counts = scheduler_->counts();
  RunSummary summary{counts.succeeded, counts.failed,
                     counts.cancelled + counts.waiting + counts.running};
  summary.stopped = true;
  end(ExitCode::cannot_go_on, summary);
}

ExitCode Run::finish() {
  if (dispatcher_ && dispatcher_->malformed() > 0) {
    log_warning("messages dropped in all: " + std::to_string(dispatcher_->malformed()));
  }
  if (!collector_->write_files(*end_, first_record_)) end_->exit_code = ExitCode::cannot_go_on;
  const bool broken_off = end_->exit_code == ExitCode::cannot_go_on;
  if (!broken_off) partition_files_->run_ended();
  if (journal_ != nullptr) {
    journal_->append({RunEnded{static_cast<int>(end_->exit_code)}});
    if (const auto closed = journal_->close(); !closed && !broken_off) {
      log_error(to_text(closed.error()));
      end_->exit_code = ExitCode::cannot_go_on;
    }
  }
  if (const auto& pictures = collector_->pictures(); pictures.size() > 0 && !broken_off) {
    draw_pictures(pictures, first_python(plan_, command_), limits_);
  }
  if (!collector_->print(*end_, command_.common.json_output)) {
    end_->exit_code = ExitCode::cannot_go_on;
  }
  terminal_.flush();
  if (local_agent_) broken_off ? local_agent_->leave_alone() : local_agent_->wait_for_end();
  return end_->exit_code;
}

}  // namespace

ExitCode run_job(const RunCommand& command, const Plan& plan, Terminal& terminal) {
  return Run(command, plan, terminal).execute();
}

}  // namespace ianvs::coordinator
