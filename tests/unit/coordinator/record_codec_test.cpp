#include "coordinator/record_codec.hpp"

#include <doctest/doctest.h>

#include <random>

#include "tests/support/messages.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;
using namespace ianvs::test;

namespace {

std::vector<Record> example_records() {
  return {RunStarted{RunId{3}, "0.1.0", "./job.yaml", "/home/ada", 12, WallTime{-5}},
          AgentTaken{example_agent(), "node1", 4711, true},
          AttemptAssigned{AttemptId{9}, TestCaseIndex{4}, 2, example_agent(), 3},
          AttemptEnded{TestCaseIndex{4}, example_agent(), example_result()},
          TestCaseEnded{TestCaseIndex{4}, Outcome::cancelled, AttemptId{9}},
          RunEnded{130}};
}

}  // namespace

TEST_CASE("every record is read as it was written") {
  for (const Record& record : example_records()) {
    CAPTURE(record.index());
    CHECK(decode_record(encode_record(record)).value() == record);
  }
}

TEST_CASE("kinds of records have the numbers that old journals hold") {
  std::vector<int> kinds;
  for (const Record& record : example_records()) {
    kinds.push_back(encode_record(record)[1]);
  }
  CHECK(kinds == std::vector<int>{1, 2, 3, 4, 5, 6});
}

TEST_CASE("fields that a later release adds to a record are ignored") {
  for (const Record& record : example_records()) {
    CAPTURE(record.index());
    std::string bytes = encode_record(record);
    bytes[0] = static_cast<char>(bytes[0] + 1);
    CHECK(decode_record(bytes + "\xa3new").value() == record);
  }
}

TEST_CASE("an assignment of before there were partitions is one of a whole test case") {
  const AttemptAssigned record{AttemptId{9}, TestCaseIndex{4}, 2, example_agent(), 0};
  std::string bytes = encode_record(record);
  bytes[0] = static_cast<char>(bytes[0] - 1);
  bytes.pop_back();

  CHECK(decode_record(bytes).value() == Record(record));
}

TEST_CASE("a record of unknown kind is invalid and the kind is named") {
  const auto record = decode_record("\x92\x2a\x01");
  REQUIRE_FALSE(record.has_value());
  CHECK(record.error().kind == ErrorKind::invalid);
  CHECK(record.error().what == "a broken record: a record of unknown kind 42");
}

TEST_CASE("records that were cut off or damaged are refused or read, and never do harm") {
  std::mt19937_64 random(7);
  for (const Record& record : example_records()) {
    const std::string bytes = encode_record(record);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      CHECK_FALSE(decode_record(std::string_view(bytes).substr(0, size)).has_value());
    }
    for (int round = 0; round < 2'000; ++round) {
      std::string damaged = bytes;
      damaged[random() % damaged.size()] = static_cast<char>(random());
      if (const auto read = decode_record(damaged); read.has_value()) {
        CHECK(decode_record(encode_record(*read)).value() == *read);
      }
    }
  }
}
