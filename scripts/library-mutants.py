#!/usr/bin/env python3
"""The library's own tests, held against changes of its rules.

    scripts/library-mutants.py             compares the survivors with docs/library-mutants.md
    scripts/library-mutants.py --write     writes the page anew; reasons stay where the change is the same

Runs `seaworthy test 'std/*' --mutate` in a release build, or in the program that SEAWORTHY names. Fails if less
than 90 % of the mutants are noticed, if one that is not is missing on the page, if the page has one that
is noticed by now, or if a reason is missing. Python 3.9 is enough.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/library-mutants.md"
LEAST = 90.0


def report():
    program = os.environ.get("SEAWORTHY")
    command = [program] if program else ["cargo", "run", "--locked", "--release", "-q", "--"]
    command += ["test", "std/*", "--mutate", "-o", "json"]
    ran = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=False)
    if ran.returncode != 0:
        sys.exit(f"the library's tests exit with {ran.returncode}")
    return json.loads(ran.stdout)["mutation"]


def cell(text):
    return re.sub(r"\s+", " ", text).replace("|", "\\|").strip()


def row(mutant):
    """A mutant, by what does not move when lines are added above it."""
    file = mutant["file"].removeprefix("std/").removesuffix(".sea")
    return (file, cell(mutant["change"]), cell(mutant["before"]))


def known():
    rows = {}
    if not PAGE.exists():
        return rows
    for line in PAGE.read_text().splitlines():
        cells = [c.strip() for c in re.split(r"(?<!\\)\|", line)]
        if len(cells) == 6 and cells[1].startswith("`") and cells[1] != "`file`":
            rows.setdefault((cells[1].strip("`"), cells[2], cells[3]), []).append(cells[4])
    return rows


def page(mutation, rows, reasons):
    text = PAGE.read_text() if PAGE.exists() else ""
    head = text.split("\n| file |")[0] if "\n| file |" in text else "# Mutants of the library\n"
    score = f"{mutation['killed']:,} of {mutation['mutants']:,} mutants ({mutation['score']} %)"
    head = re.sub(r"\*\*[^*]*\*\*", f"**{score}**", head, count=1)
    lines = [head.rstrip("\n"), "", "| file | change | line | why it may stay |", "| --- | --- | --- | --- |"]
    for one in rows:
        why = reasons.get(one, [""])
        lines.append(f"| `{one[0]}` | {one[1]} | {one[2]} | {why.pop(0) if len(why) > 1 else why[0]} |")
    return "\n".join(lines) + "\n"


def main():
    mutation = report()
    rows = [row(mutant) for mutant in mutation["tried"] if mutant["verdict"] != "killed"]
    reasons = known()
    if "--write" in sys.argv[1:]:
        PAGE.write_text(page(mutation, rows, reasons))
    faults = []
    if mutation["score"] < LEAST:
        faults.append(f"only {mutation['score']} % of the mutants are noticed")
    listed = known()
    faults += [f"not on the page: {' | '.join(one)}" for one in rows if one not in listed]
    faults += [f"noticed by now: {' | '.join(one)}" for one in listed if one not in set(rows)]
    faults += [f"no reason: {' | '.join(one)}" for one, why in listed.items() if not all(why)]
    killed, of, score = mutation["killed"], mutation["mutants"], mutation["score"]
    print(f"{killed} of {of} mutants noticed ({score} %), {len(rows)} left")
    if faults:
        sys.exit("\n".join(faults))


main()
