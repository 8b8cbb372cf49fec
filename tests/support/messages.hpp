/// One example of every message, with every field set to something that isn't its default.
#pragma once
#include <vector>

#include "common/messages.hpp"

namespace ianvs::test {

inline AgentId example_agent(std::uint8_t seed = 1) {
  AgentId id;
  for (std::size_t i = 0; i < id.bytes.size(); ++i) {
    id.bytes[i] = static_cast<std::uint8_t>(seed + 15 * i);
  }
  return id;
}

inline AttemptResult example_result(std::uint64_t attempt = 7) {
  AttemptResult result;
  result.attempt = AttemptId{attempt};
  result.outcome = Outcome::crashed;
  result.started = true;
  result.exit_status = -3;
  result.signal = 11;
  result.usage = {1.25, 3, 0.5, 123'456'789};
  result.ended_at = WallTime{1'790'000'000'123};
  result.message = "killed by SIGSEGV";
  result.stderr_tail = std::string("no UTF-8: \xff\xfe, a zero: ") + '\0';
  result.metrics_json = R"({"accuracy": 0.98})";
  result.output_dir = "./ws/digits/svc/1";
  result.texts_json = R"({"accuracy": "1/3"})";
  result.concerns_algorithm = true;
  return result;
}

inline Offer example_offer() {
  Offer offer;
  offer.workers = 8;
  offer.resources = {80'000, std::int64_t{1} << 36, 20'000, {{"jetson", 2}, {"licence", 1}}};
  offer.gpus = {"GPU-1", "GPU-2"};
  offer.tags = {{"site", "lab2"}};
  return offer;
}

inline AttemptSpec example_spec(std::uint64_t attempt = 7) {
  AttemptSpec spec;
  spec.attempt = AttemptId{attempt};
  spec.number = 2;
  spec.test_case.bytes.fill(0xab);
  spec.runner = RunnerKind::command;
  spec.command = {"python3", "./svc.py", ""};
  spec.output_dir = "./ws/digits/svc/1.2";
  spec.previous_output_dir = "./ws/digits/svc/1";
  spec.test_case_json = R"({"id": "1"})";
  spec.resources = {10'000, 500'000'000, 5'000, {{"licence", 1}}};
  spec.gpus = {"GPU-2"};
  spec.exclusive = true;
  spec.timeout = std::chrono::hours(2);
  spec.grace = std::chrono::seconds(10);
  spec.python = "./venv/bin/python";
  spec.partition = 3;
  return spec;
}

inline Welcome example_welcome(std::uint64_t run = 3) {
  return {RunId{run},
          "0.1.0",
          "/home/ada/job",
          "/home/ada/job/ws/digits/runs/3",
          std::chrono::seconds(2),
          std::chrono::seconds(12),
          {"python3", "./venv/bin/python"},
          false};
}

inline std::vector<FromAgent> example_messages_from_agent() {
  const std::vector<AttemptId> attempts{{1}, {300}, {std::uint64_t{1} << 40}};
  return {Hello{example_agent(), SessionNumber{5}, "0.1.0", "node1", 4711, example_offer(), true,
                attempts},
          AttemptsStarted{attempts},
          AttemptsEnded{{example_result(7), example_result(8)}},
          AgentHeartbeat{attempts},
          AgentDraining{"SIGTERM"},
          AgentBye{"drained"},
          InterpretersChecked{{{"python3", true, "3.11.2", "/opt/ianvs/core", "0.6.0.1", ""},
                               {"./venv/bin/python", false, "", "", "", "no such file"}}}};
}

inline std::vector<ToAgent> example_messages_to_agent() {
  const std::vector<AttemptId> attempts{{1}, {300}};
  return {example_welcome(),
          Refused{"two runs at once"},
          SayHello{},
          StartAttempts{{example_spec(7), example_spec(8)}},
          AckResults{attempts},
          CancelAttempts{attempts, true},
          CoordinatorHeartbeat{attempts},
          DrainAgent{"the node is needed"},
          RunOver{"12 succeeded"}};
}

}  // namespace ianvs::test
