#include "agent/cli.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <iostream>
#include <sstream>
#include <utility>

using namespace ianvs;
using namespace ianvs::agent;
using namespace std::chrono_literals;

namespace {

/// What a command line means, and what is said about it.
struct Parsed {
  Command command;
  std::string out, err;
};

/// Takes what is written to a stream.
class Capture {
 public:
  explicit Capture(std::ostream& stream) : stream_(stream), before_(stream.rdbuf(text_.rdbuf())) {}
  ~Capture() { stream_.rdbuf(before_); }
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;
  std::string text() const { return text_.str(); }

 private:
  std::ostringstream text_;
  std::ostream& stream_;
  std::streambuf* before_;
};

Parsed parse(std::vector<const char*> words) {
  words.insert(words.begin(), "ianvs-agent");
  const Capture out(std::cout), err(std::cerr);
  auto command = parse_command_line(static_cast<int>(words.size()), words.data());
  return {std::move(command), out.text(), err.text()};
}

AgentOptions options_of(const std::vector<const char*>& words) {
  const Parsed parsed = parse(words);
  CAPTURE(parsed.err);
  REQUIRE(std::holds_alternative<AgentOptions>(parsed.command));
  return std::get<AgentOptions>(parsed.command);
}

/// IANVS_ACCESS for the length of a test.
struct AccessVariable {
  explicit AccessVariable(const char* path) { ::setenv("IANVS_ACCESS", path, 1); }
  ~AccessVariable() { ::unsetenv("IANVS_ACCESS"); }
};

}  // namespace

TEST_CASE("an agent that is only told where to join finds out the rest") {
  ::unsetenv("IANVS_ACCESS");
  const AgentOptions options = options_of({"--join", "node1:7600"});
  CHECK(options.join == "node1:7600");
  CHECK(options.access_path.find("/.ianvs/access/node1_7600") != std::string::npos);
  CHECK_FALSE(options.offer.workers.has_value());
  CHECK_FALSE(options.offer.ram_bytes.has_value());
  CHECK_FALSE(options.offer.gpus.has_value());
  CHECK_FALSE(options.local);
  CHECK_FALSE(options.stay);
  CHECK(options.orphan_timeout == 30min);
  CHECK_FALSE(options.idle_timeout.has_value());
}

TEST_CASE("every option has its effect") {
  const AgentOptions options = options_of({"--join",     "[::1]:7600",
                                           "--access",   "/keys",
                                           "--workers",  "4",
                                           "--ram",      "1.5GiB",
                                           "--gpus",     "0,GPU-7",
                                           "--resource", "jetson=2",
                                           "--resource", "licence=1",
                                           "--tag",      "site=lab2",
                                           "--tag",      "empty=",
                                           "--stay",     "--idle-timeout",
                                           "5m",         "--orphan-timeout",
                                           "60s",        "--log-format",
                                           "json",       "-v",
                                           "--local"});
  CHECK(options.access_path == "/keys");
  CHECK(options.offer.workers == 4U);
  CHECK(options.offer.ram_bytes == 1'610'612'736);
  CHECK(options.offer.gpus == std::vector<std::string>{"0", "GPU-7"});
  CHECK(options.offer.counted ==
        std::map<std::string, std::int64_t>{{"jetson", 2}, {"licence", 1}});
  CHECK(options.offer.tags == std::map<std::string, std::string>{{"empty", ""}, {"site", "lab2"}});
  CHECK(options.stay);
  CHECK(options.idle_timeout == 5min);
  CHECK(options.orphan_timeout == 60s);
  CHECK(options.json_log);
  CHECK(options.verbosity == 1);
  CHECK(options.local);
  CHECK(options_of({"--join", "a:1", "-q"}).verbosity == -1);
}

TEST_CASE("an empty list of GPUs offers none, whatever the environment lists") {
  CHECK(options_of({"--join", "a:1", "--gpus", ""}).offer.gpus == std::vector<std::string>{});
}

TEST_CASE("the access file is the option's, else the environment's, else the address's") {
  const AccessVariable variable("/from/environment");
  CHECK(options_of({"--join", "a:1", "--access", "/keys"}).access_path == "/keys");
  CHECK(options_of({"--join", "a:1"}).access_path == "/from/environment");
  // It names the coordinator, too.
  CHECK(options_of({}).join.empty());
}

TEST_CASE("help and version go to stdout and are no mistake") {
  const Parsed help = parse({"--help"});
  CHECK(std::get<NothingToDo>(help.command).code == AgentExitCode::success);
  for (const auto* word : {"--join", "--access", "--workers", "--ram", "--gpus", "--resource",
                           "--tag", "--stay", "--idle-timeout", "Exit codes"}) {
    CAPTURE(word);
    CHECK(help.out.find(word) != std::string::npos);
  }
  CHECK(help.out.find("--local") == std::string::npos);
  CHECK(help.err.empty());
  CHECK(parse({"--version"}).out == "ianvs-agent " IANVS_VERSION "\n");
}

TEST_CASE("a mistake names the option, what is wrong and what to write instead") {
  ::unsetenv("IANVS_ACCESS");
  const struct {
    std::vector<const char*> words;
    std::string says;
  } table[] = {
      {{}, "no coordinator is named\n  Name it: --join host:port"},
      {{"--join", "node1"}, "--join: "},
      {{"--join", "node1:99999"}, "--join: "},
      {{"--join", "a:1", "--workers", "0"}, "--workers"},
      {{"--join", "a:1", "--workers", "many"}, "--workers"},
      {{"--join", "a:1", "--ram", "4G"}, "--ram: "},
      {{"--join", "a:1", "--resource", "jetson"}, "--resource: 'jetson' has no name and value"},
      {{"--join", "a:1", "--resource", "jetson=0"}, "--resource: 'jetson=0' has no whole number"},
      {{"--join", "a:1", "--resource", "jetson=1.5"}, "has no whole number of at least 1"},
      {{"--join", "a:1", "--resource", "ram=1"}, "--resource: ram is not counted by name"},
      {{"--join", "a:1", "--resource", "j=1", "--resource", "j=2"}, "j is named twice"},
      {{"--join", "a:1", "--tag", "=lab"}, "--tag: '=lab' has no name and value"},
      {{"--join", "a:1", "--tag", "a=1", "--tag", "a=2"}, "a is named twice"},
      {{"--join", "a:1", "--tag", "a=1", "stray"}, "stray"},
      {{"--join", "a:1", "--idle-timeout", "soon"}, "--idle-timeout: "},
      {{"--join", "a:1", "--orphan-timeout", "-1"}, "--orphan-timeout: "},
      {{"--join", "a:1", "--log-format", "xml"}, "--log-format"},
      {{"--join", "a:1", "--worker", "2"}, "--worker"},
  };
  for (const auto& row : table) {
    CAPTURE(row.says);
    const Parsed parsed = parse(row.words);
    CAPTURE(parsed.err);
    REQUIRE(std::holds_alternative<NothingToDo>(parsed.command));
    CHECK(std::get<NothingToDo>(parsed.command).code == AgentExitCode::invalid);
    CHECK(parsed.err.find(row.says) != std::string::npos);
    CHECK(parsed.err.find("error: ") == 0);
    CHECK(parsed.out.empty());
  }
}
