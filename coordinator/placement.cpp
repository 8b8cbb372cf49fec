#include "coordinator/placement.hpp"

#include <limits>
#include <utility>

#include "common/assert.hpp"

namespace ianvs::coordinator {
namespace {

/// GPUs are asked for by the share, or whole.
bool is_share(std::int64_t gpu) { return gpu > 0 && gpu < amount_unit; }

bool tags_match(const Request& request, const Offer& offer) {
  for (const auto& [name, value] : request.tags) {
    const auto tag = offer.tags.find(name);
    if (tag == offer.tags.end() || tag->second != value) {
      return false;
    }
  }
  return true;
}

/// Parts per million of `offered` that stay free.
std::int64_t share_left(std::int64_t offered, std::int64_t taken, std::int64_t asked) {
  if (offered <= 0) {
    return 0;
  }
  // Only a score: a float's last digit decides nothing that matters, and equal input gives equal
  // scores.
  return static_cast<std::int64_t>(1e6 * static_cast<double>(offered - taken - asked) /
                                   static_cast<double>(offered));
}

}  // namespace

Room::Room(Offer offer) : offer_(std::move(offer)), gpus_taken_(offer_.gpus.size(), 0) {}

bool Room::could_ever_take(const Request& request) const {
  const std::int64_t gpu = request.resources.gpu;
  const bool gpus_are_whole_or_share = is_share(gpu) || gpu % amount_unit == 0;
  return offer_.workers > 0 && gpus_are_whole_or_share &&
         gpu <= amount_unit * static_cast<std::int64_t>(offer_.gpus.size()) &&
         request.resources.fits_in(offer_.resources) && tags_match(request, offer_);
}

bool Room::fits_beside_gpus(const Request& request) const {
  if (slots_taken_ >= offer_.workers || exclusive_ || (request.exclusive && slots_taken_ > 0) ||
      !could_ever_take(request)) {
    return false;
  }
  Resources sum = taken_;
  sum += request.resources;
  return sum.fits_in(offer_.resources);
}

std::optional<GpuShares> Room::fit(const Request& request) const {
  if (!fits_beside_gpus(request)) {
    return std::nullopt;
  }
  GpuShares shares;
  const std::int64_t asked = request.resources.gpu;
  if (is_share(asked)) {
    std::optional<std::uint32_t> best;
    for (std::uint32_t gpu = 0; gpu < gpus_taken_.size(); ++gpu) {
      const bool has_space = gpus_taken_[gpu] + asked <= amount_unit;
      if (has_space && (!best || gpus_taken_[gpu] > gpus_taken_[*best])) {
        best = gpu;
      }
    }
    if (!best) {
      return std::nullopt;
    }
    return GpuShares{{*best, asked}};
  }
  const auto count = static_cast<std::size_t>(asked / amount_unit);
  for (std::uint32_t gpu = 0; gpu < gpus_taken_.size() && shares.size() < count; ++gpu) {
    if (gpus_taken_[gpu] == 0) {
      shares.push_back({gpu, amount_unit});
    }
  }
  if (shares.size() < count) {
    return std::nullopt;
  }
  return shares;
}

bool Room::fits_on(const Request& request, const GpuShares& gpus) const {
  if (!fits_beside_gpus(request)) {
    return false;
  }
  std::int64_t sum = 0;
  for (const GpuShare& share : gpus) {
    if (share.gpu >= gpus_taken_.size() || gpus_taken_[share.gpu] + share.amount > amount_unit) {
      return false;
    }
    sum += share.amount;
  }
  return sum == request.resources.gpu;
}

void Room::take(const Request& request, const GpuShares& gpus) {
  IANVS_ASSERT(fits_on(request, gpus));
  ++slots_taken_;
  taken_ += request.resources;
  exclusive_ = request.exclusive;
  for (const GpuShare& share : gpus) {
    gpus_taken_[share.gpu] += share.amount;
  }
}

void Room::give_back(const Request& request, const GpuShares& gpus) {
  IANVS_ASSERT(slots_taken_ > 0);
  --slots_taken_;
  taken_ -= request.resources;
  exclusive_ = false;
  for (const GpuShare& share : gpus) {
    gpus_taken_[share.gpu] -= share.amount;
    IANVS_ASSERT(gpus_taken_[share.gpu] >= 0);
  }
}

std::int64_t Room::left_after(const Request& request) const {
  const Resources& asked = request.resources;
  const Resources& offered = offer_.resources;
  std::int64_t left = share_left(offer_.workers, slots_taken_, 1) +
                      share_left(offered.cpu, taken_.cpu, asked.cpu) +
                      share_left(offered.ram_bytes, taken_.ram_bytes, asked.ram_bytes) +
                      share_left(offered.gpu, taken_.gpu, asked.gpu);
  for (const auto& [name, amount] : offered.counted) {
    const auto mine = taken_.counted.find(name);
    const auto wanted = asked.counted.find(name);
    left += share_left(amount, mine == taken_.counted.end() ? 0 : mine->second,
                       wanted == asked.counted.end() ? 0 : wanted->second);
  }
  return left;
}

std::optional<Placement> place(const Request& request, std::span<const Room* const> rooms) {
  std::optional<Placement> best;
  std::int64_t least_left = std::numeric_limits<std::int64_t>::max();
  for (std::size_t i = 0; i < rooms.size(); ++i) {
    // A full room is told apart before anything is computed: most are full while much waits.
    if (rooms[i] == nullptr || rooms[i]->slots_left() == 0) {
      continue;
    }
    auto gpus = rooms[i]->fit(request);
    if (!gpus) {
      continue;
    }
    const std::int64_t left = rooms[i]->left_after(request);
    if (left < least_left) {
      least_left = left;
      best = Placement{i, std::move(*gpus)};
    }
  }
  return best;
}

}  // namespace ianvs::coordinator
