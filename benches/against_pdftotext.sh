#!/usr/bin/env bash
# The time of `zhengxin parse` as a share of the time of poppler's `pdftotext -layout`, on the same files, in turn.
#
#   benches/against_pdftotext.sh [RUNS] [PDF…]
#
# Prints for each file the medians of both and their ratio: below 1, the JSON is there before the bare text would be.
# ZHENGXIN names the program that is measured, where it is not the release build.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-15}
shift || true
files=("$@")
[ ${#files[@]} -gt 0 ] || files=(fixtures/reports/*-full.pdf)
command -v pdftotext >/dev/null || { echo "pdftotext is missing: install poppler-utils" >&2; exit 2; }
program=${ZHENGXIN:-target/release/zhengxin}
[ -n "${ZHENGXIN:-}" ] || cargo build --release --quiet

milliseconds() {
  local start end
  start=$(date +%s%N)
  "$@" >/dev/null
  end=$(date +%s%N)
  echo $(((end - start) / 1000))
}
median() { sort -n | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] / 1000 }'; }

printf '%-34s %6s %14s %14s %7s\n' file pages 'zhengxin (ms)' 'pdftotext (ms)' ratio
for file in "${files[@]}"; do
  ours=() theirs=()
  for _ in $(seq "$runs"); do
    ours+=("$(milliseconds "$program" parse "$file")")
    theirs+=("$(milliseconds pdftotext -layout "$file" -)")
  done
  a=$(printf '%s\n' "${ours[@]}" | median)
  b=$(printf '%s\n' "${theirs[@]}" | median)
  pages=$(pdfinfo "$file" | awk '/^Pages/ { print $2 }')
  awk -v f="$(basename "$file")" -v p="$pages" -v a="$a" -v b="$b" \
    'BEGIN { printf "%-34s %6d %14.1f %14.1f %7.2f\n", f, p, a, b, a / b }'
done
