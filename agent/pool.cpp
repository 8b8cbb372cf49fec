#include "agent/pool.hpp"

#include <unistd.h>

#include <utility>

#include "agent/pool_state.hpp"
#include "agent/runner_environment.hpp"

namespace ianvs::agent {
namespace {

std::vector<std::string> own_environment() {
  std::vector<std::string> result;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    result.emplace_back(*variable);
  }
  return result;
}

}  // namespace

Pool::Pool(asio::io_context& loop, Offer offer, GivenLimits given, AgentFolders folders,
           PoolListener listener)
    : state_(std::make_unique<State>(loop, std::move(offer), given, std::move(folders),
                                     std::move(listener))) {}

Pool::~Pool() {
  if (!state_->slots.empty() || !state_->interpreters.empty()) {
    end_all_children(state_->children);
    for (const auto& [id, attempt] : state_->starting) {
      attempt.files.tidy_up(state_->site->spare_logs, state_->temporary);
    }
    for (const auto& [id, slot] : state_->slots) {
      state_->end_logs(slot.files);
      slot.files.tidy_up(state_->site->spare_logs, state_->temporary);
    }
  }
  if (state_->site) {
    state_->site->leave();
  }
}

Result<void> Pool::enter_run(const Welcome& welcome, AgentId agent) {
  if (!state_->children.is_available()) {
    return tl::unexpected(Error{ErrorKind::unavailable,
                                "this kernel does not tell a process its children", "/proc",
                                "it must be built with CONFIG_PROC_CHILDREN"});
  }
  auto site = RunSite::enter(welcome, agent, state_->folders);
  if (!site) {
    return tl::unexpected(site.error());
  }
  state_->abandon_interpreters();
  if (state_->site) {
    state_->site->leave();
  }
  state_->site = std::move(*site);
  state_->spawner.set_scene(
      welcome.directory,
      common_environment(own_environment(), welcome.directory, welcome.run, state_->offers_gpus));
  state_->set_up_interpreters(welcome);
  return {};
}

void Pool::take(std::vector<AttemptSpec> attempts) {
  for (auto& spec : attempts) {
    if (!state_->site) {
      state_->give_back(spec.attempt, "this node can't work for the run");
    } else if (spec.runner == RunnerKind::command && spec.command.empty()) {
      state_->report(Attempt::not_startable(spec.attempt, "there is no command to start"),
                     spec.output_dir);
    } else if (auto reason = state_->admission.refuse_reason(spec)) {
      state_->report(Attempt::not_startable(spec.attempt, std::move(*reason)), spec.output_dir);
    } else {
      state_->take_on(std::move(spec));
    }
  }
  state_->start_what_fits();
}

void Pool::stop(const std::vector<AttemptId>& attempts, bool only_waiting) {
  for (const AttemptId attempt : attempts) {
    state_->stop_one(attempt, only_waiting);
  }
  state_->start_what_fits();
}

void Pool::stop_all() {
  for (const AttemptId attempt : state_->admission.withdraw_all()) {
    state_->give_back(attempt, "cancelled before it started");
  }
  std::vector<AttemptId> others;
  for (const auto& [id, slot] : state_->slots) {
    others.push_back(id);
  }
  for (const auto& [id, attempt] : state_->starting) {
    others.push_back(id);
  }
  for (const auto& spec : state_->admitted) {
    others.push_back(spec.attempt);
  }
  for (const auto& spec : state_->unsure) {
    others.push_back(spec.attempt);
  }
  stop(others, false);
}

void Pool::forget_result(AttemptId attempt) {
  if (state_->site) {
    state_->site->spool.remove(attempt);
  }
}

std::size_t Pool::running() const { return state_->slots.size(); }

}  // namespace ianvs::agent
