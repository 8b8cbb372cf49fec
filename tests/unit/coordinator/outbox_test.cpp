#include "coordinator/outbox.hpp"

#include <doctest/doctest.h>

#include <sstream>

#include "common/codec.hpp"
#include "tests/support/scheduler_harness.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;
using ianvs::test::agent_id;
using ianvs::test::agent_name;

namespace {

AttemptSpec small_spec(const StartOrder& order) {
  AttemptSpec spec;
  spec.attempt = order.attempt;
  return spec;
}

MakeSpec spec_of_size(std::size_t bytes) {
  return [bytes](const StartOrder& order) {
    AttemptSpec spec = small_spec(order);
    spec.test_case_json = std::string(bytes, 'x');
    return spec;
  };
}

Order start(char agent, std::uint64_t attempt) {
  return {agent_id(agent), StartOrder{AttemptId{attempt}, TestCaseIndex{0}, 1, {}, {}}};
}
Order ack(char agent, std::uint64_t attempt) {
  return {agent_id(agent), AckOrder{AttemptId{attempt}}};
}
Order cancel(char agent, std::uint64_t attempt, bool only_waiting = false) {
  return {agent_id(agent), CancelOrder{AttemptId{attempt}, only_waiting}};
}
Order dismiss(char agent) { return {agent_id(agent), DismissOrder{}}; }

/// "a: start 1 2; a: ack 3"
std::string text_of(const Outbox& box) {
  std::ostringstream text;
  for (const auto& [agent, message] : box.messages) {
    text << (text.tellp() == 0 ? "" : "; ") << agent_name(agent) << ":";
    if (const auto* starts = std::get_if<StartAttempts>(&message)) {
      text << " start";
      for (const AttemptSpec& spec : starts->attempts) {
        text << " " << spec.attempt.value;
      }
    } else if (const auto* acks = std::get_if<AckResults>(&message)) {
      text << " ack";
      for (const AttemptId id : acks->attempts) {
        text << " " << id.value;
      }
    } else if (const auto* cancels = std::get_if<CancelAttempts>(&message)) {
      text << (cancels->only_waiting ? " recall" : " cancel");
      for (const AttemptId id : cancels->attempts) {
        text << " " << id.value;
      }
    } else if (const auto* over = std::get_if<RunOver>(&message)) {
      text << " over: " << over->summary;
    }
  }
  return text.str();
}

std::string packed(const std::vector<Order>& orders) {
  return text_of(pack(orders, small_spec, "all done"));
}

}  // namespace

TEST_CASE("orders to one agent are joined, and each agent's stay together") {
  CHECK(packed({}) == "");
  CHECK(packed({start('a', 1), start('b', 2), start('a', 3)}) == "a: start 1 3; b: start 2");
}

TEST_CASE("acknowledgements between starts split no message: they come behind them") {
  CHECK(packed({ack('a', 1), start('a', 5), ack('a', 2), start('a', 6)}) ==
        "a: start 5 6; a: ack 1 2");
}

TEST_CASE("starts and cancels keep their order") {
  CHECK(packed({start('a', 1), cancel('a', 1, true), cancel('a', 2, true), cancel('a', 3),
                start('a', 4)}) == "a: start 1; a: recall 1 2; a: cancel 3; a: start 4");
}

TEST_CASE("the dismissal comes last and says how the run went") {
  CHECK(packed({ack('a', 1), dismiss('a'), ack('a', 2)}) == "a: ack 1 2; a: over: all done");
}

TEST_CASE("a message that would exceed a frame is split, and each part can be sent") {
  std::vector<Order> orders;
  for (std::uint64_t i = 1; i <= 10; ++i) {
    orders.push_back(start('a', i));
  }

  const Outbox box = pack(orders, spec_of_size(300'000), "");

  CHECK(text_of(box) == "a: start 1 2 3; a: start 4 5 6; a: start 7 8 9; a: start 10");
  for (const auto& [agent, message] : box.messages) {
    CHECK(encode(message).size() <= max_frame_bytes);
  }
}

TEST_CASE("lists stay within what the wire allows") {
  std::vector<Order> orders;
  for (std::uint64_t i = 1; i <= 25'000; ++i) {
    orders.push_back(ack('a', i));
    orders.push_back(cancel('a', i));
    orders.push_back(start('a', i));
  }
  std::size_t sent = 0;

  for (const auto& [agent, message] : pack(orders, small_spec, "").messages) {
    const std::string bytes = encode(message);
    CHECK(bytes.size() <= max_frame_bytes);
    CHECK(decode_to_agent(bytes));
    ++sent;
  }
  CHECK(sent > 3);
}

TEST_CASE("what no frame can carry is named instead of sent") {
  const std::vector<Order> orders = {start('a', 1), ack('a', 9)};

  const Outbox box = pack(orders, spec_of_size(max_frame_bytes), "");

  REQUIRE(box.too_large.size() == 1);
  CHECK(box.too_large.front() == std::pair(agent_id('a'), AttemptId{1}));
  CHECK(text_of(box) == "a: ack 9");
}

TEST_CASE("the size that is reckoned with is never below the true one") {
  AttemptSpec spec;
  spec.attempt = AttemptId{~0ULL};
  spec.number = ~0U;
  spec.command = {std::string(300, 'c'), "", "x"};
  spec.output_dir = std::string(70'000, 'o');
  spec.previous_output_dir = "p";
  spec.test_case_json = std::string(40, 'j');
  spec.resources = {1LL << 60, 1LL << 60, 1LL << 60, {{"jetson", 1LL << 60}, {"licence", 1}}};
  spec.gpus = {"GPU-12345678-1234-1234-1234-123456789012", "1"};
  spec.timeout = std::chrono::hours(24 * 365);
  spec.grace = std::chrono::seconds(10);

  const std::size_t none = encode(ToAgent{StartAttempts{{}}}).size();
  const std::size_t one = encode(ToAgent{StartAttempts{{spec}}}).size();

  CHECK(wire_size_limit(spec) >= one - none);
}
