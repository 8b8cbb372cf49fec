#include "coordinator/roster.hpp"

#include <algorithm>

#include "common/units.hpp"
#include "coordinator/interpreter_check.hpp"
#include "coordinator/offer_check.hpp"
#include "coordinator/result_check.hpp"

namespace ianvs::coordinator {
namespace {

/// So many agents that have left are remembered, for their session numbers, and so many unknown
/// peers, for the pace of the answers that they get.
constexpr std::size_t most_remembered = 4096;

}  // namespace

Roster::Roster(RosterConfig config) : config_(std::move(config)) {}

void Roster::receive(PeerId peer, const FromAgent& message, Time now, RosterActions& out) {
  if (const auto* hello = std::get_if<Hello>(&message)) {
    on_hello(peer, *hello, now, out);
    return;
  }
  const auto agent = agent_of(peer);
  if (!agent) {
    if (!std::holds_alternative<AgentBye>(message)) {
      say_hello(peer, now, out);
    }
    return;
  }
  heard(*agent, members_.at(*agent), now, out);
  on_message(*agent, message, out);
}

void Roster::say_hello(PeerId peer, Time now, RosterActions& out) {
  if (hello_asked_at_.size() >= most_remembered && !hello_asked_at_.contains(peer)) {
    std::erase_if(hello_asked_at_, [this, now](const auto& entry) {
      return now - entry.second >= config_.heartbeat_interval;
    });
    if (hello_asked_at_.size() >= most_remembered) {
      return;
    }
  }
  const auto [entry, is_first] = hello_asked_at_.try_emplace(peer, now);
  if (is_first || now - entry->second >= config_.heartbeat_interval) {
    entry->second = now;
    out.send_now.emplace_back(peer, SayHello{});
  }
}

void Roster::on_hello(PeerId peer, const Hello& hello, Time now, RosterActions& out) {
  if (const auto reason = refuse_reason(hello)) {
    out.send_now.emplace_back(peer, Refused{*reason});
    return;
  }
  const auto known = members_.find(hello.agent);
  if (known != members_.end() && hello.session <= known->second.session) {
    return;  // late or repeated: a newer session has been heard of
  }
  if (const auto other = agent_of(peer); other && *other != hello.agent) {
    peer_gone(peer, now, out);  // the connection is somebody else's now
  }
  Member& member = members_[hello.agent];
  unlink(member);
  member = Member{hello.session, hello.pid, hello.local,
                  true,          false,     peer,
                  std::nullopt,  now,       now + config_.heartbeat_interval};
  agents_[peer] = hello.agent;
  hello_asked_at_.erase(peer);
  forget_some();
  out.send_now.emplace_back(peer, Welcome{config_.run, config_.program_version, config_.directory,
                                          config_.run_folder, config_.heartbeat_interval,
                                          config_.agent_timeout, config_.pythons, config_.zygote});
  out.events.push_back(
      AgentJoined{hello.agent, hello.host, hello.pid, hello.local, hello.offer, hello.holds});
}

void Roster::on_message(AgentId agent, const FromAgent& message, RosterActions& out) {
  if (const auto* started = std::get_if<AttemptsStarted>(&message)) {
    for (const AttemptId attempt : started->attempts) {
      out.events.push_back(AttemptStarted{agent, attempt});
    }
  } else if (const auto* ended = std::get_if<AttemptsEnded>(&message)) {
    for (const AttemptResult& result : ended->results) {
      out.events.push_back(AttemptReported{agent, checked(result)});
    }
  } else if (const auto* heartbeat = std::get_if<AgentHeartbeat>(&message)) {
    out.events.push_back(HoldsReported{agent, heartbeat->holds});
  } else if (const auto* checked = std::get_if<InterpretersChecked>(&message)) {
    out.events.push_back(InterpretersReported{agent, bounded(checked->interpreters)});
  } else if (const auto* draining = std::get_if<AgentDraining>(&message)) {
    out.events.push_back(AgentDrains{agent, draining->reason});
  } else if (const auto* bye = std::get_if<AgentBye>(&message)) {
    leave(agent, members_.at(agent), bye->reason, true, out);
  }
}

void Roster::heard(AgentId agent, Member& member, Time now, RosterActions& out) {
  member.heard_at = now;
  if (member.suspected) {
    member.suspected = false;
    out.events.push_back(AgentHeard{agent});
  }
}

void Roster::peer_gone(PeerId peer, Time now, RosterActions&) {
  hello_asked_at_.erase(peer);
  if (const auto agent = agent_of(peer)) {
    Member& member = members_.at(*agent);
    unlink(member);
    member.broken_at = now;
  }
}

void Roster::local_agent_ended(std::uint64_t pid, std::string reason, Time, RosterActions& out) {
  for (auto& [agent, member] : members_) {
    if (member.here && member.local && member.pid == pid) {
      leave(agent, member, std::move(reason), false, out);
      return;
    }
  }
}

void Roster::tick(Time now, RosterActions& out) {
  for (auto& [agent, member] : members_) {
    if (!member.here) {
      continue;
    }
    judge(agent, member, now, out);
    if (member.peer && now >= member.next_heartbeat) {
      out.send_now.emplace_back(*member.peer, CoordinatorHeartbeat{});
      member.next_heartbeat = now + config_.heartbeat_interval;
    }
  }
}

void Roster::judge(AgentId agent, Member& member, Time now, RosterActions& out) {
  if (member.broken_at && now - *member.broken_at >= config_.reconnect_grace) {
    leave(agent, member, "its connection broke", false, out);
  } else if (now - member.heard_at >= config_.agent_timeout) {
    leave(agent, member, "no sign of life for " + format_duration(now - member.heard_at), false,
          out);
  } else if (now - member.heard_at >= config_.suspect_after && !member.suspected) {
    member.suspected = true;
    out.events.push_back(AgentSuspected{agent});
  }
}

void Roster::leave(AgentId agent, Member& member, std::string reason, bool said_goodbye,
                   RosterActions& out) {
  unlink(member);
  member.here = false;
  member.broken_at = std::nullopt;
  out.events.push_back(AgentLost{agent, std::move(reason), said_goodbye});
}

void Roster::unlink(Member& member) {
  if (member.peer) {
    agents_.erase(*member.peer);
    member.peer = std::nullopt;
  }
}

void Roster::forget_some() {
  // Whoever makes up new ids all the time pushes out only those that have left.
  for (auto entry = members_.begin();
       members_.size() > most_remembered && entry != members_.end();) {
    entry = entry->second.here ? std::next(entry) : members_.erase(entry);
  }
}

void Roster::was_asleep(Time now) {
  for (auto& [agent, member] : members_) {
    member.heard_at = std::max(member.heard_at, now);
    if (member.broken_at) {
      member.broken_at = now;
    }
  }
}

std::optional<Time> Roster::next_deadline() const {
  std::optional<Time> earliest;
  const auto take = [&earliest](Time time) {
    earliest = earliest ? std::min(*earliest, time) : time;
  };
  for (const auto& [agent, member] : members_) {
    if (!member.here) {
      continue;
    }
    take(member.heard_at + (member.suspected ? config_.agent_timeout : config_.suspect_after));
    if (member.peer) {
      take(member.next_heartbeat);
    }
    if (member.broken_at) {
      take(*member.broken_at + config_.reconnect_grace);
    }
  }
  return earliest;
}

std::optional<PeerId> Roster::peer_of(AgentId agent) const {
  const auto member = members_.find(agent);
  return member == members_.end() ? std::nullopt : member->second.peer;
}

std::optional<AgentId> Roster::agent_of(PeerId peer) const {
  const auto entry = agents_.find(peer);
  return entry == agents_.end() ? std::nullopt : std::optional(entry->second);
}

std::vector<PeerId> Roster::peers() const {
  std::vector<PeerId> peers;
  for (const auto& [agent, member] : members_) {
    if (member.peer) {
      peers.push_back(*member.peer);
    }
  }
  return peers;
}

}  // namespace ianvs::coordinator
