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

WaitingList::WaitingList(const Plan& plan)
    : plan_(plan),
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

AlgorithmIndex WaitingList::algorithm_of(TestCaseIndex test_case) const {
  const Algorithm* algorithm = &plan_.algorithm_of(test_case);
  return AlgorithmIndex{static_cast<std::uint32_t>(algorithm - plan_.algorithms.data())};
}

ShapeIndex WaitingList::shape_of(TestCaseIndex test_case) const {
  return shape_of_algorithm_[algorithm_of(test_case).value];
}

WaitingList::Place WaitingList::place_of(TestCaseIndex test_case) const {
  const AlgorithmIndex algorithm = algorithm_of(test_case);
  const std::uint32_t within = test_case.value - plan_.algorithms[algorithm.value].first.value;
  return Place{rank_of_algorithm_[algorithm.value] + within, test_case};
}

void WaitingList::add(TestCaseIndex test_case) {
  std::set<Place>& waiting = shapes_[shape_of(test_case).value].waiting;
  const Place place = place_of(test_case);
  // At the start all come in order, each behind the last: a hint makes that cheap.
  const bool is_last = waiting.empty() || *waiting.rbegin() < place;
  const std::size_t before = waiting.size();
  is_last ? void(waiting.insert(waiting.end(), place)) : void(waiting.insert(place));
  IANVS_ASSERT(waiting.size() == before + 1);
  ++size_;
}

void WaitingList::remove(TestCaseIndex test_case) {
  const std::size_t erased = shapes_[shape_of(test_case).value].waiting.erase(place_of(test_case));
  IANVS_ASSERT(erased == 1);
  --size_;
}

bool WaitingList::contains(TestCaseIndex test_case) const {
  return shapes_[shape_of(test_case).value].waiting.contains(place_of(test_case));
}

std::uint32_t WaitingList::size_of(ShapeIndex shape) const {
  return static_cast<std::uint32_t>(shapes_[shape.value].waiting.size());
}

std::optional<TestCaseIndex> WaitingList::first_of(ShapeIndex shape) const {
  const std::set<Place>& waiting = shapes_[shape.value].waiting;
  return waiting.empty() ? std::nullopt : std::optional(waiting.begin()->test_case);
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

std::optional<TestCaseIndex> WaitingList::first() const {
  const auto shape = next_shape(std::vector<bool>(shapes_.size(), false));
  return shape ? first_of(*shape) : std::nullopt;
}

}  // namespace ianvs::coordinator
