#include "coordinator/dispatcher.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <utility>

#include "common/codec.hpp"
#include "common/log.hpp"

namespace ianvs::coordinator {
namespace {

/// A timer that comes so late tells that this process slept or starved: nobody is judged on that.
constexpr auto own_delay = std::chrono::seconds(2);
/// A broken connection is gone from the socket a moment after its event; a second look finds
/// stragglers.
constexpr std::array probe_after = {std::chrono::milliseconds(200), std::chrono::milliseconds(10)};
constexpr std::size_t max_told_of = 1024;

Time now() { return std::chrono::steady_clock::now(); }

}  // namespace

Dispatcher::Dispatcher(DispatcherParts parts, DispatcherListener listener)
    : parts_(std::move(parts)), listener_(std::move(listener)), timer_(parts_.loop) {}

void Dispatcher::start(Journal& journal, std::vector<Record> first_records) {
  journal_ = &journal;
  actions_.commit = std::move(first_records);
  SocketListener ears;
  ears.frame = [this](PeerId peer, std::string_view frame) { receive(peer, frame); };
  ears.malformed = [this](PeerId peer) {
    told_nonsense(peer, "no single frame, or under a routing id of its own");
  };
  ears.drained = [this] { finish_turn(); };
  ears.disconnected = [this] { probe_soon(); };
  parts_.socket.listen(std::move(ears));
  finish_turn();
}

void Dispatcher::receive(PeerId peer, std::string_view frame) {
  const auto message = decode_from_agent(frame);
  if (message) {
    RosterActions actions;
    const auto time = now();
    parts_.roster.receive(peer, *message, time, actions);
    perform(std::move(actions), time);
  } else if (message.error().kind == ErrorKind::refused) {
    told_nonsense(peer, message.error().what);
    send(peer, Refused{message.error().what});
  } else {
    told_nonsense(peer, message.error().what);
  }
}

void Dispatcher::told_nonsense(PeerId peer, const std::string& what) {
  ++malformed_;
  if (told_of_.size() >= max_told_of || !told_of_.insert(peer.value).second) return;
  log_warning("dropped a message of a peer that is no agent of this version: " + what);
}

void Dispatcher::tell(const Event& event) {
  parts_.scheduler.handle(event, now(), actions_);
  finish_turn();
}

void Dispatcher::local_agent_ended(std::uint64_t pid, const std::string& reason) {
  parts_.socket.drain();  // its last words count
  RosterActions actions;
  const auto time = now();
  parts_.roster.local_agent_ended(pid, reason, time, actions);
  perform(std::move(actions), time);
  finish_turn();
}

void Dispatcher::perform(RosterActions&& actions, Time time) {
  for (const auto& event : actions.events) parts_.scheduler.handle(event, time, actions_);
  for (auto& [peer, message] : actions.send_now) send(peer, std::move(message));
}

void Dispatcher::finish_turn() {
  do {
    judge_gone_peers();
    if (!actions_.commit.empty()) appended_ = journal_->append(std::move(actions_.commit));
    if (!actions_.send.empty() || !actions_.notices.empty()) {
      held_.push_back({appended_, std::move(actions_.send), std::move(actions_.notices)});
    }
    actions_ = {};
    release();
  } while (!gone_peers_.empty() || !actions_.commit.empty());
  set_timer();
}

void Dispatcher::judge_gone_peers() {
  const auto time = now();
  for (const auto peer : std::exchange(gone_peers_, {})) {
    RosterActions actions;
    parts_.roster.peer_gone(peer, time, actions);
    perform(std::move(actions), time);
  }
}

void Dispatcher::committed(JournalTicket ticket) {
  committed_ = ticket;
  finish_turn();
}

void Dispatcher::release() {
  std::vector<Order> orders;
  std::vector<Notice> notices;
  while (!held_.empty() && held_.front().ticket <= committed_) {
    auto& held = held_.front();
    std::move(held.send.begin(), held.send.end(), std::back_inserter(orders));
    std::move(held.notices.begin(), held.notices.end(), std::back_inserter(notices));
    held_.pop_front();
  }
  if (orders.empty() && notices.empty()) return;
  send_orders(orders);  // first: agents wait for these, nobody for the others
  for (const auto& notice : notices) listener_.on_notice(notice);
  listener_.on_turn();
  if (finished_ || !held_.empty()) return;
  if (const auto summary = parts_.scheduler.finished()) {
    finished_ = true;
    listener_.on_finished(*summary);
  }
}

void Dispatcher::send_orders(std::span<const Order> orders) {
  auto outbox = pack(orders, parts_.make_spec, parts_.run_over);
  for (auto& [agent, message] : outbox.messages) {
    if (const auto peer = parts_.roster.peer_of(agent)) send(*peer, std::move(message));
  }
  for (const auto& [agent, attempt] : outbox.too_large) {
    AttemptResult result;
    result.attempt = attempt;
    result.outcome = Outcome::failed;
    result.started = true;
    result.message = "its description is larger than a message may be (1 MiB)";
    parts_.scheduler.handle(AttemptReported{agent, std::move(result)}, now(), actions_);
  }
}

void Dispatcher::send(PeerId peer, ToAgent message) {
  if (auto* heartbeat = std::get_if<CoordinatorHeartbeat>(&message)) {
    if (const auto agent = parts_.roster.agent_of(peer)) {
      heartbeat->holds = parts_.scheduler.attempts_on(*agent);
    }
  }
  if (parts_.socket.send(peer, encode(message)) == Sent::gone) gone_peers_.push_back(peer);
}

void Dispatcher::probe_soon() {
  if (!probes_.empty()) return;
  for (const auto delay : probe_after) probes_.push_back(now() + delay);
  set_timer();
}

void Dispatcher::probe_peers() {
  for (const auto peer : parts_.roster.peers()) send(peer, CoordinatorHeartbeat{});
}

std::optional<Time> Dispatcher::next_deadline() const {
  std::optional<Time> next;
  const auto consider = [&next](std::optional<Time> deadline) {
    if (deadline && (!next || *deadline < *next)) next = deadline;
  };
  consider(parts_.roster.next_deadline());
  consider(parts_.scheduler.next_deadline());
  if (!probes_.empty()) consider(probes_.back());
  return next;
}

void Dispatcher::set_timer() {
  const auto next = next_deadline();
  // One that is set for earlier stays: coming too early costs a look, setting it anew at each
  // message costs more.
  if (!next || (timer_set_to_ && *timer_set_to_ <= *next)) return;
  timer_set_to_ = next;
  timer_.expires_at(*next);
  timer_.async_wait([this](const boost::system::error_code& cancelled) {
    if (!cancelled) on_timer();
  });
}

void Dispatcher::on_timer() {
  const auto due = timer_set_to_;
  timer_set_to_.reset();
  if (due && now() - *due > own_delay) parts_.roster.was_asleep(now());
  parts_.socket.drain();  // before anybody's silence is judged
  while (!probes_.empty() && probes_.back() <= now()) {
    probes_.pop_back();
    probe_peers();
  }
  const auto time = now();
  RosterActions actions;
  parts_.roster.tick(time, actions);
  perform(std::move(actions), time);
  parts_.scheduler.handle(TimePassed{}, time, actions_);
  finish_turn();
}

}  // namespace ianvs::coordinator
