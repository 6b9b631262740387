#!/usr/bin/env bash
# Runs the examples of examples/scale/ and compares what they come to with one run over the same files.
#
#   scripts/scale.sh
#
# A folder of manifests becomes a table; Spark (`pipe`, local mode), GNU parallel or xargs, and the pods of the
# Indexed Job, as plain processes, judge it by parts; each merged report is, to the byte, that of one run. `kubectl`
# reads the Job's manifest. Needs python3 and fetches pyspark from PyPI into target/scale-venv; Spark needs java. What
# is missing is said, and ends the script with 3: a part that was not run proves nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --quiet
export SEAWORTHY="$PWD/target/debug/seaworthy"
scale="$PWD/examples/scale"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
skipped=0

cp -r examples/crd-cluster examples/how-to-pods examples/web-shop examples/platform-team "$work/"
# A table has no folder around its rows: what folders say of their files (a kustomization's fragments, a project
# file) is no part of a row. Such files stay out of both runs.
find "$work" -path '*/web-shop/*' -delete
find "$work" -name 'expected.txt' -delete
cp examples/web-shop/base/*.yaml "$work/" 2> /dev/null || true
rm -f "$work"/kustomization.yaml "$work"/seaworthy.yaml
cd "$work"
printf 'a: 1\na: 2\n' > twice.yaml
options=(--no-project -p std/strict -p std/no-latest --today 2026-11-23)
table=$(mktemp)
python3 "$scale/pack.py" . > "$table"
mapfile -t files < <(python3 -c 'import json, sys
for line in open(sys.argv[1]): print(json.loads(line)["file"])' "$table")
code=0
"$SEAWORTHY" check "${options[@]}" -o json "${files[@]}" > one.report || code=$?
echo "one run: ${#files[@]} files, exit code $code"
options+=(--index "$table.ndjson")
cp "$table" "$table.ndjson"

same() { # NAME REPORT CODE
  cmp "$2" one.report && [ "$3" = "$code" ] || { echo "$1: another report than one run's" >&2; exit 1; }
  echo "$1: the report of one run, exit code $3"
}

of=0
bash "$scale/parallel.sh" "$table" "${options[@]}" > parallel.report || of=$?
same "$(command -v parallel > /dev/null && echo 'GNU parallel' || echo 'xargs -P (no GNU parallel here)')" parallel.report $of

# What a pod of the Job runs, with its folders for the volume's.
mkdir -p job/shards job/results
split --number r/3 --numeric-suffixes=0 --suffix-length=1 --additional-suffix=.ndjson "$table" job/shards/
script=$(python3 -c 'import sys
lines = open(sys.argv[1]).read().split("args:\n            - |\n")[1].split("          resources:")[0]
print(lines)' "$scale/job.yaml")
script=${script//cd \/data/cd job}
script=${script//-p \/policies/${options[*]}}
script=${script//seaworthy check/$SEAWORTHY check}
for index in 0 1 2; do
  JOB_COMPLETION_INDEX=$index sh -c "$script"
done
of=0
"$SEAWORTHY" merge job/results/*.ndjson > job.report || of=$?
same "Indexed Job" job.report $of

if command -v kubectl > /dev/null; then
  KUBECONFIG=/dev/null kubectl annotate --local -f "$scale/job.yaml" read=by-kubectl -o json |
    python3 -c 'import json, sys; spec = json.load(sys.stdin)["spec"]; assert spec["completionMode"] == "Indexed", spec'
  echo "kubectl: reads the Job"
else
  echo "SKIPPED: kubectl is not there" >&2
  skipped=3
fi

if command -v java > /dev/null; then
  venv="$(dirname "$scale")/../target/scale-venv"
  if [ ! -x "$venv/bin/python" ]; then
    python3 -m venv "$venv"
  fi
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check pyspark==3.5.3
  # Rows must be rows again in as many parts as Spark makes.
  PYSPARK_PYTHON="$venv/bin/python" "$venv/bin/python" "$scale/spark.py" "$table" spark.results "${options[@]}" 2> spark.log ||
    { tail -n 40 spark.log >&2; exit 1; }
  of=0
  "$SEAWORTHY" merge spark.results/part-* > spark.report || of=$?
  same "PySpark ($(ls spark.results/part-* | wc -l) parts)" spark.report $of
else
  echo "SKIPPED: Spark needs java, which is not there" >&2
  skipped=3
fi
rm -f "$table" "$table.ndjson"
exit $skipped
