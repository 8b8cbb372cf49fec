#include "agent/holdings.hpp"

#include <doctest/doctest.h>

#include "common/codec.hpp"
#include "tests/support/messages.hpp"

using namespace ianvs;
using namespace ianvs::agent;
using namespace ianvs::test;

namespace {

const Time start{std::chrono::hours(1)};

std::vector<FromAgent> news_of(Holdings& holdings, Time now = start) {
  std::vector<FromAgent> messages;
  holdings.tell_news(now, messages);
  return messages;
}

using Ids = std::vector<AttemptId>;

}  // namespace

TEST_CASE("an attempt is taken once, also after its result was acknowledged") {
  Holdings holdings;

  CHECK(holdings.take({1}));
  CHECK_FALSE(holdings.take({1}));
  holdings.ended(example_result(1));
  CHECK_FALSE(holdings.take({1}));
  CHECK(holdings.acknowledge({1}));
  CHECK_FALSE(holdings.take({1}));
  CHECK_FALSE(holdings.acknowledge({1}));
  CHECK(holdings.empty());
  CHECK(holdings.was_named({1}));
}

TEST_CASE("the books follow each attempt from waiting to its acknowledgement") {
  Holdings holdings;
  holdings.take({2});
  holdings.take({1});
  CHECK(holdings.waiting() == Ids{{1}, {2}});

  holdings.started({1});
  CHECK(holdings.waiting() == Ids{{2}});
  CHECK(holdings.live() == Ids{{1}, {2}});

  holdings.ended(example_result(1));
  CHECK(holdings.live() == Ids{{2}});
  CHECK(holdings.all() == Ids{{1}, {2}});
  CHECK(holdings.waiting_count() == 1);
  CHECK(holdings.live_count() == 1);
  CHECK(holdings.result_count() == 1);
  CHECK_FALSE(holdings.is_live({1}));

  CHECK_FALSE(holdings.acknowledge({2}));
  CHECK(holdings.acknowledge({1}));
  CHECK(holdings.all() == Ids{{2}});
}

TEST_CASE("news is told once in a session, starts before results") {
  Holdings holdings;
  holdings.take({1});
  holdings.take({2});
  holdings.started({1});
  holdings.started({1});
  holdings.started({2});
  holdings.ended(example_result(1));
  holdings.ended(example_result(1));

  CHECK(news_of(holdings) ==
        std::vector<FromAgent>{AttemptsStarted{{{2}}}, AttemptsEnded{{example_result(1)}}});
  CHECK_FALSE(holdings.has_news());
  CHECK(news_of(holdings).empty());
}

TEST_CASE("a new session hears everything again that is held, and nothing else") {
  Holdings holdings;
  for (const std::uint64_t attempt : {1U, 2U, 3U, 4U}) {
    holdings.take({attempt});
  }
  holdings.started({2});
  holdings.ended(example_result(3));
  holdings.ended(example_result(4));
  news_of(holdings);
  holdings.acknowledge({4});

  holdings.begin_session();

  CHECK(news_of(holdings) ==
        std::vector<FromAgent>{AttemptsStarted{{{2}}}, AttemptsEnded{{example_result(3)}}});
}

TEST_CASE("what was acknowledged before it could be told is not told") {
  Holdings holdings;
  holdings.ended(example_result(1));
  holdings.acknowledge({1});

  CHECK(news_of(holdings).empty());
}

TEST_CASE("a start that comes after the result, or for a stranger, changes nothing") {
  Holdings holdings;
  holdings.ended(example_result(1));
  holdings.started({1});
  holdings.started({9});

  CHECK(holdings.live_count() == 0);
  CHECK(news_of(holdings) == std::vector<FromAgent>{AttemptsEnded{{example_result(1)}}});
}

TEST_CASE("a result that nobody acknowledged is repeated after a while, and only then") {
  Holdings holdings;
  holdings.ended(example_result(1));
  news_of(holdings, start);
  const Duration patience = std::chrono::seconds(10);

  holdings.repeat_overdue(start + patience, patience);
  CHECK_FALSE(holdings.has_news());
  holdings.repeat_overdue(start + patience + Duration(1), patience);
  holdings.repeat_overdue(start + patience + Duration(2), patience);

  CHECK(news_of(holdings, start + patience * 2).size() == 1);
  holdings.repeat_overdue(start + patience * 3, patience);
  CHECK_FALSE(holdings.has_news());
}

TEST_CASE("many results become several messages that each fit into a frame") {
  Holdings holdings;
  for (std::uint64_t attempt = 1; attempt <= 20; ++attempt) {
    AttemptResult result = example_result(attempt);
    result.metrics_json.assign(256 * 1024, 'm');
    holdings.ended(result);
  }

  const std::vector<FromAgent> messages = news_of(holdings);

  std::size_t results = 0;
  for (const FromAgent& message : messages) {
    CHECK(encode(message).size() <= max_frame_bytes);
    results += std::get<AttemptsEnded>(message).results.size();
  }
  CHECK(results == 20);
}

TEST_CASE(
    "an attempt that the coordinator doesn't know of is unwanted at the second time in a row") {
  Holdings holdings;
  holdings.take({1});
  holdings.take({2});
  holdings.started({2});
  holdings.ended(example_result(3));

  CHECK(holdings.find_unwanted({{1}}).empty());
  CHECK(holdings.find_unwanted({{1}}) == Ids{{2}});
  CHECK(holdings.find_unwanted({{1}}).empty());

  CHECK(holdings.find_unwanted({}).empty());
  CHECK(holdings.find_unwanted({{1}, {2}}).empty());
  CHECK(holdings.find_unwanted({{2}}).empty());
  CHECK(holdings.find_unwanted({{2}}) == Ids{{1}});
}
