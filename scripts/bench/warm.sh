#!/usr/bin/env bash
# What a test case costs in a warm interpreter beside the same test case in serial Ianvs, a bare fork, and a new
# interpreter each: milliseconds and CPU. With Ianvs itself where IANVS_HOME names a checkout (its sedna in IANVS_HOME/sedna-wheel or installed);
# else with the package of the tests that stands for it, whose imports are fewer. Needs build/release.
#   scripts/bench/warm.sh [COUNT [PAIRS]]      default 200 3
set -euo pipefail
cd "$(dirname "$0")/../.."

[ -x build/release/bin/ianvs-coordinator ] || { echo "warm: build/release is not built (cmake --workflow --preset release)" >&2; exit 2; }
home=${IANVS_HOME:-$PWD/tests/ianvs_contract}
[ -n "${IANVS_HOME:-}" ] || echo "IANVS_HOME names no checkout: measured with tests/ianvs_contract"
export PYTHONPATH="$home:$home/sedna-wheel" MPLBACKEND=Agg OMP_NUM_THREADS=1
exec "${PYTHON:-python3}" scripts/bench/warm.py "${1:-200}" "${2:-3}"
