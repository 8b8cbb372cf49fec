#include "coordinator/worker_count.hpp"

#include <doctest/doctest.h>

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {

constexpr std::int64_t gigabyte = 1'000'000'000;

Plan plan_asking(std::int64_t ram_bytes) {
  Plan plan;
  plan.algorithms.resize(2);
  plan.algorithms[1].request.resources.ram_bytes = ram_bytes;
  return plan;
}

}  // namespace

TEST_CASE("without -p one test case runs at a time, whatever the job says of workers") {
  auto plan = plan_asking(0);
  plan.job.num_workers = 4;

  CHECK(worker_count(plan, false, std::nullopt, {8, 16 * gigabyte}) == 1);
}

TEST_CASE("the command line counts more than the job, the job more than the machine") {
  auto plan = plan_asking(0);
  CHECK(worker_count(plan, true, std::nullopt, {8, 16 * gigabyte}) == 7);
  plan.job.num_workers = 4;
  CHECK(worker_count(plan, true, std::nullopt, {8, 16 * gigabyte}) == 4);
  CHECK(worker_count(plan, true, 12, {8, 16 * gigabyte}) == 12);
}

TEST_CASE("no more workers than the largest request for RAM allows, but always one") {
  CHECK(worker_count(plan_asking(4 * gigabyte), true, std::nullopt, {8, 16 * gigabyte}) == 4);
  CHECK(worker_count(plan_asking(40 * gigabyte), true, std::nullopt, {8, 16 * gigabyte}) == 1);
  CHECK(worker_count(plan_asking(0), true, std::nullopt, {1, gigabyte}) == 1);
}
