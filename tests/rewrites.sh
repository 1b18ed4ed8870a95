#!/usr/bin/env bash
# Rewrites reports with other programs, in ways that leave their pages as they are, and holds what is read against the original.
#
#   tests/rewrites.sh [--every N] PROGRAM PDF…
#
# PROGRAM is zhengxin. With --every N a file is rewritten in every Nth way only, from another one on for each file: N files
# see all of them. tests/it/rewritten/ does the same with lopdf; here are what that does not write (linearised files,
# encrypted object streams) and how other programs write the rest. Needs qpdf and mutool (Debian: qpdf, mupdf-tools).
set -euo pipefail

export EVERY=1
if [ "${1:-}" = --every ]; then
  EVERY=${2:?every how many}
  shift 2
fi
[ $# -ge 2 ] || { sed -n '4s/^# *//p' "$0" >&2; exit 2; }
export PROGRAM=$1
shift

# A rewriting a line: its name, and the command that writes OUT from IN.
export REWRITINGS="\
linearised                  qpdf --linearize IN OUT
linearised-object-streams   qpdf --linearize --object-streams=generate IN OUT
object-streams              qpdf --object-streams=generate IN OUT
no-object-streams           qpdf --object-streams=disable IN OUT
qdf                         qpdf --qdf --object-streams=disable IN OUT
uncompressed                qpdf --stream-data=uncompress IN OUT
recompressed                qpdf --recompress-flate --compression-level=9 --decode-level=specialized IN OUT
normalised-content          qpdf --normalize-content=y --coalesce-contents IN OUT
other-page-tree             qpdf --empty --pages IN -- OUT
turned                      qpdf --rotate=+90 IN OUT
rc4-40                      qpdf --allow-weak-crypto --encrypt '' owner 40 --print=n -- IN OUT
rc4-128                     qpdf --allow-weak-crypto --encrypt '' owner 128 --use-aes=n -- IN OUT
aes-128                     qpdf --allow-weak-crypto --encrypt '' owner 128 --use-aes=y -- IN OUT
aes-128-cleartext-metadata  qpdf --allow-weak-crypto --encrypt '' owner 128 --use-aes=y --cleartext-metadata -- IN OUT
aes-128-object-streams      qpdf --allow-weak-crypto --object-streams=generate --encrypt '' owner 128 --use-aes=y -- IN OUT
aes-256-r5                  qpdf --allow-weak-crypto --encrypt '' owner 256 --force-R5 -- IN OUT
aes-256                     qpdf --encrypt '' owner 256 --extract=n -- IN OUT
aes-256-linearised          qpdf --linearize --object-streams=generate --encrypt '' owner 256 -- IN OUT
mutool                      mutool clean IN OUT
mutool-compacted            mutool clean -ggggz IN OUT
mutool-hexadecimal          mutool clean -da IN OUT
mutool-sanitised            mutool clean -s IN OUT"

# Rewrites the file of this number.
hold() (
  number=$1 file=$2 held=0 all=0
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  fields() { sed 's/[,{]"/\n&/g'; }
  "$PROGRAM" parse "$file" | fields >"$folder/original"
  while read -r name command; do
    number=$((number + 1))
    [ $((number % EVERY)) = 0 ] || continue
    all=$((all + 1))
    rm -f "$folder/out.pdf"
    command=${command/ IN / \"\$file\" }
    # qpdf ends with 3 where it only warns: the file is there.
    eval "${command/%OUT/\"\$folder/out.pdf\"}" >"$folder/log" 2>&1 || [ $? = 3 ] || { cat "$folder/log" >&2; exit 2; }
    if ! "$PROGRAM" parse "$folder/out.pdf" 2>"$folder/error" | fields >"$folder/read"; then
      printf '%s, %s: cannot be read: %s\n' "$file" "$name" "$(head -n 3 "$folder/error")" >&2
    elif ! diff "$folder/original" "$folder/read" >"$folder/difference"; then
      printf '%s, %s: is read otherwise: %s\n' "$file" "$name" "$(head -n 5 "$folder/difference")" >&2
    else
      held=$((held + 1))
    fi
  done <<<"$REWRITINGS"
  echo "$file: $held of $all rewritings are read the same"
  [ "$held" = "$all" ]
)
export -f hold

number=0
for file in "$@"; do
  printf '%s\0' $((number++)) "$file"
done | xargs -0 -n 2 -P "$(nproc)" bash -euo pipefail -c 'hold "$@"' hold
