#!/usr/bin/env bash
# Checks the dependencies against deny.toml: licences, banned crates, sources, and, where the
# advisory database can be reached, advisories. Installs cargo-deny if it is not there (minutes).
set -euo pipefail
cd "$(dirname "$0")/.."

command -v cargo-deny >/dev/null || cargo install --locked cargo-deny

# The program's own, and those of the two crates that only test it.
crates=(Cargo.toml fuzz/Cargo.toml benches/limits/Cargo.toml)
for manifest in "${crates[@]}"; do
  cargo deny --locked --manifest-path "$manifest" --config deny.toml check --hide-inclusion-graph licenses bans sources
done
if ! cargo deny --locked fetch db; then
  echo 'advisories were not checked: the database could not be reached' >&2
  exit 0
fi
for manifest in "${crates[@]}"; do
  cargo deny --locked --manifest-path "$manifest" --config deny.toml check advisories
done
