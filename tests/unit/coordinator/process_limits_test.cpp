#include "coordinator/process_limits.hpp"

#include <doctest/doctest.h>

using namespace ianvs::coordinator;

namespace {

rlimit limit_of(__rlimit_resource resource) {
  rlimit limit{};
  getrlimit(resource, &limit);
  return limit;
}

}  // namespace

TEST_CASE(
    "this process takes all descriptors that it may and leaves no core; its agent is given what it "
    "was given") {
  const rlimit few{64, limit_of(RLIMIT_NOFILE).rlim_max};
  const auto before = limit_of(RLIMIT_NOFILE);
  setrlimit(RLIMIT_NOFILE, &few);
  const auto core_before = limit_of(RLIMIT_CORE);
  {
    const ProcessLimits limits;
    CHECK(limit_of(RLIMIT_NOFILE).rlim_cur == few.rlim_max);
    CHECK(limit_of(RLIMIT_CORE).rlim_cur == 0);
    {
      const ProcessLimits::Given given(limits);
      CHECK(limit_of(RLIMIT_NOFILE).rlim_cur == 64);
      CHECK(limit_of(RLIMIT_CORE).rlim_cur == core_before.rlim_cur);
    }
    CHECK(limit_of(RLIMIT_NOFILE).rlim_cur == few.rlim_max);
  }
  setrlimit(RLIMIT_CORE, &core_before);
  setrlimit(RLIMIT_NOFILE, &before);
}
