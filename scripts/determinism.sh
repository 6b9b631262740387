#!/usr/bin/env bash
# Prints the same bytes whatever the threads, the environment, the order and the age of files?
#
# Every command (check, test, rules, explain, eval; text and JSON) runs again and again over copies of
# one folder, in other environments, by other numbers of threads, with the files made in another order;
# each run has its own seed of hash maps. Output, standard error and exit code must be the same bytes.
#
#   scripts/determinism.sh [RUNS]    runs of each command (default 20; files: 20 a run, 200 to 3000)
#
# Prints the test's line, or each command that differs with the first line that does. Ten runs take
# a minute and a half on two busy cores, after the build; more runs have more files too, so that the
# time grows with the square.
set -euo pipefail
cd "$(dirname "$0")/.."
export SEAWORTHY_CASES="${1:-20}"
cargo test --test main -- cli::determinism cli::order joins::order --nocapture
