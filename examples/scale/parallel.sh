#!/usr/bin/env bash
# Judges a table of manifests on all cores by parts, and prints the report of the whole.
#
#   parallel.sh TABLE [OPTION]...
#
# Options go to `seaworthy check`; SEAWORTHY names the program. One process uses all cores by itself: parts are
# for more machines (`parallel --sshlogin`), or for a run that is to go on where it broke off (`--resume`).
set -euo pipefail
table=$1
shift
seaworthy=${SEAWORTHY:-seaworthy}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# A failure found is no failure of the part: its summary has the exit code, and `merge` exits by all.
judge() {
  "$SEAWORTHY" check --stream --jobs 1 "$@" || [ $? -ne 2 ]
}
export -f judge
export SEAWORTHY=$seaworthy
if command -v parallel > /dev/null; then
  parallel --quote --pipe-part --arg-file "$table" --block 1M bash -c 'judge "$@"' judge "$@" > "$work/results"
else
  split --number l/4 "$table" "$work/part-"
  printf '%s\0' "$work"/part-* | xargs -0 -P 4 -I{} bash -c 'in=$1; shift; judge "$@" < "$in" > "$in.out"' judge {} "$@"
  cat "$work"/part-*.out > "$work/results"
fi
"$seaworthy" merge "$work/results"
