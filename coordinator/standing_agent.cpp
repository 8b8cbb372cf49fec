#include "coordinator/standing_agent.hpp"

#include <chrono>
#include <utility>

#include "common/log.hpp"
#include "coordinator/screen_text.hpp"

namespace ianvs::coordinator {
namespace {

/// So often it may end in a row without a result in between.
constexpr int most_ends_in_a_row = 5;
/// Longer than the 10 s that stopped test cases have between SIGTERM and SIGKILL.
constexpr auto farewell = std::chrono::seconds(12);

bool shows_use(const Notice& notice) {
  if (const auto* done = std::get_if<TestCaseDone>(&notice)) {
    return done->result.outcome != Outcome::lost;
  }
  if (std::holds_alternative<PartitionDone>(notice)) return true;
  const auto* retried = std::get_if<AttemptRetried>(&notice);
  return retried != nullptr && retried->result.outcome != Outcome::lost;
}

}  // namespace

StandingAgent::StandingAgent(asio::io_context& loop, const ProcessLimits& limits,
                             LocalAgentConfig config, StandingAgentListener listener)
    : loop_(loop),
      listener_(std::move(listener)),
      agent_(loop, limits, std::move(config),
             {[this](std::uint64_t pid) {
                if (!ending_) listener_.lost(pid);
              },
              [this] { on_gone(); }}) {}

void StandingAgent::start() {
  if (const auto started = agent_.start(); !started) {
    asio::post(loop_, [this, why = to_text(started.error())] { listener_.given_up(why); });
  }
}

void StandingAgent::hear(const Notice& notice) {
  if (shows_use(notice)) ends_in_a_row_ = 0;
  const auto* arrived = std::get_if<AgentArrived>(&notice);
  if (arrived != nullptr && arrived->local) agent_.said_hello(arrived->pid);
}

void StandingAgent::on_gone() {
  if (ending_) return;
  if (++ends_in_a_row_ < most_ends_in_a_row) {
    log_warning("the local agent ended (" + agent_.how_it_ended() + "): it is started again");
    return start();
  }
  listener_.given_up("the local agent ended " + std::to_string(ends_in_a_row_) +
                     " times in a row (" + agent_.how_it_ended() + ")" + last_words());
}

std::string StandingAgent::last_words() const {
  std::string words;
  for (const auto& line : agent_.last_words()) words += "\n  it said: " + escaped(line);
  return words;
}

void StandingAgent::wait_for_end() {
  ending_ = true;
  loop_.restart();
  const auto deadline = std::chrono::steady_clock::now() + farewell;
  while (agent_.is_there() && std::chrono::steady_clock::now() < deadline) {
    loop_.run_one_until(deadline);
  }
}

void StandingAgent::leave_alone() {
  ending_ = true;
  agent_.leave_alone();
}

}  // namespace ianvs::coordinator
