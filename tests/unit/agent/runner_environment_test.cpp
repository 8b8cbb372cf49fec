#include "agent/runner_environment.hpp"

#include <doctest/doctest.h>

#include "tests/support/messages.hpp"

using namespace ianvs;
using namespace ianvs::agent;
using Texts = std::vector<std::string>;

TEST_CASE("runners get the agent's environment, but no way to the run's keys and nothing stale") {
  const Texts own = {"PATH=/bin",        "IANVS_ACCESS=/keys", "IANVS_HOME=/ianvs",
                     "IANVS_ATTEMPT=9",  "PWD=/home/ada",      "IANVS_DEADLINE=1",
                     "IANVS_RESULT=old", "NO_EQUALS_SIGN",     "IANVS_PREVIOUS_OUTPUT_DIR=old",
                     "TMPDIR=/scratch"};

  CHECK(common_environment(own, "/job", RunId{3}, false) ==
        Texts{"PATH=/bin", "IANVS_HOME=/ianvs", "NO_EQUALS_SIGN", "PWD=/job", "IANVS_RUN_ID=3"});
}

TEST_CASE("only where the agent offers GPUs does it say which a runner sees") {
  const Texts own = {"CUDA_VISIBLE_DEVICES=0,1", "CUDA_DEVICE_ORDER=FASTEST_FIRST"};
  AttemptSpec spec = test::example_spec();

  spec.gpus = {"GPU-1", "3"};
  CHECK(common_environment(own, "/job", RunId{3}, true) ==
        Texts{"PWD=/job", "IANVS_RUN_ID=3", "CUDA_DEVICE_ORDER=PCI_BUS_ID"});
  CHECK(attempt_environment(spec, {}, std::nullopt, true).back() == "CUDA_VISIBLE_DEVICES=GPU-1,3");
  spec.gpus = {};
  CHECK(attempt_environment(spec, {}, std::nullopt, true).back() == "CUDA_VISIBLE_DEVICES=");

  CHECK(common_environment(own, "/job", RunId{3}, false).front() == own.front());
  for (const auto& variable : attempt_environment(spec, {}, std::nullopt, false)) {
    CHECK(variable.find("CUDA") == std::string::npos);
  }
}

TEST_CASE("an attempt's own variables name its places, its number and its deadline") {
  AttemptSpec spec = test::example_spec();
  spec.number = 2;
  const AttemptPlaces places{"/spool/7.testcase.json", "/spool/7.result.json", "/ws/svc/1.2",
                             "/ws/svc/1", "/tmp/ianvs/3"};

  CHECK(attempt_environment(spec, places, 1790000000, false) ==
        Texts{"IANVS_TESTCASE=/spool/7.testcase.json", "IANVS_RESULT=/spool/7.result.json",
              "IANVS_OUTPUT_DIR=/ws/svc/1.2", "IANVS_ATTEMPT=2", "TMPDIR=/tmp/ianvs/3",
              "IANVS_PREVIOUS_OUTPUT_DIR=/ws/svc/1", "IANVS_DEADLINE=1790000000"});
  CHECK(attempt_environment(spec, {"a", "b", "c", "", ""}, std::nullopt, false) ==
        Texts{"IANVS_TESTCASE=a", "IANVS_RESULT=b", "IANVS_OUTPUT_DIR=c", "IANVS_ATTEMPT=2",
              "TMPDIR=/tmp"});
}
