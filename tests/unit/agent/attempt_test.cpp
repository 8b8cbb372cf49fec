#include "agent/attempt.hpp"

#include <doctest/doctest.h>

#include <array>
#include <functional>
#include <utility>

using namespace ianvs;
using namespace ianvs::agent;
using namespace std::chrono_literals;

namespace {

constexpr Time start{1000s};
constexpr Duration timeout = 60s;
constexpr Duration grace = 10s;

Attempt new_attempt() { return {AttemptId{7}, start, timeout, grace}; }
RunnerExited exit_with(int status) { return {status, std::nullopt, {}}; }
RunnerExited killed_by(int signal) { return {std::nullopt, signal, {}}; }

/// An attempt that got into `state` in the way that is usual.
Attempt in_state(AttemptState state) {
  Attempt attempt = new_attempt();
  if (state == AttemptState::stopping || state == AttemptState::killing) {
    attempt.handle(StopAsked{}, start + 1s);
  }
  if (state == AttemptState::killing) {
    attempt.handle(DeadlinePassed{}, start + 1s + grace);
  }
  if (state == AttemptState::sweeping || state == AttemptState::gone) {
    attempt.handle(exit_with(0), start + 1s);
  }
  if (state == AttemptState::gone) {
    attempt.handle(TreeGone{}, start + 2s);
  }
  REQUIRE(attempt.state() == state);
  return attempt;
}

AttemptResult conclude_after(const std::vector<std::pair<Duration, AttemptEvent>>& events,
                             const ResultFile& file = {true, R"({"accuracy": 0.5})", ""}) {
  Attempt attempt = new_attempt();
  Duration last{};
  for (const auto& [after, event] : events) {
    attempt.handle(event, start + after);
    last = after;
  }
  attempt.handle(TreeGone{}, start + last);
  return attempt.conclude(RunnerKind::command, file, "the end of stderr");
}

}  // namespace

TEST_CASE("in every state, every event leads to one state and one action") {
  using S = AttemptState;
  using A = AttemptAction;
  struct Row {
    S state;
    std::array<std::pair<S, A>, 4> after;  // runner exited, tree gone, stop asked, deadline passed
  };
  const std::array<Row, 5> table = {{
      {S::running,
       {{{S::sweeping, A::sweep},
         {S::running, A::none},
         {S::stopping, A::terminate},
         {S::stopping, A::terminate}}}},
      {S::stopping,
       {{{S::sweeping, A::sweep},
         {S::stopping, A::none},
         {S::stopping, A::none},
         {S::killing, A::kill}}}},
      {S::killing,
       {{{S::sweeping, A::sweep},
         {S::killing, A::none},
         {S::killing, A::none},
         {S::killing, A::none}}}},
      {S::sweeping,
       {{{S::sweeping, A::none},
         {S::gone, A::report},
         {S::sweeping, A::none},
         {S::sweeping, A::none}}}},
      {S::gone, {{{S::gone, A::none}, {S::gone, A::none}, {S::gone, A::none}, {S::gone, A::none}}}},
  }};
  const std::array<AttemptEvent, 4> events = {exit_with(1), TreeGone{}, StopAsked{},
                                              DeadlinePassed{}};

  for (const auto& row : table) {
    for (std::size_t i = 0; i < events.size(); ++i) {
      CAPTURE(static_cast<int>(row.state));
      CAPTURE(i);
      Attempt attempt = in_state(row.state);

      const AttemptAction action = attempt.handle(events[i], start + 100s);

      CHECK(attempt.state() == row.after[i].first);
      CHECK(action == row.after[i].second);
    }
  }
}

TEST_CASE("a deadline that isn't reached changes nothing") {
  Attempt attempt = new_attempt();
  CHECK(attempt.next_deadline() == start + timeout);
  CHECK(attempt.handle(DeadlinePassed{}, start + timeout - 1ns) == AttemptAction::none);
  CHECK(attempt.handle(DeadlinePassed{}, start + timeout) == AttemptAction::terminate);

  CHECK(attempt.next_deadline() == start + timeout + grace);
  CHECK(attempt.handle(DeadlinePassed{}, start + timeout + grace - 1ns) == AttemptAction::none);
  CHECK(attempt.handle(DeadlinePassed{}, start + timeout + grace) == AttemptAction::kill);
  CHECK(attempt.next_deadline() == std::nullopt);
}

TEST_CASE("an attempt without a timeout has no deadline until it is stopped") {
  Attempt attempt(AttemptId{1}, start, std::nullopt, grace);
  CHECK(attempt.next_deadline() == std::nullopt);
  CHECK(attempt.handle(DeadlinePassed{}, start + 1000h) == AttemptAction::none);
  attempt.handle(StopAsked{}, start + 1000h);
  CHECK(attempt.next_deadline() == start + 1000h + grace);
}

TEST_CASE("a timeout and a grace beyond the clock's range are as good as none") {
  Attempt attempt(AttemptId{1}, start, Duration::max(), Duration::max());
  CHECK(attempt.next_deadline() > start + 10000h);
  attempt.handle(StopAsked{}, start);
  CHECK(attempt.next_deadline() > start + 10000h);
}

TEST_CASE("exit status 0 and a valid result file are a success, with its usage and its metrics") {
  RunnerExited exited = exit_with(0);
  exited.usage = {0, 1.5, 0.25, 4096};

  const auto result = conclude_after({{2s, exited}}, {true, "{\n \"accuracy\": 1.0 }\n", ""});

  CHECK(result.attempt == AttemptId{7});
  CHECK(result.outcome == Outcome::succeeded);
  CHECK(result.started);
  CHECK(result.exit_status == 0);
  CHECK(result.signal == std::nullopt);
  CHECK(result.usage == Usage{2.0, 1.5, 0.25, 4096});
  CHECK(result.metrics_json == R"({"accuracy":1.0})");
  CHECK(result.message.empty());
  CHECK(result.stderr_tail.empty());
}

TEST_CASE("the wall time ends with the runner, not with what it left behind") {
  Attempt attempt = new_attempt();
  attempt.handle(exit_with(0), start + 2s);
  attempt.handle(TreeGone{}, start + 9s);
  CHECK(attempt.conclude(RunnerKind::command, {}, "").usage.wall_seconds == 2.0);
}

TEST_CASE("what isn't a success says why, with the end of stderr") {
  const struct {
    RunnerExited exited;
    ResultFile file;
    Outcome outcome;
    std::string message;
  } table[] = {
      {exit_with(3), {true, R"({"a": 1})", ""}, Outcome::failed, "exit status 3"},
      {killed_by(11), {true, R"({"a": 1})", ""}, Outcome::crashed, "killed by signal 11 (SIGSEGV)"},
      {killed_by(9), {}, Outcome::crashed, "killed by signal 9 (SIGKILL)"},
      {killed_by(40), {}, Outcome::crashed, "killed by signal 40"},
      {exit_with(0), {}, Outcome::failed, "wrote no result file (IANVS_RESULT)"},
      {exit_with(0),
       {true, "[]", ""},
       Outcome::failed,
       "the result file holds a list, not an object of metrics"},
  };
  for (const auto& row : table) {
    CAPTURE(row.message);
    const auto result = conclude_after({{1s, row.exited}}, row.file);
    CHECK(result.outcome == row.outcome);
    CHECK(result.message == row.message);
    CHECK(result.exit_status == row.exited.exit_status);
    CHECK(result.signal == row.exited.signal);
    CHECK(result.stderr_tail == "the end of stderr");
    CHECK(result.metrics_json.empty());
  }
}

TEST_CASE("why it was ended decides, whatever the runner makes of SIGTERM") {
  for (const auto& exited : {exit_with(0), exit_with(1), killed_by(15), killed_by(9)}) {
    const auto late = conclude_after({{timeout, DeadlinePassed{}}, {timeout + 1s, exited}});
    CHECK(late.outcome == Outcome::timed_out);
    CHECK(late.message == "ran longer than its timeout of 1m 00s");
    CHECK(late.metrics_json.empty());

    const auto stopped = conclude_after({{1s, StopAsked{}}, {2s, exited}});
    CHECK(stopped.outcome == Outcome::cancelled);
    CHECK(stopped.started);
  }
}

TEST_CASE("the first reason to end it stays") {
  CHECK(
      conclude_after(
          {{timeout, DeadlinePassed{}}, {timeout + 1s, StopAsked{}}, {timeout + 2s, killed_by(15)}})
          .outcome == Outcome::timed_out);
  CHECK(conclude_after({{59s, StopAsked{}}, {timeout, DeadlinePassed{}}, {61s, killed_by(15)}})
            .outcome == Outcome::cancelled);
}

TEST_CASE("a stop that comes after the runner's exit is too late to change the outcome") {
  CHECK(conclude_after({{1s, exit_with(0)}, {2s, StopAsked{}}}).outcome == Outcome::succeeded);
}

TEST_CASE("a program that can't be started has cost its try, what is given back has not") {
  const auto failed = Attempt::not_startable(AttemptId{3}, "cannot start 'pyhton3'");
  CHECK(failed.outcome == Outcome::failed);
  CHECK(failed.started);
  CHECK(failed.message == "cannot start 'pyhton3'");

  const auto back = Attempt::given_back(AttemptId{3}, "cancelled before it started");
  CHECK(back.outcome == Outcome::cancelled);
  CHECK_FALSE(back.started);
}

TEST_CASE("a test case of Ianvs ends as its result says, whatever the exit status") {
  const struct {
    int exit_status;
    ResultFile file;
    Outcome outcome;
    std::string message, metrics, texts;
  } table[] = {
      {0,
       {true, R"({"metrics": {"a": 1}, "texts": {"a": "1"}})", ""},
       Outcome::succeeded,
       "",
       R"({"a":1})",
       R"({"a":"1"})"},
      {3, {true, R"({"metrics": {"a": 1}})", ""}, Outcome::succeeded, "", R"({"a":1})", ""},
      {1,
       {true, R"({"error": {"type": "E", "message": "no"}})", ""},
       Outcome::failed,
       "E: no",
       "",
       ""},
      {0,
       {},
       Outcome::failed,
       "the test case ended without a result (exit status 0): it may have called os._exit, or have "
       "become another program",
       "",
       ""},
      {74,
       {},
       Outcome::failed,
       "the test case ended without a result (exit status 74): it could not be written; its log "
       "says why",
       "",
       ""},
      {0, {true, "{", ""}, Outcome::failed, "", "", ""},
  };
  for (const auto& row : table) {
    CAPTURE(row.file.content);
    Attempt attempt = new_attempt();
    attempt.handle(exit_with(row.exit_status), start + 1s);
    attempt.handle(TreeGone{}, start + 1s);

    const auto result = attempt.conclude(RunnerKind::ianvs, row.file, "the end of stderr");

    CHECK(result.outcome == row.outcome);
    CHECK((row.message.empty() || result.message == row.message));
    CHECK(result.message.empty() == (row.outcome == Outcome::succeeded));
    CHECK(result.metrics_json == row.metrics);
    CHECK(result.texts_json == row.texts);
    CHECK(result.stderr_tail == (row.outcome == Outcome::succeeded ? "" : "the end of stderr"));
  }
}

TEST_CASE(
    "a test case of Ianvs that we end or a signal kills has no metrics, though it wrote some") {
  const ResultFile file{true, R"({"metrics": {"a": 1}})", ""};
  Attempt killed = new_attempt(), stopped = new_attempt();
  killed.handle(killed_by(11), start + 1s);
  stopped.handle(StopAsked{}, start + 1s);
  stopped.handle(exit_with(0), start + 2s);
  for (auto* attempt : {&killed, &stopped}) {
    attempt->handle(TreeGone{}, start + 3s);
  }

  CHECK(killed.conclude(RunnerKind::ianvs, file, "").message == "killed by signal 11 (SIGSEGV)");
  CHECK(killed.conclude(RunnerKind::ianvs, file, "").outcome == Outcome::crashed);
  CHECK(stopped.conclude(RunnerKind::ianvs, file, "").outcome == Outcome::cancelled);
  CHECK(stopped.conclude(RunnerKind::ianvs, file, "").metrics_json.empty());
}

TEST_CASE("people see the traceback of a test case's error in place of its stderr") {
  Attempt attempt = new_attempt();
  attempt.handle(exit_with(1), start + 1s);
  attempt.handle(TreeGone{}, start + 1s);

  const ResultFile file{true, R"({"error": {"type": "E", "message": "", "traceback": "T"}})", ""};

  CHECK(attempt.conclude(RunnerKind::ianvs, file, "the end of stderr").stderr_tail == "T");
}
