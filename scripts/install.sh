#!/usr/bin/env bash
# Installs the Debian packages of the groups named (see packages.txt). Does nothing where all are there already.
#   scripts/install.sh build quickstart
set -euo pipefail
cd "$(dirname "$0")/.."

[ $# -gt 0 ] || { echo "usage: scripts/install.sh GROUP...   (groups: build quickstart test check)" >&2; exit 2; }

wanted=()
for group in "$@"; do
  mapfile -t -O "${#wanted[@]}" wanted < <(awk -v group="$group" '$1 == group { print $2 }' scripts/packages.txt)
done

missing=()
for package in $(printf '%s\n' "${wanted[@]}" | sort -u); do
  # dpkg knows removed packages too: only this status means that it is there.
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  echo "install: every package is there"
  exit 0
fi

command -v apt-get >/dev/null || {
  printf 'install: this needs apt-get (Debian 12). Install these in another way, then run again:\n  %s\n' "${missing[*]}" >&2
  exit 1
}
as_root=()
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || {
    printf 'install: neither root nor sudo. As root, run:\n  apt-get install %s\n' "${missing[*]}" >&2
    exit 1
  }
  as_root=(sudo)
fi
apt_get() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qy -o Dpkg::Use-Pty=0 "$@"; }

printf 'install: apt-get install %s\n' "${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { apt_get update && apt_get install --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
  tail -n 30 "$log" >&2
  echo "install: apt-get failed (its last lines are above)" >&2
  exit 1
fi
echo "install: done"
