/// A pool in a run of its own, for tests of what it does with attempts.
#pragma once
#include <doctest/doctest.h>

#include <chrono>
#include <cstring>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/pool.hpp"
#include "common/file.hpp"
#include "tests/support/temp_folder.hpp"

namespace ianvs::test {

using namespace ianvs::agent;
using namespace std::chrono_literals;

constexpr const char* writes_result = "echo '{\"accuracy\": 0.5}' >$IANVS_RESULT";

inline AttemptSpec attempt(std::uint64_t id, const std::string& script) {
  AttemptSpec spec;
  spec.attempt = AttemptId{id};
  std::memcpy(spec.test_case.bytes.data(), &id, sizeof(id));
  spec.command = {"sh", "-c", script};
  spec.output_dir = "./ws/algorithm/" + std::to_string(id);
  spec.test_case_json = "{}";
  spec.grace = 100ms;
  return spec;
}

inline Offer workers(std::uint32_t count) {
  Offer offer;
  offer.workers = count;
  offer.resources.cpu = 2 * amount_unit;
  return offer;
}

/// A pool in a run of its own, and what it tells.
struct PoolHarness {
  explicit PoolHarness(Offer offer = workers(4), GivenLimits limits = {})
      : run_folder(folder.path("ws/runs/1")) {
    pool.emplace(loop, std::move(offer), limits, AgentFolders{scratch.path(), temporary.path()},
                 listener());
    REQUIRE(make_folders(run_folder));
    REQUIRE(pool->enter_run(welcome(), AgentId{}));
  }
  PoolListener listener() {
    return {[this](AttemptId id) { started.push_back(id.value); },
            [this](AttemptResult result) { ended[result.attempt.value] = std::move(result); },
            [this](const std::string& why) { spool_failures.push_back(why); },
            [this](const std::string& line) { warnings.push_back(line); },
            [this](const std::vector<InterpreterReport>& reports) {
              for (const auto& report : reports) {
                checked[report.python] = report;
              }
            }};
  }
  Welcome welcome() const {
    Welcome message;
    message.run = RunId{1};
    message.directory = folder.path();
    message.run_folder = run_folder;
    return message;
  }
  void run_until_ended(std::size_t count) {
    while (ended.size() < count) {
      loop.run_one();
    }
  }
  void run_until_exists(const std::string& name) {
    while (!std::filesystem::exists(folder.path(name))) {
      loop.run_for(1ms);
    }
  }
  AttemptResult run(AttemptSpec spec) {
    const auto id = spec.attempt.value;
    pool->take({std::move(spec)});
    while (ended.count(id) == 0) {
      loop.run_one();
    }
    return ended[id];
  }
  std::string spool(const std::string& name) const {
    return run_folder + "/spool/" + hex_text(AgentId{}) + "/" + name;
  }
  std::string text(const std::string& name) const {
    return read_file(folder.path(name), 1 << 20).value_or("");
  }

  void write_program(const std::string& name, const std::string& script) const {
    REQUIRE(write_in_place(folder.path(name), "#!/bin/sh\n" + script + "\n", 0700));
  }

  TempFolder folder;
  TempFolder scratch, temporary;
  std::string run_folder;
  asio::io_context loop;
  std::vector<std::uint64_t> started;
  std::map<std::uint64_t, AttemptResult> ended;
  std::vector<std::string> spool_failures, warnings;
  std::map<std::string, InterpreterReport> checked;
  std::optional<Pool> pool;
};

}  // namespace ianvs::test
