#include "agent/zygote_messages.hpp"

#include <doctest/doctest.h>

#include "common/value.hpp"

using namespace ianvs;
using namespace ianvs::agent;

TEST_CASE("each word of a zygote is understood") {
  const struct {
    std::string packet;
    FromZygote message;
  } table[] = {
      {R"({"ready": {"version": "3.11.2", "ianvs": "/opt/ianvs/core", "sedna": "0.6.0.1"}})",
       InterpreterReady{"3.11.2", "/opt/ianvs/core", "0.6.0.1"}},
      {R"({"failed": "no Ianvs"})", InterpreterFailed{"no Ianvs"}},
      {R"({"started": 7, "pid": 4711, "shared_bytes": 1000000000000})",
       WarmStarted{AttemptId{7}, 4711, 1'000'000'000'000}},
      {R"({"could_not_start": 7, "error": "no room", "errno": 11})",
       WarmNotStarted{AttemptId{7}, "no room", 11}},
      {R"({"dropped": [{"module": "a.b", "why": "it starts a thread"}]})",
       ModulesDropped{{{"a.b", "it starts a thread"}}}},
      {R"({"dropped": []})", ModulesDropped{}},
  };
  for (const auto& row : table) {
    CAPTURE(row.packet);
    const auto message = decode_from_zygote(row.packet);
    REQUIRE(message);
    CHECK(*message == row.message);
  }
}

TEST_CASE("what no zygote says is refused, above all a pid that must not be signalled") {
  for (const char* packet :
       {"", "{", "[]", "{}", R"({"started": 7})", R"({"started": 7, "pid": 1})",
        R"({"started": 7, "pid": 0})", R"({"started": 7, "pid": -1})",
        R"({"started": 7, "pid": 4294967297})"}) {
    CAPTURE(packet);
    CHECK_FALSE(decode_from_zygote(packet));
  }
}

TEST_CASE("a request to start is JSON that Python reads") {
  const auto request = parse_json(encode_start(
      AttemptId{7}, {"A=1=2", "EMPTY=", "TEXT=\"quoted\"\\\n"}, "/logs/\xC3\xA4.out", "/logs/e"));

  REQUIRE(request);
  CHECK(to_json(*request) ==
        "{\"start\":7,\"environment\":{\"A\":\"1=2\",\"EMPTY\":\"\",\"TEXT\":"
        "\"\\\"quoted\\\"\\\\\\n\"},"
        "\"stdout\":\"/logs/\xC3\xA4.out\",\"stderr\":\"/logs/e\"}");
}

TEST_CASE("a path that is no UTF-8 is passed byte by byte") {
  CHECK(encode_start(AttemptId{1}, {"P=/\xFF"}, "", "").find("\"/\xFF\"") != std::string::npos);
}

TEST_CASE("a request to import lists modules in their order") {
  CHECK(encode_import({"b", "a.c"}) == R"({"import":["b","a.c"]})");
}
