#!/usr/bin/env bash
# Format, layers, shell scripts and clang-tidy.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<'END'
usage: scripts/check.sh [option]
  (none)         all files' format and layers, all shell scripts; clang-tidy on what changed since main
  --all          clang-tidy on every file (long: minutes to an hour)
  --since REV    clang-tidy on what changed since REV, uncommitted changes included
  --at-most N    ... but on no more than N files, those that changed last first; says how many were left out
  --staged       format and layers of what is about to be committed, nothing else (under two seconds)
  --fix          formats the files instead of complaining
  --install      makes --staged this clone's pre-commit hook
END
}

mode=changed since='' at_most=0 fix=no
while [ $# -gt 0 ]; do
  case $1 in
    --all) mode=all ;;
    --staged) mode=staged ;;
    --since) since=${2?--since needs a revision}; shift ;;
    --at-most) at_most=${2?--at-most needs a number}; shift ;;
    --fix) fix=yes ;;
    --install)
      hook=$(git rev-parse --git-path hooks)/pre-commit
      mkdir -p "$(dirname "$hook")"
      printf '#!/bin/sh\nexec scripts/check.sh --staged\n' >"$hook"
      chmod +x "$hook"
      echo "check: $hook now runs scripts/check.sh --staged"
      exit 0
      ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done

if [ -n "$since" ] && ! git rev-parse --verify -q "$since^{commit}" >/dev/null; then
  echo "check: --since $since: no such revision" >&2
  exit 2
fi

failed=()
# Files of these patterns that are there, committed or not.
files_like() { git ls-files --cached --others --exclude-standard -- "$@" | while read -r file; do [ ! -f "$file" ] || echo "$file"; done; }

check_format() { # FILE...
  [ $# -gt 0 ] || return 0
  if [ $fix = yes ]; then
    clang-format-16 -i "$@"
  else
    local wrong
    wrong=$(clang-format-16 --dry-run "$@" 2>&1 | sed -n 's/:[0-9]*:[0-9]*: warning: .*/: not as clang-format-16 has it/p' | uniq)
    [ -z "$wrong" ] || { echo "$wrong"; failed+=("format (scripts/check.sh --fix mends it)"); }
  fi
}
# What was to be filled in before it is published.
check_placeholders() {
  ! git grep -nE '@@[A-Z_]+@@' -- '*.md' || failed+=("placeholders")
}
check_layers() { scripts/layers.py "$@" || failed+=("layers"); }

# Since when files count as changed: the branch's start, or on main itself the commit before.
changed_since() {
  local base='' branch
  for branch in origin/main main; do
    base=$(git merge-base HEAD "$branch" 2>/dev/null) && break
  done
  if [ -z "$base" ] || [ "$base" = "$(git rev-parse HEAD)" ]; then
    base=$(git rev-parse --verify -q HEAD~1 || git hash-object -t tree /dev/null)
  fi
  echo "$base"
}

# A header is looked at through the source file of its name.
files_to_tidy() {
  if [ $mode = all ]; then
    files_like '*.cpp'
    return
  fi
  { git diff --name-only --diff-filter=d "${since:-$(changed_since)}" -- '*.cpp' '*.hpp'
    git ls-files --others --exclude-standard -- '*.cpp' '*.hpp'; } |
    sed 's/\.hpp$/.cpp/' | sort -u | while read -r file; do
      [ ! -f "$file" ] || printf '%s %s\n' "$(git log -1 --format=%ct -- "$file" | grep . || date +%s)" "$file"
    done | sort -rn | cut -d' ' -f2
}

check_tidy() {
  local files
  mapfile -t files < <(files_to_tidy)
  if [ "$at_most" -gt 0 ] && [ ${#files[@]} -gt "$at_most" ]; then
    echo "check: clang-tidy on $at_most of ${#files[@]} changed files (scripts/nightly.sh does all)"
    files=("${files[@]:0:$at_most}")
  fi
  if [ ${#files[@]} -eq 0 ]; then
    echo "check: nothing for clang-tidy"
    return
  fi
  [ -f build/release/compile_commands.json ] || cmake --preset release >/dev/null
  echo "check: clang-tidy on ${#files[@]} files"
  # The build is GCC's: clang must pass over GCC's own options, and needs to be told of coroutines for Asio 1.74.
  printf '%s\0' "${files[@]}" |
    xargs -0 -n 1 -P "$(nproc)" clang-tidy-16 --quiet -p build/release \
      --extra-arg=-Wno-unknown-warning-option --extra-arg=-DBOOST_ASIO_HAS_CO_AWAIT \
      --extra-arg=-DBOOST_ASIO_HAS_STD_COROUTINE --extra-arg=-include --extra-arg=utility \
      2> >(grep -vE '^[0-9]+ warnings? (generated|treated)|^Suppressed' >&2) || failed+=("clang-tidy")
}

if [ $mode = staged ]; then
  mapfile -t staged < <(git diff --cached --name-only --diff-filter=d -- '*.cpp' '*.hpp')
  if [ ${#staged[@]} -gt 0 ]; then
    check_format "${staged[@]}"
    check_layers "${staged[@]}"
  fi
else
  mapfile -t all < <(files_like '*.cpp' '*.hpp' '*.c')
  check_format "${all[@]}"
  check_layers
  check_placeholders
  mapfile -t shell < <(files_like '*.sh' .ci/run)
  shellcheck "${shell[@]}" || failed+=("shellcheck")
  check_tidy
fi

if [ ${#failed[@]} -gt 0 ]; then
  printf 'check: failed: %s\n' "${failed[@]}" >&2
  exit 1
fi
[ $mode = staged ] || echo "check: all well"
