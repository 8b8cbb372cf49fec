#include "agent/agent.hpp"

#include <sys/random.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agent/link.hpp"
#include "agent/node.hpp"
#include "agent/offer.hpp"
#include "agent/pool.hpp"
#include "agent/spawner.hpp"
#include "common/asio.hpp"
#include "common/log.hpp"

namespace ianvs::agent {
namespace {

template <class... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};
template <class... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

AgentId random_agent_id() {
  AgentId id;
  // 16 bytes come whole, once the kernel's generator is ready: it waits for that.
  while (::getrandom(id.bytes.data(), id.bytes.size(), 0) !=
         static_cast<ssize_t>(id.bytes.size())) {
  }
  return id;
}

std::string host_name() {
  std::array<char, 256> name{};
  ::gethostname(name.data(), name.size() - 1);
  return name.data();
}

SessionConfig session_config(const AgentOptions& options, AgentId id, const Offer& offer) {
  SessionConfig config;
  config.agent = id;
  config.program_version = IANVS_VERSION;
  config.host = host_name();
  config.pid = static_cast<std::uint64_t>(::getpid());
  config.offer = offer;
  config.local = options.local;
  config.stay = options.stay;
  // Whoever joins by hand may come first; the coordinator that starts its own agent is there, or
  // dead.
  config.first_contact_timeout = options.local ? options.orphan_timeout : Duration{};
  config.orphan_timeout = options.orphan_timeout;
  config.idle_timeout = options.idle_timeout;
  return config;
}

class Agent {
 public:
  Agent(const AgentOptions& options, const Offer& offer, int lifeline, const AgentFolders& folders)
      : id_(random_agent_id()),
        signals_(loop_, SIGTERM, SIGINT, SIGHUP),
        lifeline_(loop_, lifeline),
        // Before the link: its threads are to inherit the blocked SIGCHLD.
        pool_(loop_, offer, change_own_limits(), folders, pool_listener()),
        link_(loop_, {options.join, options.access_path}, session_config(options, id_, offer),
              [this](const SessionAction& action) { perform(action); }) {
    await_signal();
    await_end_of_keeper();
  }

  AgentExitCode run() {
    link_.start();
    loop_.run();
    return exit_code_;
  }

 private:
  /// From the loop, as the session may answer with something for the pool, which is amid its own
  /// work.
  void tell(SessionEvent event) {
    asio::post(loop_, [this, event = std::move(event)] { link_.handle(event); });
  }

  PoolListener pool_listener() {
    return {[this](AttemptId attempt) { tell(AttemptHasStarted{attempt}); },
            [this](AttemptResult result) { tell(AttemptHasEnded{std::move(result)}); },
            [this](const std::string& why) {
              if (!std::exchange(spool_has_failed_, true)) {
                log_warning("results can't be kept on disk: " + why);
                tell(DrainAsked{"results can't be kept on its disk"});
              }
            },
            [](const std::string& line) { log_warning(line); },
            [this](std::vector<InterpreterReport> reports) {
              tell(InterpretersKnown{std::move(reports)});
            }};
  }

  void perform(const SessionAction& action) {
    std::visit(
        Overloaded{
            [this](const TakeAttempts& take) { pool_.take(take.attempts); },
            [this](const StopAttempts& stop) { pool_.stop(stop.attempts, stop.only_waiting); },
            [this](const EnterRun& enter) { enter_run(enter.welcome); },
            [this](const ForgetResult& forget) { pool_.forget_result(forget.attempt); },
            [](const Say& say) { say.warning ? log_warning(say.line) : log_info(say.line); },
            [this](const Exit& exit) { leave(exit); }, [](const auto&) {}},  // the link's own
        action);
  }

  void enter_run(const Welcome& welcome) {
    if (const auto entered = pool_.enter_run(welcome, id_); !entered) {
      log_error("it can't work for this run: " + to_text(entered.error()));
      failure_ = AgentExitCode::cannot_go_on;
      tell(DrainAsked{entered.error().where + ": " + entered.error().what});
    }
  }

  void leave(const Exit& exit) {
    exit_code_ = failure_.value_or(exit.code);
    if (exit_code_ == AgentExitCode::success) {
      log_info(exit.reason);
    } else if (!failure_) {
      log_error(exit.reason);
    }
    loop_.stop();
  }

  void await_signal() {
    signals_.async_wait([this](const boost::system::error_code& error, int signal) {
      if (error) {
        return;
      }
      if (signal == SIGINT && std::exchange(was_interrupted_, true)) {
        log_warning("interrupted again: stopping what runs");
        pool_.stop_all();
      } else {
        tell(DrainAsked{std::string("it was told to end by SIG") + ::sigabbrev_np(signal)});
      }
      await_signal();
    });
  }

  void await_end_of_keeper() {
    lifeline_.async_read_some(asio::buffer(lifeline_byte_),
                              [this](const boost::system::error_code& error, std::size_t) {
                                if (error != asio::error::operation_aborted) {
                                  tell(DrainAsked{"its keeper is gone"});
                                }
                              });
  }

  asio::io_context loop_{1};
  const AgentId id_;
  asio::signal_set signals_;
  asio::posix::stream_descriptor lifeline_;
  std::array<char, 1> lifeline_byte_{};
  bool was_interrupted_ = false;
  bool spool_has_failed_ = false;
  std::optional<AgentExitCode> failure_;  ///< found here, beside what the session decides
  AgentExitCode exit_code_ = AgentExitCode::success;
  Pool pool_;
  Link link_;
};

}  // namespace

AgentExitCode run_agent(const AgentOptions& options, int lifeline, const AgentFolders& folders) {
  std::signal(SIGPIPE, SIG_IGN);  // whoever reads our lines may go
  set_up_log({"ianvs-agent", options.json_log, options.verbosity, {}});
  const auto offer = make_offer(options.offer, look_at_node());
  if (!offer) {
    log_error(to_text(offer.error()));
    return AgentExitCode::nothing_to_offer;
  }
  if (folders.temporary.empty()) {
    log_warning("test cases share /tmp: no folder can be made there or in $TMPDIR");
  }
  return Agent(options, *offer, lifeline, folders).run();
}

}  // namespace ianvs::agent
