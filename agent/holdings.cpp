#include "agent/holdings.hpp"

#include <utility>

#include "common/codec.hpp"

namespace ianvs::agent {

void Holdings::set_state(Held& held, State state) {
  waiting_count_ -= held.state == State::waiting ? 1 : 0;
  live_count_ -= held.state != State::ended ? 1 : 0;
  held.state = state;
  waiting_count_ += held.state == State::waiting ? 1 : 0;
  live_count_ += held.state != State::ended ? 1 : 0;
}

bool Holdings::take(AttemptId attempt) {
  if (!named_.insert(attempt).second) {
    return false;
  }
  held_.emplace(attempt, Held{});
  ++waiting_count_;
  ++live_count_;
  return true;
}

void Holdings::started(AttemptId attempt) {
  const auto found = held_.find(attempt);
  if (found == held_.end() || found->second.state != State::waiting) {
    return;
  }
  set_state(found->second, State::running);
  make_news(attempt, found->second);
}

void Holdings::ended(AttemptResult result) {
  const AttemptId attempt = result.attempt;
  take(attempt);
  const auto found = held_.find(attempt);
  if (found == held_.end() || found->second.state == State::ended) {
    return;
  }
  set_state(found->second, State::ended);
  found->second.result = std::move(result);
  make_news(attempt, found->second);
}

bool Holdings::acknowledge(AttemptId attempt) {
  const auto found = held_.find(attempt);
  if (found == held_.end() || found->second.state != State::ended) {
    return false;
  }
  held_.erase(found);
  return true;
}

bool Holdings::is_live(AttemptId attempt) const {
  const auto found = held_.find(attempt);
  return found != held_.end() && found->second.state != State::ended;
}

std::vector<AttemptId> Holdings::all() const {
  std::vector<AttemptId> attempts;
  attempts.reserve(held_.size());
  for (const auto& [attempt, held] : held_) {
    attempts.push_back(attempt);
  }
  return attempts;
}

std::vector<AttemptId> Holdings::live() const {
  std::vector<AttemptId> attempts;
  for (const auto& [attempt, held] : held_) {
    if (held.state != State::ended) {
      attempts.push_back(attempt);
    }
  }
  return attempts;
}

std::vector<AttemptId> Holdings::waiting() const {
  std::vector<AttemptId> attempts;
  for (const auto& [attempt, held] : held_) {
    if (held.state == State::waiting) {
      attempts.push_back(attempt);
    }
  }
  return attempts;
}

void Holdings::make_news(AttemptId attempt, Held& held) {
  if (!held.is_news) {
    held.is_news = true;
    news_.push_back(attempt);
  }
}

void Holdings::begin_session() {
  news_.clear();
  for (auto& [attempt, held] : held_) {
    held.times_missing = 0;
    held.is_news = false;
    if (held.state != State::waiting) {
      make_news(attempt, held);
    }
  }
}

void Holdings::tell_news(Time now, std::vector<FromAgent>& out) {
  AttemptsStarted starts;
  AttemptsEnded ends;
  for (const AttemptId attempt : std::exchange(news_, {})) {
    const auto found = held_.find(attempt);
    if (found == held_.end()) {
      continue;
    }
    Held& held = found->second;
    held.is_news = false;
    if (held.result.has_value()) {
      held.told_at = now;
      ends.results.push_back(*held.result);
    } else {
      starts.attempts.push_back(attempt);
    }
  }
  if (!starts.attempts.empty()) {
    out.emplace_back(std::move(starts));
  }
  for (AttemptsEnded& part : split(std::move(ends))) {
    out.emplace_back(std::move(part));
  }
}

void Holdings::repeat_overdue(Time now, Duration patience) {
  for (auto& [attempt, held] : held_) {
    if (held.state == State::ended && !held.is_news && now - held.told_at > patience) {
      make_news(attempt, held);
    }
  }
}

std::vector<AttemptId> Holdings::find_unwanted(const std::vector<AttemptId>& believed) {
  const std::unordered_set<AttemptId> wanted(believed.begin(), believed.end());
  std::vector<AttemptId> unwanted;
  for (auto& [attempt, held] : held_) {
    if (held.state == State::ended || wanted.contains(attempt)) {
      held.times_missing = 0;
    } else if (held.times_missing < 2 && ++held.times_missing == 2) {
      unwanted.push_back(attempt);
    }
  }
  return unwanted;
}

}  // namespace ianvs::agent
