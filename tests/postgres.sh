#!/usr/bin/env bash
# Runs the tests of the HTTP API with their keys in PostgreSQL, in a database of their own that is gone afterwards.
#
#   tests/postgres.sh [ARGUMENTS OF THE TEST PROGRAM]
#
# Needs the programs of the server (Debian: the package postgresql). Only the loopback interface is listened on.
set -euo pipefail
cd "$(dirname "$0")/.."

programs=$(dirname "$(command -v initdb || ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -n 1)")
[ -x "$programs/initdb" ] || { echo "initdb is missing: install postgresql" >&2; exit 2; }
folder=$(mktemp -d)

# The server refuses to run as root.
as_owner() { "$@"; }
if [ "$(id -u)" = 0 ]; then
  chown postgres "$folder"
  as_owner() { runuser -u postgres -- "$@"; }
fi
stop() {
  as_owner "$programs/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap stop EXIT

as_owner "$programs/initdb" -D "$folder/data" -U zhengxin -A trust --no-sync >/dev/null
# The port may be taken by chance, also by the own end of another connection: Linux gives these the numbers from 32768 on.
for attempt in 1 2 3 4 5; do
  port=$((20000 + RANDOM % 12000))
  options="-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$folder -c max_connections=200 -c fsync=off"
  ! as_owner "$programs/pg_ctl" -D "$folder/data" -o "$options" -l "$folder/log" -w start >/dev/null || break
  [ "$attempt" != 5 ] || { cat "$folder/log" >&2; exit 1; }
done

export ZHENGXIN_TEST_STORE="postgres://zhengxin@127.0.0.1:$port/postgres"
cargo test --all-features --test server -- "$@"
