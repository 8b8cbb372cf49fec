#include "coordinator/placement.hpp"

#include <doctest/doctest.h>

#include "tests/support/plans.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;
using ianvs::test::offer;

namespace {

Request asks(std::int64_t cpu, std::int64_t gpu = 0) {
  Request request;
  request.resources.cpu = cpu;
  request.resources.gpu = gpu;
  return request;
}

Request exclusive() {
  Request request;
  request.exclusive = true;
  return request;
}

GpuShares taken(Room& room, const Request& request) {
  const auto gpus = room.fit(request);
  REQUIRE(gpus);
  room.take(request, *gpus);
  return *gpus;
}

constexpr std::int64_t whole = amount_unit;
constexpr std::int64_t half = amount_unit / 2;
constexpr std::int64_t third = amount_unit / 3;

}  // namespace

TEST_CASE("a slot is taken by whatever runs, and given back with it") {
  Room room(offer(2));
  taken(room, asks(0));
  taken(room, asks(0));

  CHECK_FALSE(room.fit(asks(0)));
  room.give_back(asks(0), {});
  CHECK(room.fit(asks(0)));
  CHECK(room.slots_left() == 1);
}

TEST_CASE("what runs never adds up to more than the offer") {
  Room room(offer(4));
  taken(room, asks(3 * whole));

  CHECK_FALSE(room.fit(asks(2 * whole)));
  CHECK(room.fit(asks(whole)));
}

TEST_CASE("shares fill a GPU that is started before they start another one") {
  Room room(offer(8, 2));
  CHECK(taken(room, asks(0, half)) == GpuShares{{0, half}});
  CHECK(taken(room, asks(0, third)) == GpuShares{{0, third}});
  CHECK(taken(room, asks(0, half)) == GpuShares{{1, half}});
  CHECK(taken(room, asks(0, third)) == GpuShares{{1, third}});

  CHECK_FALSE(room.fit(asks(0, third)));
}

TEST_CASE("a share goes where it leaves the least, not where there is most space") {
  Room room(offer(8, 2));
  taken(room, asks(0, third));
  taken(room, asks(0, whole - third + 1));

  CHECK(room.fit(asks(0, third - 1)) == GpuShares{{1, third - 1}});
}

TEST_CASE("a whole GPU is never shared") {
  Room room(offer(8, 2));
  taken(room, asks(0, third));

  CHECK_FALSE(room.fit(asks(0, 2 * whole)));
  CHECK(taken(room, asks(0, whole)) == GpuShares{{1, whole}});
  CHECK(room.fit(asks(0, third)) == GpuShares{{0, third}});
}

TEST_CASE("several GPUs are taken whole, and one and a half of them by nobody") {
  Room room(offer(8, 3));

  CHECK(room.fit(asks(0, 2 * whole)) == GpuShares{{0, whole}, {1, whole}});
  CHECK_FALSE(room.could_ever_take(asks(0, whole + half)));
  CHECK_FALSE(room.could_ever_take(asks(0, 4 * whole)));
}

TEST_CASE("an exclusive request takes only an empty room, and then nothing joins it") {
  Room room(offer(4));
  taken(room, asks(0));
  CHECK_FALSE(room.fit(exclusive()));
  room.give_back(asks(0), {});

  taken(room, exclusive());

  CHECK_FALSE(room.fit(asks(0)));
  room.give_back(exclusive(), {});
  CHECK(room.fit(asks(0)));
}

TEST_CASE("tags that are asked for must be there with the same value") {
  Offer tagged = offer(1);
  tagged.tags = {{"site", "lab2"}, {"rack", "1"}};
  const Room room(tagged);
  Request request = asks(0);

  request.tags = {{"site", "lab2"}};
  CHECK(room.fit(request));
  request.tags = {{"site", "lab1"}};
  CHECK_FALSE(room.could_ever_take(request));
  request.tags = {{"owner", "me"}};
  CHECK_FALSE(room.could_ever_take(request));
}

TEST_CASE("an attempt that comes back fits on the GPUs that it had, if nobody took them") {
  Room room(offer(4, 2));
  const Request request = asks(0, whole);
  CHECK(room.fits_on(request, {{1, whole}}));
  room.take(request, {{1, whole}});

  CHECK_FALSE(room.fits_on(request, {{1, whole}}));
  CHECK_FALSE(room.fits_on(request, {{2, whole}}));
  CHECK_FALSE(room.fits_on(request, {{0, half}}));
}

TEST_CASE("the best fit is the room with the least left") {
  Room large(offer(8)), small(offer(2)), full(offer(1));
  taken(full, asks(0));
  const std::vector<const Room*> rooms = {&large, &full, nullptr, &small};

  CHECK(place(asks(whole), rooms)->room == 3);
  CHECK(place(asks(4 * whole), rooms)->room == 0);
  CHECK_FALSE(place(asks(9 * whole), rooms));
}

TEST_CASE("work without a GPU goes to agents without one first") {
  Room with_gpu(offer(4, 1)), without(offer(4));
  const std::vector<const Room*> rooms = {&with_gpu, &without};

  CHECK(place(asks(whole), rooms)->room == 1);
}

TEST_CASE("of equal rooms the first takes it") {
  Room one(offer(2)), other(offer(2));
  const std::vector<const Room*> rooms = {&one, &other};

  CHECK(place(asks(0), rooms)->room == 0);
}
