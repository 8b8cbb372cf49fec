/// Which agent takes a request, and which of its GPUs: packing without queue or time.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "common/resources.hpp"

namespace ianvs::coordinator {

/// A part of one GPU, or all of it.
struct GpuShare {
  std::uint32_t gpu = 0;    ///< position in the offer's list
  std::int64_t amount = 0;  ///< in 1/10,000
  friend bool operator==(const GpuShare&, const GpuShare&) = default;
};
using GpuShares = std::vector<GpuShare>;

/// What an agent offers, and what of it is taken.
///
/// Invariants: (1) no sum of what is taken exceeds the offer; (2) a GPU is either shared by
/// requests of less than one, that add up to one at most, or taken whole; (3) an exclusive request
/// is alone.
class Room {
 public:
  Room() = default;
  explicit Room(Offer offer);

  const Offer& offer() const { return offer_; }
  std::uint32_t slots_taken() const { return slots_taken_; }
  std::uint32_t slots_left() const { return offer_.workers - slots_taken_; }

  /// Could it take this if it were empty?
  bool could_ever_take(const Request& request) const;
  /// The GPUs that the request would get now (none if it asks for none); nullopt if it doesn't fit.
  /// A share goes to the GPU that it fills best, so that others stay whole.
  std::optional<GpuShares> fit(const Request& request) const;
  /// Does it fit on just these GPUs?
  bool fits_on(const Request& request, const GpuShares& gpus) const;
  /// `gpus` must come from fit() or have been checked by fits_on().
  void take(const Request& request, const GpuShares& gpus);
  /// Undoes take().
  void give_back(const Request& request, const GpuShares& gpus);

  /// How much would stay free, as a sum of parts per million over all that is offered.
  std::int64_t left_after(const Request& request) const;

  friend bool operator==(const Room&, const Room&) = default;

 private:
  bool fits_beside_gpus(const Request& request) const;

  Offer offer_;
  std::uint32_t slots_taken_ = 0;
  Resources taken_;
  std::vector<std::int64_t> gpus_taken_;  ///< by position in the offer's list
  bool exclusive_ = false;
};

struct Placement {
  std::size_t room = 0;  ///< position in `rooms`
  GpuShares gpus;
};

/// Best fit: of the rooms that take the request now, the one that has the least left then, so that
/// large gaps stay for large requests; of equal ones the first. nullptr stands for an agent that
/// may get nothing. O(rooms).
std::optional<Placement> place(const Request& request, std::span<const Room* const> rooms);

}  // namespace ianvs::coordinator
