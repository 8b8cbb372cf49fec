#!/usr/bin/env bash
# From nothing to a leaderboard: installs what is missing, builds, runs configs/quickstart in a local pool, then once more
# on two agents that join by hand, and shows that both leaderboards are the same.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\n==> %s\n' "$*"; }
fail() { printf '\nquickstart: %s\n' "$*" >&2; exit 1; }

say "Packages"
scripts/install.sh build quickstart

say "Build (build/release/bin)"
cmake --preset release -DIANVS_BUILD_TESTS=OFF >/dev/null || fail "cmake could not configure the build"
cmake --build build/release --target ianvs-coordinator ianvs-agent || fail "the build failed"
bin=$PWD/build/release/bin

# Debian's scikit-learn belongs to /usr/bin/python3; a python3 that stands earlier in PATH may be another one.
if ! python3 -c 'import sklearn' 2>/dev/null; then
  /usr/bin/python3 -c 'import sklearn' || fail "no python3 with scikit-learn: neither $(command -v python3) nor /usr/bin/python3"
  echo "$(command -v python3) has no scikit-learn: /usr/bin goes first in PATH for this run"
  export PATH="/usr/bin:$PATH"
fi

# Each start of this script gets a folder of its own, so that nothing of an earlier one is touched or counted.
mkdir -p workspace
place=$(mktemp -d "workspace/quickstart-$(date +%Y%m%d-%H%M%S)-XXX")
job_in() { # WORKSPACE: the job, writing there; prints the path of its copy
  mkdir -p "$1"
  sed "s|^  workspace: .*|  workspace: \"./$1\"|" configs/quickstart/benchmarkingjob.yaml >"$1/benchmarkingjob.yaml"
  echo "$1/benchmarkingjob.yaml"
}

agents=()
# shellcheck disable=SC2317 # called by the trap
stop_agents() { [ ${#agents[@]} -eq 0 ] || kill "${agents[@]}" 2>/dev/null || true; }
trap stop_agents EXIT

say "18 test cases in a local pool, two at a time"
job=$(job_in "$place/pool")
echo "\$ ianvs-coordinator -f $job -p -w 2"
"$bin/ianvs-coordinator" -f "$job" -p -w 2 || fail "the run in a local pool ended with exit code $?"

say "The same on two agents that join by hand; they may start first"
job=$(job_in "$place/agents")
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
for number in 1 2; do
  echo "\$ ianvs-agent --join 127.0.0.1:$port --workers 1 &"
  "$bin/ianvs-agent" --join "127.0.0.1:$port" --workers 1 >"$place/agent-$number.log" 2>&1 &
  agents+=($!)
done
echo "\$ ianvs-coordinator -f $job --listen 127.0.0.1:$port --no-local"
"$bin/ianvs-coordinator" -f "$job" --listen "127.0.0.1:$port" --no-local ||
  fail "the run on two agents ended with exit code $?; see $place/agent-*.log"
for agent in "${agents[@]}"; do
  wait "$agent" || fail "an agent ended with exit code $?; see $place/agent-*.log"
done
agents=()

say "Are both leaderboards the same, times, ids and paths aside?"
python3 - "$place" <<'PYTHON' || fail "they differ"
import csv, sys
def rows(kind):
    with open(f"{sys.argv[1]}/{kind}/quickstart/rank/all_rank.csv", newline="") as file:
        return [{k: v for k, v in row.items() if k not in ("time", "url")} for row in csv.DictReader(file)]
pool, agents = rows("pool"), rows("agents")
for one, other in zip(pool, agents):
    if one != other:
        print(one, other, sep="\n")
sys.exit(pool != agents or len(pool) != 18)
PYTHON
echo "Yes: 18 rows, equal to the last digit."

say "Leaderboards: $place/pool/quickstart/rank, $place/agents/quickstart/rank"
