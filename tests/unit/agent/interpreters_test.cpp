#include "agent/interpreters.hpp"

#include <doctest/doctest.h>

using namespace ianvs;
using namespace ianvs::agent;
using namespace std::chrono_literals;

namespace {

constexpr Time start{1000s};
const ProcessEnd killed{"killed by SIGKILL", true};
const ProcessEnd failed{"exit status 1", false};
using Names = std::vector<std::string>;

Interpreter starting(bool keep_warm = true) {
  Interpreter interpreter("python3", keep_warm);
  CHECK(interpreter.at_deadline(start) == InterpreterAction::start);
  interpreter.started(start);
  return interpreter;
}

Interpreter ready(bool keep_warm = true) {
  Interpreter interpreter = starting(keep_warm);
  interpreter.said_ready("3.11.2", "/opt/ianvs/core", "0.6.0.1", start + 2s);
  return interpreter;
}

/// Ends and is started again as soon as that may be; gives the time when it is ready again.
Time start_again(Interpreter& interpreter, Time ends_at) {
  interpreter.ended(killed, "", ends_at);
  const Time due = *interpreter.next_deadline();
  REQUIRE(interpreter.at_deadline(due) == InterpreterAction::start);
  interpreter.started(due);
  interpreter.said_ready("3.11.2", "/opt/ianvs/core", "0.6.0.1", due);
  return due;
}

/// A zygote that has imported sklearn because a success of "svc" did.
Interpreter taught() {
  Interpreter interpreter = ready();
  CHECK(interpreter.learn("svc", {"sklearn"}) == Names{"sklearn"});
  interpreter.imported_all_but({});
  return interpreter;
}

}  // namespace

TEST_CASE("attempts wait until it is known whether the interpreter can be used") {
  Interpreter interpreter = starting();
  CHECK(interpreter.way() == StartWay::wait);
  CHECK_FALSE(interpreter.report());

  interpreter.said_ready("3.11.2", "/opt/ianvs/core", "0.6.0.1", start + 2s);

  CHECK(interpreter.way() == StartWay::warm);
  CHECK(*interpreter.report() ==
        InterpreterReport{"python3", true, "3.11.2", "/opt/ianvs/core", "0.6.0.1", ""});
  CHECK_FALSE(interpreter.next_deadline());
}

TEST_CASE(
    "without a zygote each attempt gets a new interpreter, and the end of the check is no news") {
  Interpreter interpreter = ready(false);
  CHECK(interpreter.way() == StartWay::fresh);

  CHECK_FALSE(interpreter.ended(ProcessEnd{"exit status 0"}, "", start + 3s));

  CHECK(interpreter.way() == StartWay::fresh);
  CHECK_FALSE(interpreter.next_deadline());
  CHECK_FALSE(interpreter.is_to_learn("svc"));
}

TEST_CASE("an interpreter that says why not is refused with that") {
  Interpreter interpreter = starting();

  interpreter.said_failed("no module named core", start + 1s);
  interpreter.ended(failed, "", start + 1s);

  CHECK(interpreter.way() == StartWay::refuse);
  CHECK(interpreter.report()->error == "no module named core");
  CHECK_FALSE(interpreter.next_deadline());
}

TEST_CASE("one that says nothing in time is ended and refused") {
  Interpreter interpreter = starting();
  CHECK(*interpreter.next_deadline() == start + 120s);
  CHECK(interpreter.at_deadline(start + 119s) == InterpreterAction::none);

  CHECK(interpreter.at_deadline(start + 120s) == InterpreterAction::kill);

  CHECK(interpreter.way() == StartWay::refuse);
  CHECK(
      interpreter.report()->error.starts_with("'python3' has not imported Ianvs within 2m 00s: "));
  CHECK_FALSE(interpreter.next_deadline());
  CHECK_FALSE(interpreter.ended(killed, "", start + 121s));
}

TEST_CASE("one that is killed before it says anything is tried again, but not for ever") {
  Interpreter interpreter = starting();
  for (int time = 0; time < 3; ++time) {
    CHECK(interpreter.ended(killed, "", start + 1s));
    CHECK(interpreter.way() == StartWay::wait);
    CHECK(interpreter.at_deadline(*interpreter.next_deadline()) == InterpreterAction::start);
    interpreter.started(start + 2s);
  }

  CHECK_FALSE(interpreter.ended(killed, "", start + 3s));

  CHECK(interpreter.way() == StartWay::refuse);
  CHECK(interpreter.report()->error.starts_with("'python3' ended (killed by SIGKILL) before"));
}

TEST_CASE("one that couldn't be started for want of processes is tried again") {
  Interpreter interpreter("python3", true);

  interpreter.could_not_start("no more process can be started", true, start);

  CHECK(interpreter.way() == StartWay::wait);
  CHECK(interpreter.at_deadline(*interpreter.next_deadline()) == InterpreterAction::start);
}

TEST_CASE(
    "a zygote that dies is started again, later each time, and new interpreters fill the gap") {
  Interpreter interpreter = ready();

  CHECK(interpreter.ended(killed, "", start + 3s));

  CHECK(interpreter.way() == StartWay::fresh);
  CHECK(*interpreter.next_deadline() == start + 3s);
  Time at = start_again(interpreter, start + 3s);
  CHECK(interpreter.way() == StartWay::warm);
  for (const auto backoff : {100ms, 200ms, 400ms}) {
    const Time dies = at + 1s;
    at = start_again(interpreter, dies);
    CHECK(at == dies + backoff);
  }
  CHECK(start_again(interpreter, at + 61s) == at + 61s);
}

TEST_CASE("a zygote that can't be started again leaves the interpreter usable") {
  Interpreter interpreter = ready();
  interpreter.ended(killed, "", start + 3s);
  interpreter.started(start + 3s);
  SUBCASE("it fails") { interpreter.said_failed("no memory", start + 4s); }
  SUBCASE("it ends") { interpreter.ended(failed, "", start + 4s); }
  SUBCASE("it hangs") {
    CHECK(interpreter.at_deadline(start + 123s) == InterpreterAction::kill);
    CHECK_FALSE(interpreter.next_deadline());
    interpreter.ended(killed, "", start + 124s);
  }
  SUBCASE("it hangs, and fails while it is being ended") {
    CHECK(interpreter.at_deadline(start + 123s) == InterpreterAction::kill);
    interpreter.said_failed("no memory", start + 124s);
    interpreter.ended(killed, "", start + 124s);
  }
  SUBCASE("there is no process") { interpreter.could_not_start("no", false, start + 4s); }

  CHECK(interpreter.way() == StartWay::fresh);
  CHECK(interpreter.report()->usable);
  CHECK(interpreter.next_deadline());
}

TEST_CASE("a zygote that owes an answer for too long is ended") {
  Interpreter interpreter = ready();
  interpreter.was_asked(start + 10s);
  interpreter.was_asked(start + 20s);
  CHECK(*interpreter.next_deadline() == start + 70s);
  interpreter.has_answered(start + 30s);
  CHECK(*interpreter.next_deadline() == start + 90s);

  CHECK(interpreter.at_deadline(start + 90s) == InterpreterAction::kill);

  CHECK(interpreter.way() == StartWay::fresh);
  CHECK_FALSE(interpreter.next_deadline());
  CHECK_FALSE(interpreter.ended(killed, "", start + 91s));
  CHECK(start_again(interpreter, start + 91s) == start + 91s);
  CHECK_FALSE(interpreter.next_deadline());
}

TEST_CASE("what a success imports is imported in advance, once for each algorithm") {
  Interpreter interpreter = ready();
  CHECK(interpreter.is_to_learn("svc"));

  CHECK(interpreter.learn("svc", {"sklearn", "joblib"}) == Names{"sklearn", "joblib"});

  CHECK_FALSE(interpreter.is_to_learn("svc"));
  CHECK(interpreter.learn("svc", {"torch"}).empty());
  CHECK(interpreter.is_to_learn("forest"));
  CHECK(interpreter.learn("forest", {"joblib", "xgboost"}) == Names{"xgboost"});
  CHECK(interpreter.loaded()->empty());
  interpreter.imported_all_but({"joblib"});
  CHECK(*interpreter.loaded() == Modules{"sklearn"});
  interpreter.imported_all_but({});
  CHECK(*interpreter.loaded() == Modules{"sklearn", "xgboost"});
  CHECK(interpreter.learn("third", {"joblib"}).empty());
}

TEST_CASE("a new zygote is asked for all that was learned and not dropped") {
  Interpreter interpreter = ready();
  interpreter.learn("svc", {"sklearn", "joblib"});
  interpreter.imported_all_but({"joblib"});

  start_again(interpreter, start + 5s);

  CHECK(interpreter.loaded()->empty());
  CHECK(interpreter.relearn() == Names{"sklearn"});
  interpreter.imported_all_but({});
  CHECK(*interpreter.loaded() == Modules{"sklearn"});
}

TEST_CASE("what is learned while there is no zygote is for the next one") {
  Interpreter interpreter = ready();
  interpreter.ended(killed, "", start + 3s);

  CHECK(interpreter.learn("svc", {"sklearn"}).empty());

  CHECK(interpreter.relearn() == Names{"sklearn"});
}

TEST_CASE("modules during whose import the zygote died twice are not imported again") {
  Interpreter interpreter = ready();
  interpreter.learn("svc", {"sklearn"});
  const Time at = start_again(interpreter, start + 5s);
  CHECK(interpreter.relearn() == Names{"sklearn"});

  start_again(interpreter, at + 1s);

  CHECK(interpreter.relearn().empty());
}

TEST_CASE("a crash with modules that no success of the algorithm has proven is not its own") {
  Interpreter interpreter = taught();
  const auto found = interpreter.loaded();
  interpreter.learn("forest", {"xgboost"});
  interpreter.imported_all_but({});

  CHECK(interpreter.accuse("svc", *found));

  CHECK(interpreter.way() == StartWay::fresh);
  CHECK(interpreter.at_deadline(start + 10s) == InterpreterAction::kill);
  CHECK_FALSE(interpreter.ended(killed, "", start + 10s));
  interpreter.started(start + 10s);
  interpreter.said_ready("3.11.2", "", "", start + 12s);
  CHECK(interpreter.relearn() == Names{"xgboost"});
  CHECK(interpreter.learn("third", {"sklearn"}).empty());
}

TEST_CASE("several crashes at the same time cost one new zygote") {
  Interpreter interpreter = taught();
  const auto found = interpreter.loaded();
  interpreter.accuse("svc", *found);
  start_again(interpreter, start + 10s);

  CHECK(interpreter.accuse("svc", *found));

  CHECK(interpreter.at_deadline(start + 11s) == InterpreterAction::none);
  CHECK(interpreter.way() == StartWay::warm);
}

TEST_CASE("a crash is the test case's own if nothing was imported in advance, or all is proven") {
  Interpreter interpreter = taught();
  CHECK_FALSE(interpreter.accuse("svc", {}));
  interpreter.succeeded("svc", *interpreter.loaded());

  CHECK_FALSE(interpreter.accuse("svc", *interpreter.loaded()));

  CHECK(interpreter.way() == StartWay::warm);
  CHECK(interpreter.accuse("forest", *interpreter.loaded()));
}

TEST_CASE("words of libraries that don't work in a forked process are known") {
  CHECK(tells_of_fork("RuntimeError: Cannot re-initialize CUDA in forked subprocess. To use ..."));
  CHECK(tells_of_fork("CUDA error: initialization error"));
  CHECK_FALSE(tells_of_fork("ValueError: C must be positive"));
  CHECK_FALSE(tells_of_fork(""));
}
