#include "agent/admission.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "common/assert.hpp"

namespace ianvs::agent {
namespace {

/// What an attempt takes of each of its GPUs.
std::int64_t share_of_each(const Resources& resources, std::size_t gpus) {
  return resources.gpu / static_cast<std::int64_t>(gpus);
}

bool has_impossible_amount(const Resources& resources) {
  return resources.cpu < 0 || resources.ram_bytes < 0 || resources.gpu < 0 ||
         std::any_of(resources.counted.begin(), resources.counted.end(),
                     [](const auto& entry) { return entry.second < 0; });
}

}  // namespace

Admission::Admission(Offer offer) : offer_(std::move(offer)) {}

std::optional<std::string> Admission::refuse_reason(const AttemptSpec& spec) const {
  if (has_impossible_amount(spec.resources)) {
    return "asks for less than nothing";
  }
  if (!spec.resources.fits_in(offer_.resources)) {
    return "asks for " + to_text(spec.resources) + ", offered are " + to_text(offer_.resources);
  }
  const std::set<std::string> distinct(spec.gpus.begin(), spec.gpus.end());
  for (const auto& gpu : spec.gpus) {
    if (std::find(offer_.gpus.begin(), offer_.gpus.end(), gpu) == offer_.gpus.end()) {
      return "is to use GPU '" + gpu + "', which is not offered";
    }
  }
  // A share is of one GPU; more than one are whole.
  const auto count = static_cast<std::int64_t>(spec.gpus.size());
  const auto needed = (spec.resources.gpu + amount_unit - 1) / amount_unit;
  if (distinct.size() != spec.gpus.size() || count != needed ||
      (count > 1 && spec.resources.gpu % amount_unit != 0)) {
    return "asks for " + to_text(spec.resources) + ", but is given " + std::to_string(count) +
           " GPUs";
  }
  return std::nullopt;
}

void Admission::enqueue(AttemptSpec spec) {
  IANVS_ASSERT(!refuse_reason(spec));
  waiting_.push_back(std::move(spec));
}

std::optional<AttemptSpec> Admission::next() {
  if (waiting_.empty() || !fits_now(waiting_.front())) {
    return std::nullopt;
  }
  AttemptSpec spec = std::move(waiting_.front());
  waiting_.pop_front();
  used_ += spec.resources;
  for (const auto& gpu : spec.gpus) {
    gpu_used_[gpu] += share_of_each(spec.resources, spec.gpus.size());
  }
  const bool is_new =
      running_.emplace(spec.attempt, Running{spec.resources, spec.gpus, spec.exclusive}).second;
  IANVS_ASSERT(is_new);
  return spec;
}

void Admission::release(AttemptId attempt) {
  const auto found = running_.find(attempt);
  if (found == running_.end()) {
    return;
  }
  const Running ended = std::move(found->second);
  running_.erase(found);
  used_ -= ended.resources;
  for (const auto& gpu : ended.gpus) {
    gpu_used_[gpu] -= share_of_each(ended.resources, ended.gpus.size());
  }
}

bool Admission::withdraw(AttemptId attempt) {
  const auto found = std::find_if(waiting_.begin(), waiting_.end(),
                                  [&](const auto& spec) { return spec.attempt == attempt; });
  if (found == waiting_.end()) {
    return false;
  }
  waiting_.erase(found);
  return true;
}

std::vector<AttemptId> Admission::withdraw_all() {
  std::vector<AttemptId> attempts;
  attempts.reserve(waiting_.size());
  for (const auto& spec : waiting_) {
    attempts.push_back(spec.attempt);
  }
  waiting_.clear();
  return attempts;
}

bool Admission::fits_now(const AttemptSpec& spec) const {
  if (running_.size() >= offer_.workers) {
    return false;
  }
  if (spec.exclusive && !running_.empty()) {
    return false;
  }
  // If one of those that run is exclusive, it runs alone.
  if (running_.size() == 1 && running_.begin()->second.exclusive) {
    return false;
  }
  Resources sum = used_;
  sum += spec.resources;
  return sum.fits_in(offer_.resources) && gpus_are_free(spec);
}

bool Admission::gpus_are_free(const AttemptSpec& spec) const {
  return std::all_of(spec.gpus.begin(), spec.gpus.end(), [&](const std::string& gpu) {
    const auto used = gpu_used_.find(gpu);
    const auto share = share_of_each(spec.resources, spec.gpus.size());
    return (used == gpu_used_.end() ? 0 : used->second) + share <= amount_unit;
  });
}

}  // namespace ianvs::agent
