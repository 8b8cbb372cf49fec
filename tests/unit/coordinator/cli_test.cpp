#include "coordinator/cli.hpp"

#include <doctest/doctest.h>

#include <iostream>
#include <sstream>
#include <string>
#include <vector>

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {

struct Parsed {
  Command command;
  std::string out, err;

  const RunCommand& run() const { return std::get<RunCommand>(command); }
};

/// Parses with stdout and stderr caught.
Parsed parse(std::vector<const char*> words) {
  words.insert(words.begin(), "ianvs-coordinator");
  std::ostringstream out, err;
  auto* const old_out = std::cout.rdbuf(out.rdbuf());
  auto* const old_err = std::cerr.rdbuf(err.rdbuf());
  auto command = parse_command_line(static_cast<int>(words.size()), words.data());
  std::cout.rdbuf(old_out);
  std::cerr.rdbuf(old_err);
  return {std::move(command), out.str(), err.str()};
}

}  // namespace

TEST_CASE("a job alone runs one test case at a time, here") {
  const auto parsed = parse({"-f", "job.yaml"});

  const auto& run = parsed.run();
  CHECK(run.common.job_path == "job.yaml");
  CHECK_FALSE(run.parallel);
  CHECK_FALSE(run.workers);
  CHECK_FALSE(run.listen);
  CHECK(run.agent_timeout == Duration(std::chrono::seconds(12)));
  CHECK(parsed.out + parsed.err == "");
}

TEST_CASE("options that only make sense in parallel imply it") {
  CHECK(parse({"-f", "a", "-p"}).run().parallel);
  CHECK(parse({"-f", "a", "-w", "3"}).run().parallel);
  CHECK(parse({"-f", "a", "--listen", "0.0.0.0:7600"}).run().parallel);
}

TEST_CASE("where to listen is a host and a port") {
  CHECK(parse({"-f", "a", "--listen", "0.0.0.0:7600"}).run().listen == Address{"0.0.0.0", 7600});
  CHECK(parse({"-f", "a", "--listen", "*:0"}).run().listen == Address{"*", 0});
  CHECK(parse({"-f", "a", "--listen", "[::1]:7600"}).run().listen == Address{"::1", 7600});
}

TEST_CASE("algorithms' interpreter is python3 in PATH, forked warm, unless said otherwise") {
  const auto plain = parse({"-f", "a"});
  const auto other = parse({"-f", "a", "--python", "./venv/bin/python", "--no-zygote"});

  CHECK(plain.run().python == "python3");
  CHECK(plain.run().zygote);
  CHECK(other.run().python == "./venv/bin/python");
  CHECK_FALSE(other.run().zygote);
}

TEST_CASE("dry-run and plan are the same") {
  for (const auto& words : std::vector<std::vector<const char*>>{
           {"plan", "-f", "job.yaml", "-o", "json"}, {"-f", "job.yaml", "--dry-run", "--json"}}) {
    const auto parsed = parse(words);
    const auto* plan = std::get_if<PlanCommand>(&parsed.command);
    REQUIRE(plan != nullptr);
    CHECK(plan->common.job_path == "job.yaml");
    CHECK(plan->common.json_output);
  }
}

TEST_CASE("two leaderboards are named to be compared, and no job") {
  const auto parsed = parse({"compare", "ws/job/runs/1", "old.csv", "-o", "json"});

  const auto* compare = std::get_if<CompareCommand>(&parsed.command);
  REQUIRE(compare != nullptr);
  CHECK(compare->a == "ws/job/runs/1");
  CHECK(compare->b == "old.csv");
  CHECK(compare->common.json_output);
}

TEST_CASE("a comparison of anything but two is a mistake") {
  for (const auto& words : std::vector<std::vector<const char*>>{{"compare"},
                                                                 {"compare", "a"},
                                                                 {"compare", "a", "b", "c"},
                                                                 {"compare", "a", "b", "-p"}}) {
    const auto parsed = parse(words);
    CHECK(std::get<NothingToDo>(parsed.command).code == ExitCode::invalid);
    CHECK(parsed.err.starts_with("error: "));
  }
}

TEST_CASE("help and version are asked for and go to stdout") {
  for (const char* word : {"--help", "-h", "--version"}) {
    const auto parsed = parse({word});
    CHECK(std::get<NothingToDo>(parsed.command).code == ExitCode::success);
    CHECK(parsed.out.find("ianvs-coordinator") != std::string::npos);
    CHECK(parsed.err.empty());
  }
}

TEST_CASE("a wrong command line is told with what is allowed, and ends with 2") {
  const std::vector<std::pair<std::vector<const char*>, std::string>> table = {
      {{}, "Usage"},
      {{"-p"}, "no job is named"},
      {{"-f"}, "required"},
      {{"-f", "a", "--paralel"}, "did you mean --parallel?"},
      {{"-f", "a", "--work", "3"}, "did you mean --workers?"},
      {{"plann", "-f", "a"}, "did you mean plan?"},
      {{"plan", "-f", "a", "--jsn"}, "did you mean --json?"},
      {{"-f", "a", "--zzzzzz"}, "there is no --zzzzzz\n"},
      {{"-f", "a", "-w", "0"}, "1 to 4096"},
      {{"-f", "a", "-w", "none"}, "1 to 4096"},
      {{"-f", "a", "-o", "xml"}, "json"},
      {{"-f", "a", "--listen", "7600"}, "0.0.0.0:7600"},
      {{"-f", "a", "--no-local"}, "--listen"},
      {{"-f", "a", "--insecure", "--listen", "0.0.0.0:1"}, "loopback"},
      {{"-f", "a", "--agent-timeout", "soon"}, "12s"},
      {{"-f", "a", "--python", ""}, "no interpreter is named"},
      {{"-f", "a", "--pyton", "x"}, "did you mean --python?"},
      {{"-f", "a", "--nozygote"}, "did you mean --no-zygote?"},
      {{"-f", "a", "--agent-timeout", "10ms"}, "at least 1s"},
  };
  for (const auto& [words, expected] : table) {
    CAPTURE(expected);
    const auto parsed = parse(words);
    const auto* nothing = std::get_if<NothingToDo>(&parsed.command);
    REQUIRE(nothing != nullptr);
    CHECK(nothing->code == ExitCode::invalid);
    CHECK(parsed.err.find(expected) != std::string::npos);
    CHECK(parsed.out.empty());
  }
}
