#!/usr/bin/env bash
# Holds the running service against its own description: schemathesis (PyPI) makes requests from /openapi.json, right and
# wrong ones, and looks at the answers.
#
#   tests/schemathesis.sh [REQUESTS]
#
# ZHENGXIN names the program, where it is not to be built.
set -euo pipefail
cd "$(dirname "$0")/.."
examples=${1:-300}
folder=$(mktemp -d)
trap 'kill "${service:-}" 2>/dev/null || true; rm -rf "$folder"' EXIT

python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check schemathesis==4.32.5
program=${ZHENGXIN:-target/debug/zhengxin}
[ -n "${ZHENGXIN:-}" ] || cargo build --all-features
"$program" serve --dev --listen 127.0.0.1:0 >"$folder/out" 2>"$folder/log" &
service=$!
for _ in $(seq 100); do
  grep -q ^curl "$folder/out" && break
  sleep 0.1
done
id=$(sed -n 's/^X-DF-API-ID: //p' "$folder/out")
secret=$(sed -n 's/^X-DF-API-SECRET: //p' "$folder/out")
url=$(sed -n 's/.* \(http:\/\/[0-9.:]*\)\/ocr.*/\1/p' "$folder/out" | head -n 1)

export SCHEMATHESIS_HOOKS=hooks PYTHONPATH="$PWD/tests/schemathesis" PYTHONDONTWRITEBYTECODE=1
cat >"$folder/schemathesis.toml" <<END
[auth.openapi]
apiId = { api_key = "$id" }
apiSecret = { api_key = "$secret" }
END
# The log names the request by its number; what it sent is a whole report, too long to print.
(cd "$folder" && venv/bin/schemathesis --config-file schemathesis.toml run "$url/openapi.json" --checks all \
  --max-examples "$examples" --no-color) | cut -c 1-300
# Whatever was sent, the service is there.
kill -0 "$service"
! grep -q panicked "$folder/log"
