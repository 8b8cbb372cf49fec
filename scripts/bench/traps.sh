#!/usr/bin/env bash
# Every trap of tests/jobs/traps ROUNDS times, WORKERS at once, on one agent that stays: what is left of it all, and the
# agent's memory before, between two halves, and after. Exit status 1 if anything is left, an outcome is wrong, or the
# agent still grows in the second half. Needs build/release.
#   scripts/bench/traps.sh [ROUNDS [WORKERS [ARGUMENT...]]]      default 20 8; arguments for the coordinator: --no-zygote
# With Ianvs itself where IANVS_HOME names a checkout of it, else with the package that stands for it in the tests.
set -euo pipefail
cd "$(dirname "$0")/../.."

[ -x build/release/bin/ianvs-coordinator ] || { echo "traps: build/release is not built (cmake --workflow --preset release)" >&2; exit 2; }
IANVS_BIN=${IANVS_BIN:-$PWD/build/release/bin} PATH=/usr/bin:$PATH exec python3 scripts/bench/traps.py "$@"
