#!/usr/bin/env bash
# Runs every fuzz target for so many seconds, one on each core, from seeds made of the fixtures: fuzz/run.sh SECONDS [--dev]
# With --dev the targets are built sooner, and run slower and without looking at what is compared.
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:?how many seconds for each target}
profile=${2:-}
sanitizer=${SANITIZER:-none}
# (An option that is not given is no word.)
build=(--sanitizer "$sanitizer" ${profile:+"$profile" --no-trace-compares})

# (With all features: so CI has built it already.)
(cd .. && cargo run --quiet --all-features --example fuzz_seeds)
cargo +nightly fuzz build "${build[@]}"

# One target; its name is the last of the arguments, those of the build are before it.
look() {
  local target=${!#} options
  case $target in
    file) options="-dict=dictionaries/pdf.dict -max_len=12000" ;;
    content | cmap) options="-dict=dictionaries/pdf.dict -max_len=2048" ;;
    table) options="-max_len=1024" ;;
    *) options="-dict=dictionaries/transcript.dict -max_len=700" ;;
  esac
  # (The options are words.)
  # shellcheck disable=SC2086
  cargo +nightly fuzz run "$@" -- $options -timeout=10 -rss_limit_mb=4096 \
    -max_total_time="$seconds" -print_final_stats=1 2>&1 | grep -E "^stat::number|SUMMARY|panicked|ERROR" | sed "s/^/$target: /" || true
  if compgen -G "artifacts/$target/*" >/dev/null; then
    echo "$target found something: fuzz/artifacts/$target" >&2
    return 1
  fi
}
export -f look
export seconds

printf '%s\n' file content cmap table transcript lenient | xargs -n 1 -P "$(nproc)" bash -euo pipefail -c 'look "$@"' look "${build[@]}"
