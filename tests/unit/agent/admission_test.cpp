#include "agent/admission.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>

using namespace ianvs;
using namespace ianvs::agent;

namespace {

Offer offer(std::uint32_t workers, std::int64_t cores, std::vector<std::string> gpus = {}) {
  Offer result;
  result.workers = workers;
  result.resources.cpu = cores * amount_unit;
  result.resources.ram_bytes = 1000;
  result.resources.gpu = static_cast<std::int64_t>(gpus.size()) * amount_unit;
  result.gpus = std::move(gpus);
  return result;
}

AttemptSpec asking(std::uint64_t attempt, std::int64_t cpu = 0, std::int64_t ram = 0) {
  AttemptSpec spec;
  spec.attempt = AttemptId{attempt};
  spec.resources.cpu = cpu;
  spec.resources.ram_bytes = ram;
  return spec;
}

AttemptSpec asking_for_gpus(std::uint64_t attempt, std::int64_t gpu,
                            std::vector<std::string> gpus) {
  AttemptSpec spec = asking(attempt);
  spec.resources.gpu = gpu;
  spec.gpus = std::move(gpus);
  return spec;
}

AttemptSpec exclusive(AttemptSpec spec) {
  spec.exclusive = true;
  return spec;
}

/// The attempts that may start now, in order.
std::vector<std::uint64_t> start_all(Admission& admission) {
  std::vector<std::uint64_t> started;
  while (const auto spec = admission.next()) {
    started.push_back(spec->attempt.value);
  }
  return started;
}

using Ids = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("as many start as there are workers, in the order in which they came") {
  Admission admission(offer(2, 1));
  for (const std::uint64_t id : {5U, 3U, 9U}) {
    admission.enqueue(asking(id));
  }
  CHECK(start_all(admission) == Ids{5, 3});
  CHECK(admission.running() == 2);
  CHECK(admission.waiting() == 1);

  admission.release(AttemptId{5});
  CHECK(start_all(admission) == Ids{9});
}

TEST_CASE("one that doesn't fit yet holds back those behind it") {
  Admission admission(offer(8, 2));
  admission.enqueue(asking(1, amount_unit));
  admission.enqueue(asking(2, 2 * amount_unit));
  admission.enqueue(asking(3));

  CHECK(start_all(admission) == Ids{1});
  admission.release(AttemptId{1});
  CHECK(start_all(admission) == Ids{2, 3});
}

TEST_CASE("an exclusive attempt waits for all others, and they for it") {
  Admission admission(offer(8, 2));
  admission.enqueue(asking(1));
  admission.enqueue(exclusive(asking(2)));
  admission.enqueue(asking(3));

  CHECK(start_all(admission) == Ids{1});
  admission.release(AttemptId{1});
  CHECK(start_all(admission) == Ids{2});
  admission.release(AttemptId{2});
  CHECK(start_all(admission) == Ids{3});
}

TEST_CASE("shares of a GPU add up to one, and a whole one is never shared") {
  Admission admission(offer(8, 2, {"a", "b"}));
  admission.enqueue(asking_for_gpus(1, amount_unit / 2, {"a"}));
  admission.enqueue(asking_for_gpus(2, amount_unit / 2, {"a"}));
  admission.enqueue(asking_for_gpus(3, amount_unit / 2, {"a"}));  // room is on b only
  CHECK(start_all(admission) == Ids{1, 2});

  admission.release(AttemptId{1});
  CHECK(start_all(admission) == Ids{3});
  admission.enqueue(asking_for_gpus(4, amount_unit, {"b"}));
  admission.enqueue(asking_for_gpus(5, amount_unit / 10, {"b"}));
  CHECK(start_all(admission) == Ids{4});
}

TEST_CASE("what can never run here is refused with what is offered") {
  const Admission admission(offer(2, 1, {"a", "b"}));
  const auto reason = [&](const AttemptSpec& spec) {
    return admission.refuse_reason(spec).value_or("");
  };
  CHECK(reason(asking(1, amount_unit)).empty());
  CHECK(reason(asking(1, 2 * amount_unit)) == "asks for 2 cpu, offered are 1 cpu, 1kB ram, 2 gpu");
  CHECK(reason(asking(1, -1)) == "asks for less than nothing");
  CHECK(reason(asking_for_gpus(1, amount_unit, {"c"})) ==
        "is to use GPU 'c', which is not offered");
  CHECK(reason(asking_for_gpus(1, 2 * amount_unit, {"a"})) ==
        "asks for 2 gpu, but is given 1 GPUs");
  CHECK_FALSE(reason(asking_for_gpus(1, amount_unit / 2, {})).empty());
  CHECK_FALSE(reason(asking_for_gpus(1, 0, {"a"})).empty());
  CHECK_FALSE(reason(asking_for_gpus(1, 2 * amount_unit, {"a", "a"})).empty());
  CHECK(reason(asking_for_gpus(1, 2 * amount_unit, {"b", "a"})).empty());
  AttemptSpec counted = asking(1);
  counted.resources.counted["jetson"] = 1;
  CHECK_FALSE(reason(counted).empty());
}

TEST_CASE("what waits can be taken out, what runs can't") {
  Admission admission(offer(1, 1));
  for (const std::uint64_t id : {1U, 2U, 3U, 4U}) {
    admission.enqueue(asking(id));
  }
  CHECK(start_all(admission) == Ids{1});

  CHECK_FALSE(admission.withdraw(AttemptId{1}));
  CHECK(admission.withdraw(AttemptId{3}));
  CHECK_FALSE(admission.withdraw(AttemptId{3}));
  CHECK(admission.withdraw_all() == std::vector{AttemptId{2}, AttemptId{4}});
  CHECK(admission.waiting() == 0);
}

TEST_CASE("releasing twice, or what never ran, gives nothing free") {
  Admission admission(offer(1, 1));
  admission.enqueue(asking(1, amount_unit));
  admission.enqueue(asking(2, amount_unit));
  admission.enqueue(asking(3, amount_unit));
  CHECK(start_all(admission) == Ids{1});
  admission.release(AttemptId{2});
  CHECK(start_all(admission).empty());
  admission.release(AttemptId{1});
  admission.release(AttemptId{1});
  CHECK(start_all(admission) == Ids{2});
}

TEST_CASE("whatever comes and goes, the sum of what runs never exceeds the offer") {
  const Offer offered = offer(5, 4, {"a", "b"});
  for (unsigned seed = 0; seed < 50; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const auto below = [&](std::uint32_t end) { return static_cast<std::int64_t>(random() % end); };
    Admission admission(offered);
    std::map<std::uint64_t, AttemptSpec> running;
    for (std::uint64_t id = 1; id < 200; ++id) {
      AttemptSpec spec = asking(id, below(5) * amount_unit, below(1200));
      if (below(3) == 0) {
        spec.gpus = {below(2) == 0 ? "a" : "b"};
        spec.resources.gpu = 1 + below(static_cast<std::uint32_t>(amount_unit));
      }
      spec.exclusive = below(20) == 0;
      if (!admission.refuse_reason(spec)) {
        admission.enqueue(spec);
      }
      if (!running.empty() && below(2) == 0) {
        const auto ended =
            std::next(running.begin(), below(static_cast<std::uint32_t>(running.size())));
        admission.release(ended->second.attempt);
        running.erase(ended);
      }
      while (const auto started = admission.next()) {
        running.emplace(started->attempt.value, *started);
        Resources sum;
        std::map<std::string, std::int64_t> gpus;
        for (const auto& [other, each] : running) {
          sum += each.resources;
          for (const auto& gpu : each.gpus) {
            gpus[gpu] += each.resources.gpu;
          }
          REQUIRE((!each.exclusive || running.size() == 1));
        }
        REQUIRE(running.size() <= offered.workers);
        REQUIRE(sum.fits_in(offered.resources));
        REQUIRE(gpus["a"] <= amount_unit);
        REQUIRE(gpus["b"] <= amount_unit);
      }
      REQUIRE(admission.running() == running.size());
    }
  }
}
