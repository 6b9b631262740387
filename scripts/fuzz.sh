#!/usr/bin/env bash
# Fuzzes the targets of fuzz/, one after the other, each as one process.
#
#   scripts/fuzz.sh [TARGET] [SECONDS | --runs N]
#
# TARGET is one of `cargo fuzz list`, all of them if none is named. Without more, each runs for 60
# seconds with the address sanitizer and its leak check. `--runs N` runs each for N executions
# instead, and leaves out what makes them slow: the sanitizer (our own code has nothing unsafe in it),
# the tracing of comparisons (half of the time; the dictionaries know the words), and the books of how
# rare what an input does is (a half again: which input is changed next is left to chance).
# Overflow checks and debug assertions are on in both.
#
# Prints a line a target: executions, executions a second, the most memory, findings. Fails if an
# input crashed, hung (20 seconds), took more than 2 GiB or leaked; the input then lies in
# fuzz/artifacts/TARGET/. A corpus is filled first from fuzz/seeds/, from this repository's tests and
# examples, and from SEAWORTHY_SHARED if that names a folder. What `--runs` learns of inputs is kept in
# fuzz/corpus/TARGET/; a run of seconds has none of that, since the fuzzer reads a whole corpus before
# it looks at the clock. Logs: target/fuzz/logs/.
#
# Needs a nightly toolchain and cargo-fuzz, and installs both (rustup, cargo). The first build takes
# some minutes for each of the two modes; then all targets take a quarter of an hour, or as long as
# you say.
set -euo pipefail
cd "$(dirname "$0")/.."

target='' seconds=60 runs=''
while (($#)); do
  case "$1" in
    --runs) runs="${2:?how many}"; shift ;;
    [0-9]*) seconds="$1" ;;
    -*) echo "there is no option $1" >&2; exit 2 ;;
    *) target="$1" ;;
  esac
  shift
done

rustup toolchain list | grep -q ^nightly || rustup toolchain install nightly --profile minimal
command -v cargo-fuzz >/dev/null || cargo install --locked cargo-fuzz

# Copies files whose names come in, one a line, into a corpus; large ones teach the fuzzer little.
keep() { # TARGET BYTES
  local file name
  while IFS= read -r file; do
    [ "$(wc -c <"$file")" -le "$2" ] || continue
    name="$(tr / _ <<<"${file#./}")"
    cp "$file" "$corpora/$1/$name"
  done
}

# A file for each line that comes in, `\n` in it standing for a line end.
keep_lines() { # TARGET
  local line count=0
  while IFS= read -r line; do
    count=$((count + 1))
    printf '%b' "${line//%/%%}" >"$corpora/$1/line-$count"
  done
}

files() { # ENDING…: the files in the repository with these endings
  local ending folders=(tests examples stdlib docs)
  [ -z "${SEAWORTHY_SHARED:-}" ] || folders+=("$SEAWORTHY_SHARED")
  for ending in "$@"; do find "${folders[@]}" -type f -name "*.$ending"; done
}

seed() { # TARGET
  mkdir -p "$corpora/$1"
  if [ -d "fuzz/seeds/$1" ]; then find "fuzz/seeds/$1" -type f | keep "$1" 100000; fi
  if [ -d "tests/fuzz/found/$1" ]; then find "tests/fuzz/found/$1" -type f | keep "$1" 100000; fi
  case "$1" in
    image) cut -f 3 tests/images/image-refs.tsv | sort -u | keep_lines "$1" ;;
    pattern) awk -F '\t' '{ print $2 "\\n" $3 }' tests/images/image-globs.tsv | keep_lines "$1" ;;
    json) files json | keep "$1" "$(longest "$1")" ;;
    manifest | fast) files yaml yml json | keep "$1" "$(longest "$1")" ;;
    project)
      { find tests/errors/project -name '*.yaml'; find examples -name seaworthy.yaml; } | keep "$1" "$(longest "$1")" ;;
    syntax | policy) files sea | keep "$1" "$(longest "$1")" ;;
    discover) { find tests examples -name 'kustomization.y*ml'; } | keep "$1" "$(longest "$1")" ;;
  esac
}

dictionary() { # TARGET
  case "$1" in
    image | pattern | measure) echo references ;;
    syntax | policy | expression) echo policy ;;
    *) echo yaml ;;
  esac
}

longest() { # TARGET: bytes of an input; longer ones take longer, and seldom do anything new
  case "$1" in
    image | measure | pattern | expression) echo 320 ;;
    project | report) echo 1024 ;;
    *) echo 512 ;;
  esac
}

number() { # NAME LOG: the last of a statistic in a log
  awk -v name="stat::$1:" '$1 == name { found = $2 } END { print found + 0 }' "$2"
}

if [ -n "$runs" ]; then
  mode=runs built=(--sanitizer none --no-trace-compares) corpora=fuzz/corpus
  limits=("-runs=$runs" -entropic=0 -reduce_inputs=0)
else
  mode=address built=(--sanitizer address) corpora=target/fuzz/corpora
  rm -rf "$corpora"
  limits=("-max_total_time=$seconds" -detect_leaks=1)
fi
cargo +nightly fuzz build "${built[@]}" --target-dir "target/fuzz/$mode"
host="$(rustc -vV | sed -n 's/^host: //p')"
mkdir -p target/fuzz/logs

faults=0
printf '%-12s %12s %10s %9s %9s  %s\n' target executions per-second µs-each MiB findings
for name in $(cargo +nightly fuzz list); do
  [ -z "$target" ] || [ "$target" = "$name" ] || continue
  seed "$name"
  log="target/fuzz/logs/$name-$mode.log"
  mkdir -p "fuzz/artifacts/$name"
  before="$(find "fuzz/artifacts/$name" -type f | wc -l)"
  started="$(date +%s)" ended=fine
  nice -n 10 "target/fuzz/$mode/$host/release/$name" "$corpora/$name" "${limits[@]}" \
    -dict="fuzz/dictionaries/$(dictionary "$name").dict" -max_len="$(longest "$name")" \
    -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 -verbosity=1 \
    -artifact_prefix="fuzz/artifacts/$name/" >"$log" 2>&1 || ended=faulty
  took=$(($(date +%s) - started))
  found=$(($(find "fuzz/artifacts/$name" -type f | wc -l) - before))
  executions="$(number number_of_executed_units "$log")"
  each="$(awk -v n="$executions" -v s="$took" 'BEGIN { printf "%.1f", n ? s * 1e6 / n : 0 }')"
  rate="$(number average_exec_per_sec "$log")"
  printf '%-12s %12s %10s %9s %9s  %s\n' \
    "$name" "$executions" "$rate" "$each" "$(number peak_rss_mb "$log")" "$found"
  if [ "$ended" = faulty ] || [ "$found" -gt 0 ]; then
    faults=$((faults + 1))
    echo "  see $log and fuzz/artifacts/$name/" >&2
  fi
done
[ "$faults" = 0 ]
