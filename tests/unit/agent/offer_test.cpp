#include "agent/offer.hpp"

#include <doctest/doctest.h>

using namespace ianvs;
using namespace ianvs::agent;
using Names = std::vector<std::string>;

namespace {

constexpr std::int64_t gib = std::int64_t{1} << 30;

}  // namespace

TEST_CASE("by default an agent offers all that the node has, and keeps one core for itself") {
  const Node node{8 * amount_unit, 16 * gib, {"0", "GPU-abc"}};

  const Offer offer = make_offer({}, node).value();

  CHECK(offer.workers == 7);
  CHECK(offer.resources.cpu == 8 * amount_unit);
  CHECK(offer.resources.ram_bytes == 16 * gib);
  CHECK(offer.resources.gpu == 2 * amount_unit);
  CHECK(offer.gpus == Names{"0", "GPU-abc"});
}

TEST_CASE("there is at least one worker, however small the node") {
  for (const std::int64_t cpu : {amount_unit / 2, amount_unit, 2 * amount_unit - 1}) {
    CHECK(make_offer({}, {cpu, gib, {}}).value().workers == 1);
  }
  CHECK(make_offer({}, {35'000, gib, {}}).value().workers == 2);
}

TEST_CASE("what the command line says goes before what the node says") {
  OfferRequest request;
  request.workers = 12;
  request.ram_bytes = 5 * gib;
  request.gpus = Names{};
  request.counted = {{"jetson", 2}};
  request.tags = {{"site", "lab2"}};

  const Offer offer = make_offer(request, {2 * amount_unit, gib, {"0"}}).value();

  CHECK(offer.workers == 12);
  CHECK(offer.resources == Resources{2 * amount_unit, 5 * gib, 0, {{"jetson", 2}}});
  CHECK(offer.gpus.empty());
  CHECK(offer.tags == request.tags);
}

TEST_CASE("an offer on which nothing could run is none") {
  const Node node{amount_unit, gib, {}};
  OfferRequest nobody, no_ram, twice;
  nobody.workers = 0;
  no_ram.ram_bytes = 0;
  twice.gpus = Names{"1", "0", "1"};
  CHECK(make_offer(nobody, node).error().what == "no worker is offered");
  CHECK(make_offer(no_ram, node).error().what == "no RAM is offered");
  CHECK(make_offer(twice, node).error().what == "a GPU is offered twice");
}

TEST_CASE("a list of GPUs ends, as CUDA reads it, at the first that is none") {
  CHECK(parse_gpu_list("0,1") == Names{"0", "1"});
  CHECK(parse_gpu_list(" GPU-8932f937 , MIG-1") == Names{"GPU-8932f937", "MIG-1"});
  CHECK(parse_gpu_list("2,-1,3") == Names{"2"});
  for (const auto* none : {"", " ", ",", "-1", "NoDevFiles"}) {
    CHECK(parse_gpu_list(none).empty());
  }
}
