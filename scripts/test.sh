#!/usr/bin/env bash
# Everything that must hold before a change goes in: packages, checks, a release and an ASan+UBSan build without warnings, and
# all tests of both. Ends with the summary of one ctest over both builds.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\n==> %s\n' "$*"; }

say "Packages"
scripts/install.sh build quickstart test check

presets=(release asan-ubsan)
for preset in "${presets[@]}"; do
  say "Configure $preset"
  cmake --preset "$preset" -DIANVS_WARNINGS_AS_ERRORS=ON >/dev/null
done

say "Check"
scripts/check.sh --at-most "${IANVS_TIDY_AT_MOST:-10}"

for preset in "${presets[@]}"; do
  say "Build $preset"
  cmake --build --preset "$preset"
done

say "Test ${presets[*]}"
# One ctest over both builds, so that one summary counts all.
mkdir -p build/all
printf 'subdirs("%s")\n' "${presets[@]/#/$PWD/build/}" >build/all/CTestTestfile.cmake
ctest --test-dir build/all --output-on-failure --parallel "$(nproc)"
