#include "coordinator/run_paths.hpp"

#include <doctest/doctest.h>

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {

JobSettings job(std::string workspace, std::string name) {
  JobSettings settings;
  settings.workspace = std::move(workspace);
  settings.name = std::move(name);
  return settings;
}

Algorithm algorithm(std::string name, RunnerKind runner = RunnerKind::command) {
  Algorithm algorithm;
  algorithm.name = std::move(name);
  algorithm.runner = runner;
  return algorithm;
}

}  // namespace

TEST_CASE("paths are joined as Python joins them") {
  CHECK(join_path("./ws", "digits") == "./ws/digits");
  CHECK(join_path("./ws/", "digits") == "./ws/digits");
  CHECK(join_path("./ws", "") == "./ws/");
  CHECK(join_path("", "digits") == "digits");
  CHECK(join_path("./ws", "/abs") == "/abs");
}

TEST_CASE("the first attempt's folder is named as Ianvs names it, later ones by their number") {
  const TestCaseId id{};
  const std::string zeros = "00000000-0000-0000-0000-000000000000";

  CHECK(output_dir(job("./workspace", "digits"), algorithm("svc"), id, 1) ==
        "./workspace/digits/svc/" + zeros);
  CHECK(output_dir(job("./workspace", "digits"), algorithm("svc"), id, 3) ==
        "./workspace/digits/svc/" + zeros + ".3");
  CHECK(output_dir(job("/ws", ""), algorithm("clumsy clerk"), id, 1) ==
        "/ws/clumsy clerk/" + zeros);
}

TEST_CASE("what belongs to a partition has its number in its name, before the attempt's") {
  const TestCaseId id{};
  const std::string zeros = "00000000-0000-0000-0000-000000000000";

  CHECK(folder_name(id, 1, 2) == zeros + ".p2");
  CHECK(folder_name(id, 3, 2) == zeros + ".p2.3");
  CHECK(output_dir(job("./ws", "j"), algorithm("llm"), id, 1, 12) ==
        "./ws/j/llm/" + zeros + ".p12");
  CHECK(stderr_path("./ws/j/runs/1", id, 3, 2) == "./ws/j/runs/1/logs/" + zeros + ".p2.3.err");
  CHECK(stderr_path("./ws/j/runs/1", id, 3) == "./ws/j/runs/1/logs/" + zeros + ".3.err");
  CHECK(partition_path("/ws/j/runs/1", id, 2, 3) ==
        "/ws/j/runs/1/partitions/" + zeros + "/2.3.pickle");
}

TEST_CASE("an algorithm of the runner ianvs has the folder that Ianvs makes of its name") {
  const auto folder_of = [](const std::string& name, RunnerKind runner) {
    const auto path = output_dir(job("./ws", "j"), algorithm(name, runner), TestCaseId{}, 2);
    CHECK(path.ends_with("/00000000-0000-0000-0000-000000000000.2"));
    return path.substr(0, path.size() - 39);
  };

  CHECK(folder_of("a/b", RunnerKind::ianvs) == "./ws/j/a/b");
  CHECK(folder_of("a//b/", RunnerKind::ianvs) == "./ws/j/a//b");
  CHECK(folder_of(std::string(220, 'x'), RunnerKind::ianvs) == "./ws/j/" + std::string(220, 'x'));
  const std::string too_long(256, 'x');
  for (const std::string name : {"..", "/etc", "a/../../b", "a/..", "", too_long.c_str()}) {
    CAPTURE(name);
    CHECK(folder_of(name, RunnerKind::ianvs) == "./ws/j/" + safe_folder_name(name));
  }
  CHECK(folder_of("a/b", RunnerKind::command) == "./ws/j/" + safe_folder_name("a/b"));
}

TEST_CASE("no algorithm's name leads out of the workspace") {
  CHECK(safe_folder_name("clumsy clerk") == "clumsy clerk");
  CHECK(safe_folder_name("...") == "...");
  for (const std::string name : {"..", ".", "", "/etc", "../../x", "a/b", "line\nbreak"}) {
    CAPTURE(name);
    const auto safe = safe_folder_name(name);
    CHECK(safe.find('/') == std::string::npos);
    CHECK(safe.find('\n') == std::string::npos);
    CHECK(safe.size() > 8);
  }
  CHECK(safe_folder_name("a/b") != safe_folder_name("a_b"));
  CHECK(safe_folder_name("a/b") != safe_folder_name("a\nb"));
}

TEST_CASE(
    "a name too long for a file system is cut between characters and stays apart from its like") {
  const std::string long_name(300, 'x');
  std::string umlauts;
  while (umlauts.size() < 300) umlauts += "\xC3\xA4";

  CHECK(safe_folder_name(long_name).size() <= 200);
  CHECK(safe_folder_name(long_name + "1") != safe_folder_name(long_name + "2"));
  CHECK(safe_folder_name("x" + umlauts).find("\xC3-") == std::string::npos);
}
