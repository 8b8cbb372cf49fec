#include "common/did_you_mean.hpp"

#include <doctest/doctest.h>

#include <string>

#include <array>

using namespace ianvs;

namespace {
constexpr std::array<std::string_view, 5> words{"num_workers", "retries", "ram", "cpu", "timeout"};
}

TEST_CASE("a slip of the fingers is recognised") {
  const struct {
    std::string typed;
    std::string meant;
  } cases[] = {{"num_worker", "num_workers"},
               {"numworkers", "num_workers"},
               {"Num-Workers", "num_workers"},
               {"retires", "retries"},
               {"rma", "ram"},
               {"timeuot", "timeout"}};
  for (const auto& [typed, meant] : cases) {
    CAPTURE(typed);
    CHECK(did_you_mean(typed, words) == meant);
  }
}

TEST_CASE("the words of other systems are recognised, where ours is allowed") {
  CHECK(did_you_mean("maxRetries", words) == "retries");
  CHECK(did_you_mean("cpus-per-task", words) == "cpu");
  CHECK(did_you_mean("walltime", words) == "timeout");
  CHECK(did_you_mean("gpus", words) != "gpu");
}

TEST_CASE("what resembles nothing is left alone") {
  CHECK_FALSE(did_you_mean("colour", words));
  CHECK_FALSE(did_you_mean("x", words));
  CHECK_FALSE(did_you_mean("", words));
  CHECK_FALSE(did_you_mean(std::string(10'000, 'r'), words));
}
