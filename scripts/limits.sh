#!/usr/bin/env bash
# Attacks on time and memory: each is one run of the release build, whose CPU seconds and peak of memory
# are held against bounds; `benches/limits/src/main.rs` says which.
#
#   scripts/limits.sh                  all attacks; a table on standard output
#   scripts/limits.sh alias policy/    those whose names hold one of these
#   scripts/limits.sh --once           each at its full size only: no growth is measured
#   scripts/limits.sh --write          all, and writes docs/limits.md; with names, their rows of it
#
# Exits with 1 if a run is out of bounds, ends by a signal or otherwise than it should. Needs Linux (or
# another system that counts ru_maxrss), 4 GB of memory and 200 MB in the folder for temporary files;
# takes ten minutes, and a release build before.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --bin seaworthy
SEAWORTHY="$PWD/target/release/seaworthy" \
  cargo run --quiet --manifest-path benches/limits/Cargo.toml --target-dir target/limits -- "$@"
