#include "coordinator/failure_text.hpp"

#include <doctest/doctest.h>

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {

AttemptResult failed(std::string message, std::string tail = "") {
  AttemptResult result;
  result.message = std::move(message);
  result.stderr_tail = std::move(tail);
  return result;
}

}  // namespace

TEST_CASE("a message's first line says what happened, the rest what to do") {
  CHECK(failure_text(failed("exit status 1")) == FailureText{"exit status 1", ""});
  CHECK(failure_text(failed("svc.py:3 in train: ValueError: bad\nGive C\nas a number")) ==
        FailureText{"svc.py:3 in train: ValueError: bad", "Give C\nas a number"});
  CHECK(failure_text(failed("")) == FailureText{"", ""});
}

TEST_CASE("a cause ends with the last line on stderr, unless the message has said it") {
  CHECK(cause_of(failed("exit status 1", "Traceback\nKeyError: 'x'\n")) ==
        "failed: exit status 1: KeyError: 'x'");
  CHECK(cause_of(failed("svc.py:3 in train: KeyError: 'x'\nwhat to do", "...\nKeyError: 'x'\n")) ==
        "failed: svc.py:3 in train: KeyError: 'x'");
  CHECK(cause_of(failed("", "")) == "failed");
  CHECK(cause_of(failed("\x1b[1m", "")) == "failed: \\x1b[1m");
  CHECK(cause_of(failed(std::string(500, 'x'))).size() < 310);
}
