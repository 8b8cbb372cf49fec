#include "coordinator/waiting_list.hpp"

#include <algorithm>
#include <numeric>

#include "common/assert.hpp"

namespace ianvs::coordinator {
namespace {

/// What placement counts: an algorithm that asks for no cpu takes a slot and nothing of the cores.
Request placement_request(const Algorithm& algorithm) {
  Request request = algorithm.request;
  if (!algorithm.cpu_asked) {
    request.resources.cpu = 0;
  }
  return request;
}

std::optional<PythonIndex> python_of(const Algorithm& algorithm,
                                     const std::vector<std::string>& pythons) {
  if (algorithm.runner != RunnerKind::ianvs) {
    return std::nullopt;
  }
  const auto found = std::find(pythons.begin(), pythons.end(), algorithm.python);
  return PythonIndex{static_cast<std::uint32_t>(found - pythons.begin())};
}

}  // namespace

WaitingList::WaitingList(const Plan& plan, const Pieces& pieces)
    : plan_(plan),
      pieces_(pieces),
      shape_of_algorithm_(plan.algorithms.size()),
      rank_of_algorithm_(plan.algorithms.size()) {
  std::vector<std::size_t> order(plan.algorithms.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&plan](std::size_t a, std::size_t b) {
    return plan.algorithms[a].priority > plan.algorithms[b].priority;
  });
  std::uint32_t rank = 0;
  for (const std::size_t i : order) {
    rank_of_algorithm_[i] = rank;
    rank += plan.algorithms[i].count;
  }
  const std::vector<std::string> pythons = pythons_of(plan);
  for (std::size_t i = 0; i < plan.algorithms.size(); ++i) {
    const auto python = coordinator::python_of(plan.algorithms[i], pythons);
    const Request request = placement_request(plan.algorithms[i]);
    const auto known = std::find_if(shapes_.begin(), shapes_.end(), [&](const Shape& shape) {
      return shape.python == python && shape.request == request;
    });
    shape_of_algorithm_[i] = ShapeIndex{static_cast<std::uint32_t>(known - shapes_.begin())};
    if (known == shapes_.end()) {
      shapes_.push_back(Shape{request, python, {}});
    }
  }
}

AlgorithmIndex WaitingList::algorithm_of(PieceIndex piece) const {
  const Algorithm* algorithm = &plan_.algorithm_of(pieces_.test_case_of(piece));
  return AlgorithmIndex{static_cast<std::uint32_t>(algorithm - plan_.algorithms.data())};
}

ShapeIndex WaitingList::shape_of(PieceIndex piece) const {
  return shape_of_algorithm_[algorithm_of(piece).value];
}

WaitingList::Place WaitingList::place_of(PieceIndex piece) const {
  const AlgorithmIndex algorithm = algorithm_of(piece);
  const std::uint32_t within =
      pieces_.test_case_of(piece).value - plan_.algorithms[algorithm.value].first.value;
  return Place{rank_of_algorithm_[algorithm.value] + within, piece};
}

void WaitingList::add(PieceIndex piece) {
  std::set<Place>& waiting = shapes_[shape_of(piece).value].waiting;
  const Place place = place_of(piece);
  // At the start all come in order, each behind the last: a hint makes that cheap.
  const bool is_last = waiting.empty() || *waiting.rbegin() < place;
  const std::size_t before = waiting.size();
  is_last ? void(waiting.insert(waiting.end(), place)) : void(waiting.insert(place));
  IANVS_ASSERT(waiting.size() == before + 1);
  ++size_;
}

void WaitingList::remove(PieceIndex piece) {
  const std::size_t erased = shapes_[shape_of(piece).value].waiting.erase(place_of(piece));
  IANVS_ASSERT(erased == 1);
  --size_;
}

bool WaitingList::contains(PieceIndex piece) const {
  return shapes_[shape_of(piece).value].waiting.contains(place_of(piece));
}

std::uint32_t WaitingList::size_of(ShapeIndex shape) const {
  return static_cast<std::uint32_t>(shapes_[shape.value].waiting.size());
}

std::uint32_t WaitingList::test_cases_of(ShapeIndex shape) const {
  std::uint32_t count = 0;
  std::optional<std::uint32_t> last_rank;
  for (const Place& place : shapes_[shape.value].waiting) {
    count += place.rank != last_rank ? 1 : 0;
    last_rank = place.rank;
  }
  return count;
}

std::optional<PieceIndex> WaitingList::first_of(ShapeIndex shape) const {
  const std::set<Place>& waiting = shapes_[shape.value].waiting;
  return waiting.empty() ? std::nullopt : std::optional(waiting.begin()->piece);
}

std::optional<ShapeIndex> WaitingList::next_shape(const std::vector<bool>& skip) const {
  std::optional<ShapeIndex> next;
  for (std::uint32_t i = 0; i < shapes_.size(); ++i) {
    const std::set<Place>& waiting = shapes_[i].waiting;
    if (!skip[i] && !waiting.empty() &&
        (!next || *waiting.begin() < *shapes_[next->value].waiting.begin())) {
      next = ShapeIndex{i};
    }
  }
  return next;
}

std::optional<PieceIndex> WaitingList::first() const {
  const auto shape = next_shape(std::vector<bool>(shapes_.size(), false));
  return shape ? first_of(*shape) : std::nullopt;
}

}  // namespace ianvs::coordinator
