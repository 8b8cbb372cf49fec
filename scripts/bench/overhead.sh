#!/usr/bin/env bash
# What the cluster costs beside a bare loop: COUNT test cases of a C program that only writes its result, run by two local
# agents of one worker each, and the same program spawned COUNT times, two at a time, by a loop that does nothing else.
# Both run in turns, in pairs, so that what else the machine does hits both. Needs build/release.
#   scripts/bench/overhead.sh [COUNT [PAIRS]]      default 10000 3
set -euo pipefail
cd "$(dirname "$0")/../.."

count=${1:-10000} pairs=${2:-3}
bin=$PWD/build/release/bin
sources=$PWD/scripts/bench
[ -x "$bin/ianvs-coordinator" ] || { echo "overhead: build/release is not built (cmake --workflow --preset release)" >&2; exit 2; }

place=$(mktemp -d "${TMPDIR:-/tmp}/ianvs-overhead.XXXXXX")
agents=()
clean_up() {
  [ ${#agents[@]} -eq 0 ] || kill "${agents[@]}" 2>/dev/null || true
  rm -rf "$place"
}
trap clean_up EXIT
cc -O2 -o "$place/trivial" "$sources/trivial.c"
cc -O2 -o "$place/bare_loop" "$sources/bare_loop.c"
cd "$place"
export HOME=$place # access files of this bench are nobody else's business

write_job() { # NAME COUNT
  printf 'testenv: {metrics: [{name: score, url: ./score.py}]}\n' >testenv.yaml
  cat >"$1-algorithm.yaml" <<END
algorithm:
  paradigm_type: singletasklearning
  modules:
    - {type: basemodel, name: trivial, url: ./trivial, hyperparameters: [{number: {values: [$(seq -s, 1 "$2")]}}]}
END
  cat >"$1.yaml" <<END
benchmarkingjob:
  name: $1
  workspace: ./workspace
  testenv: ./testenv.yaml
  test_object:
    type: algorithms
    algorithms: [{name: trivial, url: ./$1-algorithm.yaml, runner: command, command: [./trivial]}]
  rank:
    sort_by: [{score: descend}]
    visualization: {mode: selected_only, method: print_table}
    selected_dataitem: {paradigms: [all], modules: [all], hyperparameters: [all], metrics: [all]}
    save_mode: selected_and_all
END
}

# Without a process of its own, so that watching costs next to nothing.
exec {never}<> <(:)
pause() { read -r -t "$1" -u "$never" _ || true; }
micros() { echo "${EPOCHREALTIME/[.,]/}"; }
rss_kb() { # PID
  local key value
  while read -r key value _; do [ "$key" != VmRSS: ] || echo "$value"; done 2>/dev/null <"/proc/$1/status" || true
}
median() { sort -n | awk '{ v[NR] = $1 } END { print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

# Folders are new each time, and removed at the very end: ext4 gives the inodes of what was just deleted out again only
# after a while, and looking for others would be measured along.
run_bare() { # prints ms a process
  local start end
  mkdir -p results
  start=$(micros)
  ./bare_loop "$count" 2 ./trivial results
  end=$(micros)
  awk -v us=$((end - start)) -v n="$count" 'BEGIN { printf "%.4f\n", us / 1000 / n }'
}

run_cluster() { # PAIR; leaves ms a test case in cluster_ms, the coordinator's memory over time in rss
  local start end coordinator sample workspace=./workspace-$1
  local access=$workspace/many/runs/latest/access
  sed -i "s|^  workspace: .*|  workspace: $workspace|" many.yaml
  start=$(micros)
  "$bin/ianvs-coordinator" -f many.yaml --listen 127.0.0.1:0 --no-local >coordinator.out 2>coordinator.log &
  coordinator=$!
  until [ -s "$access" ]; do
    pause 0.005
    kill -0 $coordinator 2>/dev/null || { cat coordinator.log >&2; exit 1; }
  done
  [[ $(<"$access") =~ 127\.0\.0\.1:([0-9]+) ]] || { echo "overhead: no port in the access file" >&2; exit 1; }
  agents=()
  for _ in 1 2; do
    "$bin/ianvs-agent" --join "127.0.0.1:${BASH_REMATCH[1]}" --access "$access" --workers 1 >>agents.log 2>&1 &
    agents+=($!)
  done
  rss=()
  while kill -0 $coordinator 2>/dev/null; do
    pause 0.1
    sample=$(rss_kb $coordinator)
    [ -z "$sample" ] || rss+=("$sample") # it may have ended meanwhile
  done
  wait $coordinator || { tail -n 20 coordinator.log >&2; exit 1; }
  end=$(micros)
  wait "${agents[@]}"
  agents=()
  [ "$(wc -l <"$workspace/many/rank/all_rank.csv")" = $((count + 1)) ] || { echo "overhead: rows are missing" >&2; exit 1; }
  cluster_ms=$(awk -v us=$((end - start)) -v n="$count" 'BEGIN { printf "%.4f\n", us / 1000 / n }')
}

# From the start of the command until the coordinator has said what came of the one test case: keys, journal, agent and all.
first_result_ms() {
  local start line took=
  rm -rf workspace
  start=$(micros)
  while read -r line; do
    [ -n "$took" ] || [[ $line != *succeeded* ]] || took=$(($(micros) - start))
  done < <("$bin/ianvs-coordinator" -f one.yaml 2>&1 >/dev/null)
  printf '%d.%d\n' $((took / 1000)) $((took / 100 % 10))
}

write_job many "$count"
write_job one 1

echo "$count test cases, two wide, $pairs pairs ($(nproc) cores)"
for ((pair = 1; pair <= pairs; ++pair)); do
  bare_ms=$(run_bare)
  run_cluster "$pair"
  samples=${#rss[@]}
  ratio=$(awk -v a="$cluster_ms" -v b="$bare_ms" 'BEGIN { printf "%.2f", a / b }')
  echo "$ratio" >>ratios
  printf 'pair %d: bare loop %s ms, cluster %s ms each: ratio %s; coordinator RSS %d, %d, %d MB at 1/3, 2/3, end (with the leaderboard)\n' "$pair" \
    "$bare_ms" "$cluster_ms" "$ratio" $((${rss[samples / 3]:-0} / 1000)) $((${rss[samples * 2 / 3]:-0} / 1000)) $((${rss[samples - 1]:-0} / 1000))
done
echo "median ratio: $(median <ratios)"

for _ in 1 2 3 4 5 6 7 8 9; do first_result_ms; done >firsts
echo "from the command's start to the first result: median $(median <firsts) ms of $(sort -n firsts | tr '\n' ' ')"
