#include "agent/interpreters.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "common/units.hpp"

namespace ianvs::agent {
namespace {

constexpr Duration first_backoff = std::chrono::milliseconds(100);
constexpr Duration longest_backoff = std::chrono::seconds(60);
/// So often is an interpreter checked again that was killed meanwhile.
constexpr int max_killed_checks = 3;
/// A zygote that lived so long did not die of its start.
constexpr Duration long_life = std::chrono::seconds(60);

const std::string another_interpreter =
    "; name another one with the algorithm's `python:` or with --python";

}  // namespace

Interpreter::Interpreter(std::string python, bool keep_warm)
    : python_(std::move(python)), keep_warm_(keep_warm), start_at_(Time{}) {}

void Interpreter::started(Time now) {
  phase_ = Phase::starting;
  started_at_ = now;
  start_at_.reset();
}

void Interpreter::not_startable(std::string why) {
  start_at_.reset();
  phase_ = Phase::done;
  fail(std::move(why));
}

void Interpreter::could_not_start(std::string why, bool may_pass, Time now) {
  if (may_pass || is_usable()) {
    start_later(now);
  } else {
    not_startable(std::move(why) + another_interpreter);
  }
}

void Interpreter::said_ready(std::string version, std::string ianvs, std::string sedna, Time now) {
  if (phase_ != Phase::starting) {
    return;
  }
  phase_ = keep_warm_ ? Phase::ready : Phase::done;
  started_at_ = now;
  report_ = InterpreterReport{python_,          true,         std::move(version), std::move(ianvs),
                              std::move(sedna), std::string()};
}

void Interpreter::said_failed(std::string why, Time now) {
  if (phase_ != Phase::starting || is_to_be_killed_) {
    return;  // its end is awaited
  }
  if (is_usable()) {
    start_later(now);
    return;
  }
  phase_ = Phase::done;
  fail(std::move(why));
}

bool Interpreter::ended(const ProcessEnd& how, const std::string& last_words, Time now) {
  // Somebody's signal, as the kernel's for want of memory, doesn't tell of the interpreter.
  if (phase_ == Phase::starting && !is_usable() && how.by_signal &&
      killed_checks_++ < max_killed_checks) {
    start_later(now);
    return true;
  }
  if (phase_ == Phase::starting && !is_usable()) {
    phase_ = Phase::done;
    fail("'" + python_ + "' ended (" + how.text + ") before it said whether it can import Ianvs" +
         (last_words.empty() ? ", as no Python does" : ": " + last_words) + another_interpreter);
    return false;
  }
  if (phase_ != Phase::ready && phase_ != Phase::starting) {
    return false;
  }
  const bool was_told_to = std::exchange(is_to_be_killed_, false);
  if (phase_ == Phase::ready && (was_told_to || now - started_at_ >= long_life)) {
    backoff_ = {};
  }
  start_later(now);
  return !was_told_to;
}

void Interpreter::start_later(Time now) {
  phase_ = Phase::down;
  start_at_ = now + backoff_;
  backoff_ = std::clamp(backoff_ * 2, first_backoff, longest_backoff);
  forget_process();
}

void Interpreter::forget_process() {
  unanswered_ = 0;
  loaded_ = std::make_shared<const Modules>();
  ends_while_importing_ = asked_for_.empty() ? 0 : ends_while_importing_ + 1;
  if (ends_while_importing_ >= 2) {  // once may have been anything
    for (const auto& modules : asked_for_) {
      ban(modules);
    }
    ends_while_importing_ = 0;
  }
  asked_for_.clear();
}

InterpreterAction Interpreter::at_deadline(Time now) {
  if (is_to_be_killed_) {
    return InterpreterAction::kill;
  }
  const auto due = next_deadline();
  if (!due || now < *due) {
    return InterpreterAction::none;
  }
  if (phase_ == Phase::down) {
    return InterpreterAction::start;
  }
  if (phase_ == Phase::starting && !is_usable()) {
    phase_ = Phase::done;
    fail("'" + python_ + "' has not imported Ianvs within " + format_duration(check_timeout) +
         ": look at what it waits for with '" + python_ + " -X importtime -c \"import core\"'" +
         another_interpreter);
    return InterpreterAction::kill;
  }
  is_to_be_killed_ = true;
  return InterpreterAction::kill;
}

std::optional<Time> Interpreter::next_deadline() const {
  if (is_to_be_killed_) {
    return std::nullopt;  // its end is awaited
  }
  switch (phase_) {
    case Phase::down:
      return start_at_;
    case Phase::starting:
      return started_at_ + check_timeout;
    case Phase::ready:
      return unanswered_ > 0 ? std::optional<Time>(heard_at_ + answer_timeout) : std::nullopt;
    case Phase::done:
      return std::nullopt;
  }
  return std::nullopt;
}

StartWay Interpreter::way() const {
  if (!report_) {
    return StartWay::wait;
  }
  if (!report_->usable) {
    return StartWay::refuse;
  }
  return phase_ == Phase::ready && !is_to_be_killed_ ? StartWay::warm : StartWay::fresh;
}

void Interpreter::was_asked(Time now) {
  if (unanswered_++ == 0) {
    heard_at_ = now;
  }
}

void Interpreter::has_answered(Time now) {
  unanswered_ -= unanswered_ > 0 ? 1 : 0;
  heard_at_ = now;
}

bool Interpreter::is_to_learn(const std::string& algorithm) const {
  return keep_warm_ && !learned_from_.contains(algorithm);
}

std::vector<std::string> Interpreter::learn(const std::string& algorithm,
                                            const std::vector<std::string>& imports) {
  std::vector<std::string> wanted;
  if (!is_to_learn(algorithm)) {
    return wanted;
  }
  learned_from_.insert(algorithm);
  for (const auto& module : imports) {
    const bool is_known = std::find(learned_.begin(), learned_.end(), module) != learned_.end();
    if (!is_known && !banned_.contains(module)) {
      wanted.push_back(module);
      learned_.push_back(module);
    }
  }
  if (phase_ != Phase::ready || is_to_be_killed_) {
    return {};  // the next zygote is asked for all
  }
  if (!wanted.empty()) {
    asked_for_.push_back(wanted);
  }
  return wanted;
}

std::vector<std::string> Interpreter::relearn() {
  if (!learned_.empty()) {
    asked_for_.push_back(learned_);
  }
  return learned_;
}

void Interpreter::imported_all_but(const Modules& dropped) {
  if (asked_for_.empty()) {
    return;
  }
  Modules loaded = *loaded_;
  for (const auto& module : asked_for_.front()) {
    if (!dropped.contains(module)) {
      loaded.insert(module);
    }
  }
  asked_for_.pop_front();
  ends_while_importing_ = 0;
  ban({dropped.begin(), dropped.end()});
  loaded_ = std::make_shared<const Modules>(std::move(loaded));
}

void Interpreter::succeeded(const std::string& algorithm, const Modules& found) {
  if (!found.empty()) {
    proven_[algorithm].insert(found.begin(), found.end());
  }
}

bool Interpreter::accuse(const std::string& algorithm, const Modules& found) {
  std::vector<std::string> suspects;
  const Modules& proven = proven_[algorithm];
  std::set_difference(found.begin(), found.end(), proven.begin(), proven.end(),
                      std::back_inserter(suspects));
  if (suspects.empty()) {
    return false;
  }
  ban(suspects);
  // Others may be accused of having been there at the same time: one new zygote is enough.
  const bool are_loaded = std::any_of(suspects.begin(), suspects.end(), [this](const auto& module) {
    return loaded_->contains(module);
  });
  is_to_be_killed_ = is_to_be_killed_ || (phase_ == Phase::ready && are_loaded);
  return true;
}

void Interpreter::fail(std::string why) {
  report_ = InterpreterReport{python_, false, "", "", "", std::move(why)};
}

void Interpreter::ban(const std::vector<std::string>& modules) {
  banned_.insert(modules.begin(), modules.end());
  std::erase_if(learned_, [this](const auto& module) { return banned_.contains(module); });
}

bool tells_of_fork(const std::string& text) {
  constexpr std::array<std::string_view, 5> signs = {
      "in forked subprocess",        // torch: Cannot re-initialize CUDA in forked subprocess
      "CUDA_ERROR_NOT_INITIALIZED",  // the driver's own words, as TensorFlow and others pass them
                                     // on
      "cudaErrorInitializationError", "CUDA error: initialization error",
      "after fork"};  // grpc, libdispatch and others
  return std::any_of(signs.begin(), signs.end(),
                     [&](std::string_view sign) { return text.find(sign) != std::string::npos; });
}

}  // namespace ianvs::agent
