/// The pieces of work that wait for an agent, in the order in which they are to start.
#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "common/plan.hpp"
#include "coordinator/interpreters.hpp"
#include "coordinator/pieces.hpp"

namespace ianvs::coordinator {

/// Test cases with equal requests and one interpreter have one shape: what one of them waits for,
/// all of them do.
using ShapeIndex = NumberId<struct ShapeTag, std::uint32_t>;

/// Order of start: higher priority first, then plan order, a test case's merge before its
/// partitions. One that comes back so stands before all that were behind it, since these started
/// later or not at all.
class WaitingList {
 public:
  /// Empty at first. `plan` and its `pieces` outlive this.
  WaitingList(const Plan& plan, const Pieces& pieces);

  void add(PieceIndex piece);
  void remove(PieceIndex piece);
  bool contains(PieceIndex piece) const;
  std::uint32_t size() const { return size_; }

  std::uint32_t shape_count() const { return static_cast<std::uint32_t>(shapes_.size()); }
  ShapeIndex shape_of(PieceIndex piece) const;
  const Request& request_of(ShapeIndex shape) const { return shapes_[shape.value].request; }
  /// Among pythons_of the plan; nullopt for the runner `command`.
  std::optional<PythonIndex> python_of(ShapeIndex shape) const {
    return shapes_[shape.value].python;
  }
  std::uint32_t size_of(ShapeIndex shape) const;
  /// How many test cases of this shape wait, be it with a partition. O(size_of).
  std::uint32_t test_cases_of(ShapeIndex shape) const;
  /// The next piece of this shape; nullopt if none waits.
  std::optional<PieceIndex> first_of(ShapeIndex shape) const;
  /// The shape whose first piece comes before those of all others for which `skip` is false;
  /// nullopt if none waits there. O(shapes).
  std::optional<ShapeIndex> next_shape(const std::vector<bool>& skip) const;
  /// The next piece of any shape.
  std::optional<PieceIndex> first() const;
  /// Position of the piece's algorithm in the plan.
  AlgorithmIndex algorithm_of(PieceIndex piece) const;

 private:
  struct Place {
    std::uint32_t rank;  ///< of its test case
    PieceIndex piece;
    friend auto operator<=>(const Place&, const Place&) = default;
  };
  struct Shape {
    Request request;
    std::optional<PythonIndex> python;
    std::set<Place> waiting;
  };
  Place place_of(PieceIndex piece) const;

  const Plan& plan_;
  const Pieces& pieces_;
  std::vector<ShapeIndex> shape_of_algorithm_;    ///< by AlgorithmIndex
  std::vector<std::uint32_t> rank_of_algorithm_;  ///< rank of its first test case
  std::vector<Shape> shapes_;                     ///< by ShapeIndex
  std::uint32_t size_ = 0;
};

}  // namespace ianvs::coordinator
