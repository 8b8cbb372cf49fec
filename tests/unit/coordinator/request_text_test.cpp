#include "coordinator/request_text.hpp"

#include <doctest/doctest.h>

#include "tests/support/plans.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;
using ianvs::test::offer;

TEST_CASE("a request reads as what it asks for") {
  Request request;
  CHECK(request_text(request) == "1 slot");
  request.resources.cpu = 2 * amount_unit;
  request.exclusive = true;
  request.tags = {{"site", "lab2"}};

  CHECK(request_text(request) == "2 cpu, alone on its agent, tag site=lab2");
}

TEST_CASE("the nearest offer is the one that lacks the fewest things, named with what it lacks") {
  Request request;
  request.resources.cpu = 4 * amount_unit;
  request.resources.ram_bytes = 32'000'000'000;
  request.resources.gpu = amount_unit;
  request.resources.counted = {{"jetson", 2}};
  request.tags = {{"site", "lab2"}};
  const Offer plain = offer(2);
  Offer better = offer(8, 1);
  better.resources.counted = {{"jetson", 1}};
  better.tags = {{"site", "lab2"}};

  CHECK(nearest_offer_text(request, {{"node1", &plain}, {"node2", &better}}) ==
        "node2 (8 slots, 8 cpu, 16GB ram, 1 gpu, 1 jetson) lacks 16GB ram, 1 jetson");
  CHECK(nearest_offer_text(request, {{"node1", &plain}}) ==
        "node1 (2 slots, 2 cpu, 16GB ram) lacks 2 cpu, 16GB ram, 1 gpu, 2 jetson, tag site=lab2");
  CHECK(nearest_offer_text(request, {}) == "no agent is here");
}
