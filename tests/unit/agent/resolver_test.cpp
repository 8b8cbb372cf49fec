#include "agent/resolver.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace ianvs;
using namespace ianvs::agent;

namespace {

/// Runs the loop until `done`; a minute without it is a failure.
void run_until(asio::io_context& loop, const bool& done) {
  loop.restart();
  asio::steady_timer limit(loop, std::chrono::minutes(1));
  limit.async_wait([](const boost::system::error_code& cancelled) {
    const bool answered = cancelled == asio::error::operation_aborted;
    REQUIRE(answered);
  });
  while (!done) {
    loop.run_one();
  }
}

bool has(const Endpoints& endpoints, const std::string& endpoint) {
  return std::find(endpoints.begin(), endpoints.end(), endpoint) != endpoints.end();
}

}  // namespace

TEST_CASE("numbers are answered at once, in their order") {
  asio::io_context loop;
  Resolver resolver(loop);
  Endpoints endpoints;

  resolver.resolve({{"127.0.0.1", 7600}, {"::1", 1}},
                   [&](Result<Endpoints> found) { endpoints = found.value(); });

  CHECK(endpoints == Endpoints{"tcp://127.0.0.1:7600", "tcp://[::1]:1"});
}

TEST_CASE("a name becomes numbers, after the call has returned") {
  asio::io_context loop;
  Resolver resolver(loop);
  Endpoints endpoints;
  bool done = false;

  resolver.resolve({{"localhost", 7600}}, [&](Result<Endpoints> found) {
    endpoints = found.value();
    done = true;
  });
  CHECK_FALSE(done);
  run_until(loop, done);

  CHECK((has(endpoints, "tcp://127.0.0.1:7600") || has(endpoints, "tcp://[::1]:7600")));
}

TEST_CASE("a name without an address is told, unless another one has some") {
  asio::io_context loop;
  Resolver resolver(loop);
  bool done = false;
  Result<Endpoints> found;
  const auto remember = [&](Result<Endpoints> what) {
    found = std::move(what);
    done = true;
  };

  resolver.resolve({{"no-such-host.invalid", 7600}}, remember);
  run_until(loop, done);
  REQUIRE_FALSE(found.has_value());
  CHECK(found.error().kind == ErrorKind::not_found);
  CHECK(found.error().what.find("no-such-host.invalid") != std::string::npos);

  done = false;
  resolver.resolve({{"no-such-host.invalid", 7600}, {"127.0.0.1", 1}}, remember);
  run_until(loop, done);
  CHECK(found.value() == Endpoints{"tcp://127.0.0.1:1"});
}

TEST_CASE("who asks again while the answer is on its way gets it alone; who cancelled gets none") {
  asio::io_context loop;
  Resolver resolver(loop);
  bool first = false;
  bool second = false;
  resolver.resolve({{"localhost", 7600}}, [&](const Result<Endpoints>&) { first = true; });
  resolver.cancel();

  resolver.resolve({{"localhost", 7600}}, [&](const Result<Endpoints>&) { second = true; });
  run_until(loop, second);

  CHECK_FALSE(first);
}

TEST_CASE("a resolver may go while a lookup is on its way") {
  asio::io_context loop;
  bool told = false;
  bool done = false;
  {
    Resolver resolver(loop);
    resolver.resolve({{"localhost", 7600}}, [&](const Result<Endpoints>&) { told = true; });
  }
  Resolver other(loop);
  other.resolve({{"localhost", 7600}}, [&](const Result<Endpoints>&) { done = true; });
  run_until(loop, done);

  CHECK_FALSE(told);
}
