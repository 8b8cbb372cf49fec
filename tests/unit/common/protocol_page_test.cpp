#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "common/codec.hpp"
#include "tests/support/messages.hpp"

using namespace ianvs;
using namespace ianvs::test;

namespace {

/// docs/protocol.md's sections "### <tag> <Name>", and the number of numbered rows in each.
std::map<std::string, int> sections_of_page() {
  std::map<std::string, int> sections;
  std::ifstream page("docs/protocol.md");
  std::string* current = nullptr;
  std::string heading;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("#")) {
      heading = line.starts_with("### ") ? line.substr(4) : "";
      current = heading.empty() ? nullptr : &heading;
      if (current != nullptr) {
        sections[heading] = 0;
      }
    } else if (current != nullptr && line.starts_with("| ") && std::isdigit(line[2]) != 0) {
      ++sections[heading];
    }
  }
  return sections;
}

/// A frame's tag and number of fields. Its array's head and its tag are one byte each.
std::pair<int, int> shape_of(const std::string& frame) { return {frame[1], (frame[0] & 0x0f) - 2}; }

}  // namespace

TEST_CASE("the protocol's page names every message with its type and all of its fields") {
  const auto from_agent = example_messages_from_agent();
  const auto to_agent = example_messages_to_agent();
  REQUIRE(from_agent.size() == std::variant_size_v<FromAgent>);
  REQUIRE(to_agent.size() == std::variant_size_v<ToAgent>);
  const std::vector<std::string> names{"Hello",
                                       "AttemptsStarted",
                                       "AttemptsEnded",
                                       "AgentHeartbeat",
                                       "AgentDraining",
                                       "AgentBye",
                                       "InterpretersChecked",
                                       "Welcome",
                                       "Refused",
                                       "SayHello",
                                       "StartAttempts",
                                       "AckResults",
                                       "CancelAttempts",
                                       "CoordinatorHeartbeat",
                                       "DrainAgent",
                                       "RunOver"};
  std::map<std::string, int> expected;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string frame =
        i < from_agent.size() ? encode(from_agent[i]) : encode(to_agent[i - from_agent.size()]);
    const auto [tag, fields] = shape_of(frame);
    expected[std::to_string(tag) + " " + names[i]] = fields;
  }

  const std::map<std::string, int> sections = sections_of_page();

  for (const auto& [section, fields] : expected) {
    CAPTURE(section);
    REQUIRE(sections.contains(section));
    CHECK(sections.at(section) == fields);
  }
  CHECK(sections.size() == expected.size());
}

TEST_CASE("the bytes that the protocol's page gives as examples are ours") {
  CHECK(encode(ToAgent{SayHello{}}) == "\x92\x13\x01");
  CHECK(encode(ToAgent{AckResults{{{7}}}}) == "\x93\x15\x01\x91\x07");
}

TEST_CASE("nested arrays have as many values as the protocol's page lists") {
  const std::string spec = encode(ToAgent{StartAttempts{{example_spec()}}});
  CHECK(spec[4] == static_cast<char>(0x90 + 15));
  const std::string result = encode(FromAgent{AttemptsEnded{{example_result()}}});
  CHECK(result[4] == static_cast<char>(0x90 + 13));
}
