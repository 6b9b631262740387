#!/usr/bin/env bash
# Has what the program prints of hostile inputs read by readers that are not ours.
#
# The tests of tests/outputs/ put one table of hostile texts through every place that reaches the
# output, and keep what comes out. Then `jsonschema` validates every JSON report by its schema in docs/,
# and `pyte`, a terminal's emulator, shows every text: nothing but characters
# and colours, the cursor never elsewhere, no colour left on at a line's end, every line as it was
# written. `junitparser` and Jenkins' schema, `tap.py`, `html5lib`, `sarif-tools` and OASIS' schema,
# `markdown-it-py`, Python's `csv` and the CRDs of PolicyReports read the other formats, `lcov-cobertura` what
# `test` covers. Where npm is, Microsoft's validator holds SARIF to its own rules and to those of GitHub's code
# scanning: no error, and no warning but SARIF2005, since Seaworthy has no page of its own on the web to name.
# Where Chromium is installed, scripts/page.py has it show and filter the page.
# A format without a reader in scripts/outputs.py fails.
#
#   scripts/outputs.sh
#
# Prints a line a file. Takes up to five minutes after the build; needs python3, and fetches the
# packages from PyPI into target/outputs-venv, and the validator from npm into target/sarif-multitool.
set -euo pipefail
cd "$(dirname "$0")/.."

outputs="$PWD/target/outputs"
venv="target/outputs-venv"
rm -rf "$outputs"
SEAWORTHY_OUTPUTS="$outputs" cargo test --test main -- outputs:: --nocapture
if [ ! -x "$venv/bin/python" ]; then
  python3 -m venv "$venv"
fi
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check jsonschema==4.23.0 pyte==0.8.2 \
  html5lib==1.1 junitparser==3.2.0 lcov-cobertura==2.1.1 'tap.py[yaml]==3.2.1' \
  sarif-tools==3.0.5 xmlschema==4.3.2 markdown-it-py==4.3.0 PyYAML==6.0.3 playwright==1.65.2
"$venv/bin/python" scripts/outputs.py "$outputs" docs/report.schema.json docs/test-report.schema.json \
  docs/trace.schema.json tests/report/schemas
multitool=target/sarif-multitool
if [ ! -d "$multitool" ] && command -v npm >/dev/null; then
  fetched="$(mktemp -d)"
  npm pack --silent --pack-destination "$fetched" @microsoft/sarif-multitool-linux@5.7.0 >/dev/null
  tar -xzf "$fetched"/*.tgz -C "$fetched"
  chmod +x "$fetched/package/Sarif.Multitool"
  mv "$fetched/package" "$multitool"
fi
if [ -d "$multitool" ]; then
  told="$(DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 "$multitool/Sarif.Multitool" validate "$outputs/*.sarif" \
    --json-schema "$multitool/sarif-2.1.0.json" --rule-kind 'Sarif;Ghas' --level 'Error;Warning' \
    --output "$outputs/validated" --log ForceOverwrite)"
  faults="$(grep -E ': (error|warning) ' <<<"$told" | grep -v 'warning SARIF2005' || true)"
  if [ -n "$faults" ] || ! grep -q 'Analysis completed successfully' <<<"$told"; then
    echo "$told" >&2
    exit 1
  fi
  grep 'files scanned' <<<"$told" | sed "s/^/Microsoft's SARIF validator: /"
else
  echo "SKIPPED: no npm is here to fetch Microsoft's SARIF validator"
fi
if command -v chromium >/dev/null; then
  for name in small check-plain; do
    "$venv/bin/python" scripts/page.py "$(command -v chromium)" "$outputs/$name.html" "$outputs/$name.json"
  done
else
  echo "SKIPPED: no chromium is here to show the page"
fi
