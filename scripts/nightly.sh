#!/usr/bin/env bash
# What takes too long for every change: clang-tidy on all files, all tests under ThreadSanitizer, and the system tests
# again and again, in search of what fails once in a while.
#   scripts/nightly.sh [REPEATS]      default 20
set -euo pipefail
cd "$(dirname "$0")/.."

repeats=${1:-20}
scripts/install.sh build quickstart test check

cmake --preset release -DIANVS_WARNINGS_AS_ERRORS=ON >/dev/null
cmake --build --preset release
scripts/check.sh --all

cmake --preset tsan -DIANVS_WARNINGS_AS_ERRORS=ON >/dev/null
cmake --build --preset tsan
# libzmq and SQLite are not built with TSan, so it can't see how they hand memory from thread to thread: what is reached
# through them is left out, all of ours is in.
TSAN_OPTIONS=halt_on_error=1:ignore_noninstrumented_modules=1 ctest --preset tsan --parallel "$(nproc)"

ctest --preset release --label-regex system --repeat "until-fail:$repeats"
