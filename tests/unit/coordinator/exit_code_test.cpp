#include "coordinator/exit_code.hpp"

#include <doctest/doctest.h>

using namespace ianvs;
using namespace ianvs::coordinator;

TEST_CASE("the exit code tells how a run ended") {
  CHECK(exit_code_for({.succeeded = 3}, std::nullopt) == ExitCode::success);
  CHECK(exit_code_for({.succeeded = 2, .failed = 1}, std::nullopt) == ExitCode::some_failed);
  CHECK(exit_code_for({.succeeded = 2, .failed = 2, .cancelled = 4, .stopped = true},
                      std::nullopt) == ExitCode::some_failed);
  CHECK(exit_code_for({.succeeded = 2, .cancelled = 1, .no_progress = true}, std::nullopt) ==
        ExitCode::no_progress);
  CHECK(exit_code_for({.cancelled = 3, .no_progress = true, .no_interpreter = true},
                      std::nullopt) == ExitCode::invalid);
}

TEST_CASE("a signal counts only where it left something undone") {
  CHECK(exit_code_for({.succeeded = 2, .cancelled = 1, .stopped = true}, ExitCode::interrupted) ==
        ExitCode::interrupted);
  CHECK(exit_code_for({.succeeded = 2, .failed = 1, .cancelled = 1, .stopped = true},
                      ExitCode::terminated) == ExitCode::terminated);
  CHECK(exit_code_for({.succeeded = 3, .stopped = true}, ExitCode::interrupted) ==
        ExitCode::success);
  CHECK(exit_code_for({.succeeded = 2, .failed = 1, .stopped = true}, ExitCode::interrupted) ==
        ExitCode::some_failed);
}
