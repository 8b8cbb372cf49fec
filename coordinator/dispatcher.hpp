/// Carries messages, time and commits between agents, Roster, Scheduler and Journal; decides
/// nothing.
#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "common/asio.hpp"
#include "common/messages.hpp"
#include "coordinator/dispatcher_socket.hpp"
#include "coordinator/events.hpp"
#include "coordinator/journal.hpp"
#include "coordinator/outbox.hpp"
#include "coordinator/roster.hpp"
#include "coordinator/scheduler.hpp"

namespace ianvs::coordinator {

/// What a dispatcher works with. What is referred to outlives it.
struct DispatcherParts {
  asio::io_context& loop;
  DispatcherSocket& socket;
  Roster& roster;
  Scheduler& scheduler;
  MakeSpec make_spec;
  std::string run_over;  ///< what agents are told at the end
};

struct DispatcherListener {
  /// Each notice, once what it rests on is on disk.
  std::function<void(const Notice&)> on_notice;
  /// After some notices: time to show them.
  std::function<void()> on_turn;
  /// Once, after the last notice and after agents were told: the run is over.
  std::function<void(const RunSummary&)> on_finished;
};

class Dispatcher {
 public:
  Dispatcher(DispatcherParts parts, DispatcherListener listener);
  Dispatcher(const Dispatcher&) = delete;
  Dispatcher& operator=(const Dispatcher&) = delete;

  /// Begins to listen. What is decided waits until `journal`, whose OnCommit is to call
  /// `committed`, has it on disk.
  void start(Journal& journal, std::vector<Record> first_records);
  void committed(JournalTicket ticket);

  /// An event from this process itself: a signal asks to stop.
  void tell(const Event& event);
  void local_agent_ended(std::uint64_t pid, const std::string& reason);

  /// Messages that were none, or of another version: dropped.
  std::uint64_t malformed() const { return malformed_; }

 private:
  /// What may be sent and shown once its ticket is committed.
  struct Held {
    JournalTicket ticket;
    std::vector<Order> send;
    std::vector<Notice> notices;
  };

  void receive(PeerId peer, std::string_view frame);
  void told_nonsense(PeerId peer, const std::string& what);
  void perform(RosterActions&& actions, Time time);
  void judge_gone_peers();
  void finish_turn();
  void release();
  void send_orders(std::span<const Order> orders);
  void send(PeerId peer, ToAgent message);
  void probe_peers();
  void probe_soon();
  void set_timer();
  void on_timer();
  std::optional<Time> next_deadline() const;

  DispatcherParts parts_;
  DispatcherListener listener_;
  Journal* journal_ = nullptr;
  JournalTicket appended_ = 0, committed_ = 0;
  Actions actions_;  ///< of this turn
  std::deque<Held> held_;
  asio::steady_timer timer_;
  std::optional<Time> timer_set_to_;
  std::vector<Time> probes_;        ///< when to look which connection broke, soonest last
  std::vector<PeerId> gone_peers_;  ///< sends said so; the roster isn't told yet
  std::unordered_set<std::uint32_t> told_of_;  ///< peers whose nonsense was logged
  std::uint64_t malformed_ = 0;
  bool finished_ = false;
};

}  // namespace ianvs::coordinator
