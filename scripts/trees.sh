#!/bin/sh
# Judges generated folder trees, and compares how every file in them ends with what a second, naive
# reading foretells that looks at no disk: see tests/inputs/trees/.
#
#   scripts/trees.sh [TREES [SEED]]
#
# TREES is how many to try, 100,000 if nothing is said; one in thirty more is tried through the program.
# SEED is a number that repeats a run; without it, the clock's. Prints the seed, and how many trees
# there were, how their files ended and what the runs exited with; a tree that comes out otherwise is
# made smaller and shown, and fails.
#
# Builds for a few minutes, then takes two to four on two cores. As root it goes on as the user
# `nobody`, since root may read everything.
set -eu
cd "$(dirname "$0")/.."

# Optimised, without the link-time optimisation that a release takes minutes for.
export CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16
SEAWORTHY_CASES="${1:-100000}" SEAWORTHY_SEED="${2:-$(date +%s)}" \
  cargo test --release --test main -- --nocapture inputs::trees::
