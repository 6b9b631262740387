"""Measures of Seaworthy by itself."""

import filecmp
import json
import re
import subprocess
from statistics import median

import others
from corpora import megabytes, real, synthetic, tenfold
from table import Row, figure, under
from tools import HERE, ROOT, RULES, USUAL, WORK, Missing
from tools import check, cpu, interleaved, output, peers, run, seaworthy, wall

# It reads, tells what each document is, and has nothing to judge: no Secret is among them.
NOTHING = """edition 1

rule nothing on Secret s {
  require s.metadata.name is present else "a secret"
}
"""

# Constants that each of the five rules is made with, and that let everything pass.
CONSTANTS = 40
GENERATED = """
rule r1-{n} on image i {{
  require i.digest is present or (i.tag ?? "latest") != "latest-{n}" else "`{{i}}` names no version"
}}

rule r2-{n} on image i {{
  require i.digest is present
      or (i.tag ?? "latest") not in ["stable-{n}", "main-{n}", "edge-{n}", "dev-{n}"]
      or (i.declared_pull_policy is present and i.declared_pull_policy == Always)
    else "`{{i}}` moves, and is not always pulled"
}}

rule r3-{n} on image i {{
  require i not in repo"registry-{n}.example.com" else "`{{i.repo}}` is in no approved registry"
}}

rule r4-{n} on image i where i.namespace matches glob"prod*" {{
  require i.digest is present or i.tag != "{n}" else "production pulls by digest"
}}

rule r5-{n} on image i {{
  require i.declared_pull_policy is absent or i.tag != "never-{n}" else "`{{i}}` is never pulled"
}}
"""


def written(name, text):
    path = WORK / name
    path.write_text(text)
    return path


def passing():
    """The five rules, of which none fails, but each of which is judged first."""
    text = RULES.read_text()
    clause = re.compile(r"require (.*?)\s+else", re.DOTALL)
    return written("passing.sea", clause.sub(r"require (\1) or i.text is present\n    else", text))


def evaluation():
    """what judging by five rules takes of a check"""
    folder = synthetic() / "files"
    nothing = written("nothing.sea", NOTHING)
    policies = {"nothing": nothing, "passing": passing(), "all": RULES}
    taken = interleaved({name: check(folder, policy=p) for name, p in policies.items()})
    base, judged, everything = (cpu(taken[name]) for name in policies)
    share = 100 * (judged - base) / everything
    found = everything - judged
    told = f"{judged - base:.3f} s of {everything:.3f} s; {found:.3f} s are findings, {base:.3f} s all else"
    return [under("evaluation's share, five rules", 25, share, "%", told)]


def rules():
    """what a rule and match take beyond the first five"""
    folder = synthetic() / "files"
    few = "edition 1\n" + GENERATED.format(n=0)
    many = "edition 1\n" + "".join(GENERATED.format(n=n) for n in range(CONSTANTS))
    policies = {"few": written("few.sea", few), "many": written("many.sea", many)}
    commands = {name: check(folder, policy=path) for name, path in policies.items()}
    taken = interleaved(commands)
    matches = {name: matches_of(command) for name, command in commands.items()}
    more = matches["many"] - matches["few"]
    each = 1e9 * (cpu(taken["many"]) - cpu(taken["few"])) / more
    told = f"{cpu(taken['many']):.3f} s against {cpu(taken['few']):.3f} s, {more:,} matches more"
    return [under("each rule and match beyond five", 100, each, "ns", told, digits=0)]


def matches_of(command):
    """How many matches the rules had, be they judged or left out by a condition."""
    command = ["json" if word == "csv" else word for word in command]
    summary = json.loads(output(command))["summary"]
    return sum(summary[verdict] for verdict in ("passed", "failed", "undecided", "skipped"))


def growth():
    """what a further document takes, up to 100,000"""
    sizes = (1_000, 10_000, 100_000)
    policy = passing()
    folders = {n: synthetic(n) / "files" for n in sizes}
    commands = {n: check(folder, policy=policy) for n, folder in folders.items()}
    samples = interleaved(commands, runs=5)
    taken = [1000 * cpu(samples[n]) for n in sizes]
    bytes_read = [megabytes(folders[n]) for n in sizes]
    few, many = (
        (taken[at + 1] - taken[at]) / (bytes_read[at + 1] - bytes_read[at]) for at in (0, 1)
    )
    each = ", ".join(f"{n:,}: {ms / mb:.2f} ms/MB" for n, ms, mb in zip(sizes, taken, bytes_read))
    told = f"what comes beyond 10,000 beside what comes beyond 1,000; in all {each}; no findings"
    return [under("growth to 100,000 documents", 10, 100 * (many / few - 1), "%", told)]


def threads():
    """two threads against one, in time on the wall, and the same bytes"""
    folder = synthetic() / "files"
    outs = {jobs: WORK / f"jobs-{jobs}" for jobs in (1, 2)}
    samples = {jobs: [] for jobs in outs}
    for _ in range(11):
        for jobs, out in outs.items():
            samples[jobs].append(run(check(folder, jobs=jobs), out))
    same = filecmp.cmp(outs[1], outs[2], shallow=False)
    one, two = wall(samples[1]), wall(samples[2])
    least = [min(sample.wall for sample in samples[jobs]) for jobs in (1, 2)]
    told = f"{one:.3f} s against {two:.3f} s; {'the same' if same else 'OTHER'} bytes; "
    told += f"the quickest run of each {least[0]:.3f} s and {least[1]:.3f} s"
    return [Row("two threads", "1.8 ×", f"{one / two:.2f} ×", one / two >= 1.8 and same, told)]


def memory():
    """the most memory held, beside the largest file"""
    cases = {
        "10,000 documents": (synthetic() / "files", 1),
        "10,000 documents, two threads": (synthetic() / "files", 2),
        "100,000 documents": (synthetic(100_000) / "files", 1),
        "10,000 documents in one file": (synthetic() / "all.yaml", 1),
        "real": (real(), 1),
    }
    rows = []
    for name, (path, jobs) in cases.items():
        peak = peak_of(check(path, jobs=jobs, listed=USUAL))
        files = [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]
        largest = max(p.stat().st_size for p in files) / 1e6
        told = f"{len(files):,} files, the largest {largest:.1f} MB"
        rows.append(under(f"memory, {name}", 12 + 2.5 * largest * jobs, peak, "MB", told))
    quiet = passing()
    few, many = (peak_of(check(it, policy=quiet)) for it in (synthetic() / "files", tenfold()))
    told = f"{few:.1f} MB for 10,000 documents, {many:.1f} MB for the same ten times over; no findings"
    rows.append(under("memory, flat in the number of files", 1, many - few, "MB more", told))
    return rows


def peak_of(command):
    """Megabytes, the median of three runs."""
    return median(run(command).peak for _ in range(3)) / 1e6


SMALL = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  template:
    spec:
      containers:
        - name: web
          image: registry.example.com/shop/web:1.27.3
          imagePullPolicy: IfNotPresent
"""


def start():
    """the whole of a check of one small file, by the clock on the wall"""
    file = written("small.yaml", SMALL)
    own = [seaworthy(), "check", "--no-project", "-p", "std/recommended", str(file)]
    commands = {"own": own, "regorus": peers("regorus", "rvm", HERE / "rules.rego", file)}
    try:
        library = others.opa_library()
        commands["opa"] = peers("opa", library, "own", HERE / "rules.rego", file)
    except Missing:
        pass
    samples = interleaved(commands, 41)
    taken = {name: 1000 * wall(runs) for name, runs in samples.items()}
    told = f"of which {1000 * cpu(samples['own']):.1f} ms of processor time"
    rows = [under("start, one small file, std/recommended", 5, taken["own"], "ms", told)]
    rows.append(under("the same, beside regorus's start", taken["regorus"], taken["own"], "ms"))
    if "opa" in taken:
        told = f"a third of {taken['opa']:.1f} ms of OPA's library; `opa exec` itself is not to be had"
        rows.append(under("the same, beside OPA's start", taken["opa"] / 3, taken["own"], "ms", told))
    return rows


def formats():
    """what else the formats take, and how much they write"""
    folder = synthetic() / "files"
    names = ("text", "csv", "ndjson", "json", "sarif", "junit")
    taken = interleaved({name: check(folder, output=name) for name in names})
    told = [f"{name} {cpu(taken[name]):.3f} s" for name in names]
    return [figure("formats, five rules", told[0], ", ".join(told[1:]))]


def instructions():
    """instructions a document, by callgrind, held against benches/instructions.tsv"""
    counts = {}
    for n in (100, 1_000):
        command = check(synthetic(n) / "files")
        out = WORK / "callgrind.out"
        valgrind = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", *command]
        try:
            subprocess.run(valgrind, capture_output=True, check=False)
        except FileNotFoundError as error:
            raise Missing("valgrind is not there") from error
        total = re.search(r"^(?:summary|totals): (\d+)", out.read_text(), re.MULTILINE)
        counts[n] = int(total.group(1))
    each = (counts[1_000] - counts[100]) / 900
    *_, last = (ROOT / "benches/instructions.tsv").read_text().splitlines()
    kept = float(last.split("\t")[2])
    told = f"kept: {kept:,.0f}; a start takes {counts[100] - 100 * each:,.0f}"
    more = each / kept - 1
    return [Row("instructions a document", "as kept, or less", f"{each:,.0f}", more < 0.01, told)]
