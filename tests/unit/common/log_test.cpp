#include "common/log.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace ianvs;

namespace {

std::string logged(LogConfig config) {
  std::string lines;
  config.write = [&lines](std::string_view line) { lines += line; };
  set_up_log(config);
  log_debug("looked around");
  log_info("10 test cases");
  log_warning("half a disk");
  log_error("no disk");
  set_up_log({});
  return lines;
}

}  // namespace

TEST_CASE("people's lines stand alone, warnings and errors begin with that word") {
  CHECK(logged({}) == "10 test cases\nwarning: half a disk\nerror: no disk\n");
}

TEST_CASE("quiet leaves warnings and errors") {
  CHECK(logged({.program = {}, .json = false, .verbosity = -1, .write = {}}) ==
        "warning: half a disk\nerror: no disk\n");
}

TEST_CASE("verbose adds debug lines and the time") {
  const auto lines = logged({.program = {}, .json = false, .verbosity = 1, .write = {}});

  CHECK(lines.find(" debug: looked around\n") == 8);
}

TEST_CASE("JSON lines are one object each, whatever bytes the text holds") {
  std::string line;
  set_up_log(
      {.program = "ianvs-agent", .json = true, .verbosity = 0, .write = [&](std::string_view text) {
         line += text;
       }});

  log_warning("a \"quote\",\na break and \xff");
  set_up_log({});

  CHECK(line.find('\n') == line.size() - 1);
  const auto object = nlohmann::json::parse(line);
  CHECK(object["level"] == "warning");
  CHECK(object["program"] == "ianvs-agent");
  CHECK(object["message"] == "a \"quote\",\na break and \xEF\xBF\xBD");
}
