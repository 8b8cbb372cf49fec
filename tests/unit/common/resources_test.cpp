#include "common/resources.hpp"

#include <doctest/doctest.h>

using namespace ianvs;

namespace {
Resources make(std::int64_t cpu, std::int64_t ram, std::int64_t gpu,
               std::map<std::string, std::int64_t> counted = {}) {
  return Resources{cpu, ram, gpu, std::move(counted)};
}
}  // namespace

TEST_CASE("a request fits if each of its amounts is offered") {
  const Resources offer = make(40'000, 1000, 10'000, {{"jetson", 2}});
  CHECK(make(0, 0, 0).fits_in(offer));
  CHECK(offer.fits_in(offer));
  CHECK_FALSE(make(40'001, 0, 0).fits_in(offer));
  CHECK_FALSE(make(0, 1001, 0).fits_in(offer));
  CHECK_FALSE(make(0, 0, 10'001).fits_in(offer));
  CHECK_FALSE(make(0, 0, 0, {{"jetson", 3}}).fits_in(offer));
}

TEST_CASE("a name that the offer lacks fits only if nothing of it is asked") {
  CHECK_FALSE(make(0, 0, 0, {{"licence", 1}}).fits_in(make(10'000, 0, 0)));
  CHECK(make(0, 0, 0, {{"licence", 0}}).fits_in(make(10'000, 0, 0)));
}

TEST_CASE("what was added and taken again leaves no trace") {
  Resources sum = make(10'000, 5, 0);
  const Resources before = sum;
  const Resources other = make(5'000, 7, 2'500, {{"jetson", 1}, {"licence", 0}});

  sum += other;
  CHECK(sum == make(15'000, 12, 2'500, {{"jetson", 1}}));
  sum -= other;

  CHECK(sum == before);
}

TEST_CASE("resources read as amounts with their names") {
  CHECK(to_text(make(20'000, 4'000'000'000, 10'000, {{"jetson", 1}})) ==
        "2 cpu, 4GB ram, 1 gpu, 1 jetson");
  CHECK(to_text(make(5'000, 0, 0)) == "0.5 cpu");
  CHECK(to_text(Resources{}) == "1 slot");
}
