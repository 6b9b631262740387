"""Do all find the same? Fast is easy if nothing is found.

What Seaworthy finds is compared one by one: the file, the rule, and what stands in the file at the line and
column that it tells, which has to be the reference that others name. They are compared where a reference
names its registry: `nginx` is `docker.io/library/nginx` to Seaworthy, which is approved, and an unapproved
text to others.
"""

import csv
import io
import json
import re
import subprocess
import sys
from collections import Counter
from functools import cache

from corpora import split, synthetic
from tools import HERE, check, output, peers, venv

RULES = ("r1", "r2", "r3", "r4", "r5")


def names_registry(image):
    first = image.split("/")[0]
    return "/" in image and (first == "localhost" or "." in first or ":" in first)


def compared(findings):
    """Findings as (file, rule, image), without those of rule 3 that hang on what is left out."""
    return Counter(f for f in findings if f[1] != "r3" or names_registry(f[2]))


@cache
def of_seaworthy(folder):
    found = []
    for row in csv.DictReader(io.StringIO(output(check(folder)))):
        if row["rule"] == "findings-left-out":
            sys.exit(f"{folder} has more findings than are listed")
        if row["verdict"] == "failed":
            found.append((row["file"], row["rule"], written(row)))
    return found


@cache
def lines(file):
    with open(file, encoding="utf-8") as opened:
        return opened.read().split("\n")


def written(row):
    """What stands where a finding points at."""
    if row["line"] != row["endLine"]:
        sys.exit(f"{row['file']}:{row['line']}: a reference of more than one line")
    line = lines(row["file"])[int(row["line"]) - 1]
    return line[int(row["column"]) - 1 : int(row["endColumn"]) - 1].strip("\"'")


def of_peer(command):
    """The findings of regorus or OPA, as `peers` writes them."""
    found = []
    for line in output(command).splitlines():
        file, rule, _, image = line.split(" ")
        found.append((file, json.loads(rule).lower(), json.loads(image)))
    return found


def of_guard(report):
    """The findings of cfn-guard's structured report: a check that fails is a container's."""
    found = []
    for file in report:
        for failed in file["not_compliant"]:
            rule = failed["Rule"]["name"].split("_")[0].lower()
            found += [(file["name"], rule, None) for _ in failed["Rule"]["checks"]]
    return found


def by_rule(findings):
    counts = Counter(finding[1] for finding in findings)
    return {rule: counts[rule] for rule in RULES}


@cache
def reference():
    """What the slow reference counts: its documents, and findings by rule."""
    python = venv("reference", "pyyaml")
    told = output([python, HERE / "ref_rules.py", synthetic() / "files"])
    documents, counts = re.match(r"(\d+) (\{.*\}) \d+", told).groups()
    counts = json.loads(counts.replace("'", '"'))
    return int(documents), {rule.lower(): n for rule, n in counts.items()}


def agree(name, findings):
    """Ends the run if somebody does not find what the reference counts."""
    _, expected = reference()
    if by_rule(findings) != expected:
        sys.exit(f"{name} finds {by_rule(findings)}, the reference {expected}")


def agree_by_one(name, findings):
    """Ends the run if somebody's findings are not Seaworthy's, one by one."""
    agree(name, findings)
    ours, theirs = compared(of_seaworthy(synthetic() / "files")), compared(findings)
    if ours != theirs:
        more, less = list((ours - theirs).elements())[:3], list((theirs - ours).elements())[:3]
        sys.exit(f"Seaworthy finds {more} and {name} does not; {name} {less} and Seaworthy does not")


def agree_with_checkov(report, own):
    """Ends the run if checkov fails other objects; it tells of a check once an object."""
    checkov = {
        (failed["check_id"], failed["file_abs_path"], failed["resource"])
        for failed in report["results"]["failed_checks"]
    }
    ours = set()
    for row in csv.DictReader(io.StringIO(own)):
        if row["verdict"] == "failed":
            rule = row["rule"].split("/")[-1].upper().replace("-", "_")
            ours.add((rule, row["file"], f"{row['kind']}.{row['namespace']}.{row['name']}"))
    if not ours or ours != checkov:
        sys.exit(f"checkov alone: {list(checkov - ours)[:3]}; Seaworthy alone: {list(ours - checkov)[:3]}")


def parsed(peer, folder):
    """How many documents a parser counts."""
    ran = subprocess.run(peers(peer, folder), capture_output=True, text=True, check=True)
    return int(ran.stderr.split()[0])


def judged(folder):
    return json.loads(output(check(folder, output="json")))["summary"]
