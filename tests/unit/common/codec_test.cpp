#include "common/codec.hpp"

#include <doctest/doctest.h>

#include <random>

#include "common/wire.hpp"
#include "tests/support/messages.hpp"

using namespace ianvs;
using namespace ianvs::test;

namespace {

/// All example frames, of both directions and of the spool.
std::vector<std::string> example_frames() {
  std::vector<std::string> frames;
  for (const FromAgent& message : example_messages_from_agent()) {
    frames.push_back(encode(message));
  }
  for (const ToAgent& message : example_messages_to_agent()) {
    frames.push_back(encode(message));
  }
  return frames;
}

/// Neither decoder may do more than say no. What one of them takes must survive another round.
void decode_both(std::string_view bytes) {
  if (const auto message = decode_from_agent(bytes); message.has_value()) {
    CHECK(decode_from_agent(encode(*message)).value() == *message);
  }
  if (const auto message = decode_to_agent(bytes); message.has_value()) {
    CHECK(decode_to_agent(encode(*message)).value() == *message);
  }
  CHECK_FALSE(decode_result(bytes).has_value());
}

ErrorKind kind_of(std::string_view bytes) { return decode_from_agent(bytes).error().kind; }

/// A frame's outermost array is below 16 items long, so that its head is one byte: 0x90 + size.
std::string with_one_more_field(std::string frame) {
  frame[0] = static_cast<char>(frame[0] + 1);
  return frame + "\x92\x01\xa3new";
}

}  // namespace

TEST_CASE("every message of an agent is read as it was written") {
  for (const FromAgent& message : example_messages_from_agent()) {
    CAPTURE(message.index());
    const auto decoded = decode_from_agent(encode(message));
    REQUIRE(decoded.has_value());
    CHECK(*decoded == message);
  }
}

TEST_CASE("every message of a coordinator is read as it was written") {
  for (const ToAgent& message : example_messages_to_agent()) {
    CAPTURE(message.index());
    const auto decoded = decode_to_agent(encode(message));
    REQUIRE(decoded.has_value());
    CHECK(*decoded == message);
  }
}

TEST_CASE("an attempt without a limit in time keeps none, and an empty batch is one") {
  AttemptSpec spec = example_spec();
  spec.timeout.reset();
  const ToAgent message = StartAttempts{{spec}};
  CHECK(decode_to_agent(encode(message)).value() == message);

  CHECK(decode_to_agent(encode(ToAgent{StartAttempts{}})).value() == ToAgent{StartAttempts{}});
}

TEST_CASE("fields that a later release adds at the end are ignored") {
  for (const FromAgent& message : example_messages_from_agent()) {
    CAPTURE(message.index());
    CHECK(decode_from_agent(with_one_more_field(encode(message))).value() == message);
  }
  for (const ToAgent& message : example_messages_to_agent()) {
    CAPTURE(message.index());
    CHECK(decode_to_agent(with_one_more_field(encode(message))).value() == message);
  }
}

TEST_CASE("fields that a later release adds within a result are ignored") {
  // The result is the last thing in the frame, its array of 13 becomes one of 14.
  const AttemptsEnded message{{example_result()}};
  std::string frame = encode(FromAgent{message});
  const std::size_t result_at = 4;  // head, type, version, array of one
  REQUIRE(frame[result_at] == '\x9d');
  frame[result_at] = '\x9e';

  CHECK(decode_from_agent(frame + "\x05").value() == FromAgent{message});
}

TEST_CASE("fields that an earlier release didn't know may be missing at the end") {
  // What is left of the frames is exactly what was written before there were these fields.
  AttemptResult result = example_result();
  result.texts_json.clear();
  result.concerns_algorithm = false;
  std::string frame = encode(FromAgent{AttemptsEnded{{result}}});
  frame[4] = '\x9b';
  frame.resize(frame.size() - 3);  // an empty text, a flag
  CHECK(decode_from_agent(frame).value() == FromAgent{AttemptsEnded{{result}}});

  Welcome welcome = example_welcome();
  welcome.pythons.clear();
  welcome.zygote = true;
  frame = encode(ToAgent{welcome});
  frame[0] = static_cast<char>(frame[0] - 2);
  frame.resize(frame.size() - 2);  // an empty array, a flag
  CHECK(decode_to_agent(frame).value() == ToAgent{welcome});
}

TEST_CASE("an attempt of an earlier release is one at a whole test case") {
  AttemptSpec spec = example_spec();
  spec.python.clear();
  spec.partition = 0;
  std::string frame = encode(ToAgent{StartAttempts{{spec}}});
  REQUIRE(frame[4] == '\x9f');
  frame[4] = '\x9d';
  frame.resize(frame.size() - 3);  // an empty text, a number

  CHECK(decode_to_agent(frame).value() == ToAgent{StartAttempts{{spec}}});
}

TEST_CASE("another protocol version is refused, whatever the type, and both are named") {
  for (std::string frame : {encode(FromAgent{AgentBye{"x"}}), std::string("\x92\x7f\x01")}) {
    frame[2] = 9;
    const auto decoded = decode_from_agent(frame);
    REQUIRE_FALSE(decoded.has_value());
    CHECK(decoded.error().kind == ErrorKind::refused);
    CHECK(decoded.error().what.find("version 9") != std::string::npos);
    CHECK(decoded.error().what.find("version 1") != std::string::npos);
  }
}

TEST_CASE("malformed frames are invalid") {
  struct Malformed {
    const char* what;
    std::string bytes;
  };
  const std::string id = "\xc4\x10" + std::string(16, 'i');
  const std::string offer_of_none = std::string("\x94\x00\x94\x00\x00\x00\x80\x90\x80", 9);
  const std::string offer_with_gpu =
      std::string("\x94\x01\x94\x00\x00\xcd\x27\x10\x80\x90\x80", 11);
  const auto hello = [&](const std::string& agent, const std::string& offer) {
    return "\x9a\x01\x01" + agent + "\x01\xa1v\xa1h\x05" + offer + "\xc2\x90";
  };
  const std::vector<Malformed> table{
      {"nothing", ""},
      {"a bare number", "\x01"},
      {"an empty array", "\x90"},
      {"a type alone", "\x91\x01"},
      {"a type that is a text", "\x92\xa1x\x01"},
      {"a version below 0", "\x93\x04\xff\x90"},
      {"a map", "\x81\x01\x01"},
      {"an unknown type", "\x92\x7f\x01"},
      {"a coordinator's message", encode(ToAgent{SayHello{}})},
      {"a field missing", "\x92\x04\x01"},
      {"a field of another type", "\x93\x04\x01\xa1x"},
      {"an attempt below 0", "\x93\x04\x01\x91\xff"},
      {"an id of 15 bytes", hello("\xc4\x0f" + std::string(15, 'i'), offer_of_none)},
      {"an offer without workers", hello(id, offer_of_none)},
      {"an offer of GPUs without their names", hello(id, offer_with_gpu)},
      {"trailing bytes", encode(FromAgent{AgentBye{"x"}}) + "x"},
      {"longer than a frame may be", std::string(max_frame_bytes + 1, '\x01')},
  };
  for (const Malformed& malformed : table) {
    CAPTURE(malformed.what);
    REQUIRE_FALSE(decode_from_agent(malformed.bytes).has_value());
    CHECK(kind_of(malformed.bytes) == ErrorKind::invalid);
  }
}

TEST_CASE("enumerations, times and amounts outside their range are invalid") {
  AttemptResult result = example_result();
  result.outcome = static_cast<Outcome>(8);
  CHECK_FALSE(decode_from_agent(encode(FromAgent{AttemptsEnded{{result}}})).has_value());

  AttemptSpec spec = example_spec();
  spec.runner = static_cast<RunnerKind>(2);
  CHECK_FALSE(decode_to_agent(encode(ToAgent{StartAttempts{{spec}}})).has_value());

  spec = example_spec();
  spec.timeout = -std::chrono::seconds(1);
  CHECK_FALSE(decode_to_agent(encode(ToAgent{StartAttempts{{spec}}})).has_value());

  spec = example_spec();
  spec.resources.cpu = WireLimits::amount + 1;
  CHECK_FALSE(decode_to_agent(encode(ToAgent{StartAttempts{{spec}}})).has_value());

  Welcome welcome = example_welcome();
  welcome.heartbeat_interval = Duration{0};
  CHECK_FALSE(decode_to_agent(encode(ToAgent{welcome})).has_value());
}

TEST_CASE("no frame that was cut off anywhere is taken") {
  for (const std::string& frame : example_frames()) {
    for (std::size_t size = 0; size < frame.size(); ++size) {
      const std::string_view cut(frame.data(), size);
      CHECK_FALSE(decode_from_agent(cut).has_value());
      CHECK_FALSE(decode_to_agent(cut).has_value());
    }
  }
}

TEST_CASE("frames with random damage are refused or read, and never do harm") {
  std::mt19937_64 random(20261124);
  const std::vector<std::string> frames = example_frames();
  for (int round = 0; round < 30'000; ++round) {
    std::string frame = frames[random() % frames.size()];
    for (std::uint64_t i = 0; i <= random() % 4; ++i) {
      const std::size_t at = random() % frame.size();
      switch (random() % 3) {
        case 0:
          frame[at] = static_cast<char>(random());
          break;
        case 1:
          frame.insert(at, 1, static_cast<char>(random()));
          break;
        case 2:
          frame.erase(at, random() % 3);
          break;
      }
      frame += frame.empty() ? "x" : "";
    }
    decode_both(frame);
  }
}

TEST_CASE("what an item adds to a batch is known to the byte") {
  const std::size_t empty = encode(ToAgent{StartAttempts{}}).size();
  CHECK(encode(ToAgent{StartAttempts{{example_spec()}}}).size() ==
        empty + encoded_size(example_spec()));
  CHECK(encode(FromAgent{AttemptsEnded{{example_result()}}}).size() ==
        empty + encoded_size(example_result()));
}

TEST_CASE("a batch is split so that every part fits into a frame and nothing changes places") {
  AttemptsEnded message;
  for (std::uint64_t attempt = 0; attempt < 2'500; ++attempt) {
    AttemptResult result = example_result(attempt);
    result.metrics_json.assign(attempt % 100 == 0 ? 200'000 : 10, 'm');
    message.results.push_back(result);
  }

  const std::vector<AttemptsEnded> parts = split(message);

  std::vector<AttemptResult> joined;
  for (const AttemptsEnded& part : parts) {
    const std::string frame = encode(FromAgent{part});
    CHECK(frame.size() <= max_frame_bytes);
    CHECK(decode_from_agent(frame).has_value());
    joined.insert(joined.end(), part.results.begin(), part.results.end());
  }
  CHECK(joined == message.results);
  CHECK(parts.size() < 15);
  CHECK(split(AttemptsEnded{}).empty());
  CHECK(split(StartAttempts{std::vector<AttemptSpec>(2'001, example_spec())}).size() == 3);
}

TEST_CASE("a spooled result is read as it was written") {
  CHECK(decode_result(encode_result(example_result())).value() == example_result());
}

TEST_CASE("a spooled result with one bit flipped, or cut off anywhere, is invalid") {
  const std::string bytes = encode_result(example_result());
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    CAPTURE(bit);
    REQUIRE_FALSE(decode_result(flipped).has_value());
    CHECK(decode_result(flipped).error().kind == ErrorKind::invalid);
  }
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CHECK_FALSE(decode_result(std::string_view(bytes).substr(0, size)).has_value());
  }
}
