#!/bin/sh
# Compares the engine with the naive second reading of tests/predicate/ on a million objects.
#
#   scripts/predicate.sh [FILES]
#
# FILES is how many files to generate, 900,000 if nothing is said: a file holds more than one object
# on average. Prints the tally of what was compared; any disagreement fails, and shows the file.
set -eu
cd "$(dirname "$0")/.."

# Optimised, without the link-time optimisation that a release takes minutes for.
export CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16
SEAWORTHY_CASES="${1:-900000}" \
  cargo test --release --test main -- --nocapture predicate::
