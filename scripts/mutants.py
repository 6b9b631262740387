#!/usr/bin/env python3
"""Mutation testing: changes the program in thousands of small ways, and asks whether a test notices.

    scripts/mutants.py critical            all mutants of what the verdict hangs on
    scripts/mutants.py sample [K [N]]      the K-th of N shares of all others (7 of 20)
    scripts/mutants.py --list AREA …       the mutants' names, and nothing else

cargo-mutants says which mutants there are (it is installed if it is not there). Building 2,300 of
them one by one takes a day of two cores, so they are all put into one copy of the tree, below
`target/mutants/AREA/`, each behind a number that an environment variable chooses: every function
becomes `match mutant() { 1 => {…}, 2 => {…}, _ => {…} }`. What then does not build is no mutant; what
can't be written so (`const fn`, `-> impl …`) is left to cargo-mutants itself. Each mutant meets the
tests of its own area first, then all others, and is done with the first that fails or with ten
minutes.

Prints the tally, and every mutant that no test noticed and `tests/mutants.tsv` does not explain; the
run fails if there is one among `critical`, or if less than 85 % of a sample is noticed. A second
run goes on where the first stopped, and tries again only what was not noticed. Python 3.9 is enough.
A run of all takes hours: on two busy cores 1,700 mutants took about two.
"""

import argparse
import collections
import glob
import json
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# What the verdict hangs on: images, objects, the three values, the books, the exit code.
CRITICAL = """
src/world/image/*.rs src/world/kube/*.rs src/lang/value/truth.rs src/lang/eval/outcome.rs
src/lang/eval/quantify.rs src/lang/eval/answer.rs src/lang/eval/matching.rs src/judge/*.rs
src/report/exit.rs src/report/finding.rs src/report/summary.rs src/cli/mod.rs src/cli/cmd/check.rs
src/cli/terminal.rs
""".split()

# Which tests are likely to notice a mutant of a file: the first prefix that fits counts.
NEAREST = [
    ("src/world/image/", ["images::"], ["kube::", "lang::eval", "bypass::"]),
    ("src/world/kube/", ["kube::"], ["bypass::", "joins::", "lang::eval", "predicate::", "cases::"]),
    ("src/world/", ["manifests::", "inputs::", "lang::eval"], ["bypass::", "kube::"]),
    ("src/lang/", ["lang::eval", "lang::typeck", "lang::syntax"], ["errors::", "predicate::"]),
    ("src/", ["report::", "joins::", "bypass::"], ["errors::", "cli::"]),
]

# Tests of time, which a busy machine would make fail for no mutant's sake, and of the sources, which
# all mutants have changed.
APART = ["limits", "cost", "architecture"]

SWITCH = """
/// The number of the mutant that runs; 0 is none.
pub fn mutant() -> u32 {
    static ACTIVE: std::sync::LazyLock<u32> = std::sync::LazyLock::new(|| {
        std::env::var("SEAWORTHY_MUTANT").ok().and_then(|n| n.parse().ok()).unwrap_or(0)
    });
    *ACTIVE
}
"""


def listed(area, share):
    """The mutants of an area, in cargo-mutants' own order and with its names."""
    if not shutil.which("cargo-mutants"):
        subprocess.run(["cargo", "install", "--locked", "cargo-mutants"], check=True)
    command = ["cargo", "mutants", "--list", "--json"]
    command += [word for file in CRITICAL for word in ("-f" if area == "critical" else "-e", file)]
    if area == "sample":
        command += ["--sharding", "round-robin", "--shard", f"{share[0]}/{share[1]}"]
    mutants = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
    return [dict(mutant, id=number) for number, mutant in enumerate(mutants, 1)]


# Writing all mutants into one tree.

HEAD = re.compile(r"(?m)^\s*(?:pub(?:\([^)]*\))?\s+)?(const\s+)?(?:async\s+)?fn\s")
LETTER = re.compile(r"'(\\.|[^'\\])'")


def body_of(text, start, end):
    """Where the body of the function between these places begins; None if it can't be switched."""
    head = HEAD.search(text, text.rfind("\n", 0, start) + 1, end)
    if not head or head.group(1):
        return None
    at, depth = head.end(), 0
    while at < end:
        letter = LETTER.match(text, at)
        if letter:
            at = letter.end()
            continue
        if text.startswith("//", at):
            at = text.index("\n", at)
        elif text[at] in "([":
            depth += 1
        elif text[at] in ")]":
            depth -= 1
        elif text[at] == "{" and depth == 0:
            hidden = re.search(r"->.*\bimpl\b", text[head.start():at], re.DOTALL)
            return None if hidden else at
        at += 1
    return None


def functions_of(text, mutants):
    """Start, body, end and mutants of each function, in order; and the mutants of none of these."""
    lines = [0]
    for line in text.split("\n"):
        lines.append(lines[-1] + len(line) + 1)

    def place(at):
        return lines[at["line"] - 1] + at["column"] - 1

    grouped, left = collections.defaultdict(list), []
    for mutant in mutants:
        span = mutant["span"]
        mutant["cut"] = (place(span["start"]), place(span["end"]))
        around = mutant.get("function")
        if around is None:
            left.append(mutant)
        else:
            grouped[place(around["span"]["start"]), place(around["span"]["end"])].append(mutant)
    functions, reached = [], 0
    for (start, end), own in sorted(grouped.items(), key=lambda item: (item[0][0], -item[0][1])):
        body = body_of(text, start, end) if start >= reached else None
        if body is None:
            left += own
        else:
            functions.append((body, end, own))
            reached = end
    return functions, left


def switched(text, functions, dropped):
    """The file with all mutants in it, and the lines that each takes."""
    parts, places, at, line = [], [], 0, 1

    def write(part, number=None):
        nonlocal line
        if number is not None:
            places.append((line, line + part.count("\n") - 1, number))
        line += part.count("\n")
        parts.append(part)

    for start, end, mutants in functions:
        live = [mutant for mutant in mutants if mutant["id"] not in dropped]
        if not live:
            continue
        write(text[at:start] + "{ match crate::mutant() {\n")
        for mutant in live:
            cut, upto = mutant["cut"]
            body = text[start:cut] + mutant["replacement"] + " " + text[upto:end]
            write(f"{mutant['id']} => {body}\n", mutant["id"])
        write(f"_ => {text[start:end]} }} }}")
        at = end
    write(text[at:])
    return "".join(parts), places


def guilty(tree, places):
    """What does not build: the mutants at whose lines the compiler finds fault."""
    command = ["cargo", "check", "--lib", "--message-format=json"]
    ran = subprocess.run(command, cwd=tree, capture_output=True, text=True)
    found = set()
    for line in ran.stdout.splitlines():
        message = json.loads(line).get("message")
        if not isinstance(message, dict) or message["level"] != "error":
            continue
        for span in filter(lambda span: span["is_primary"], message["spans"]):
            for first, last, number in places.get(span["file_name"], []):
                if first <= span["line_start"] <= last:
                    found.add(number)
    if ran.returncode != 0 and not found:
        sys.exit(f"the tree with the mutants does not build\n{ran.stderr}")
    return found


def write_tree(tree, mutants):
    """Writes the tree; which mutants live in it, which are left to cargo-mutants, which don't build."""
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True)
    for name in filter(None, tracked.stdout.decode().split("\0")):
        target = tree / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or target.read_bytes() != (ROOT / name).read_bytes():
            shutil.copy2(ROOT / name, target)
    library = tree / "src/lib.rs"
    library.write_text((ROOT / "src/lib.rs").read_text() + SWITCH)
    files, left = {}, []
    by_file = collections.defaultdict(list)
    for mutant in mutants:
        by_file[mutant["file"]].append(mutant)
    for name, own in by_file.items():
        text = (ROOT / name).read_text()
        functions, unwritten = functions_of(text, own)
        files[name] = (text, functions)
        left += unwritten
    dropped = set()
    while True:
        places = {}
        for name, (text, functions) in files.items():
            written, places[name] = switched(text, functions, dropped)
            (tree / name).write_text(written)
        found = guilty(tree, places)
        if not found:
            break
        dropped |= found
    unwritten = {mutant["id"] for mutant in left}
    live = [m for m in mutants if m["id"] not in dropped and m["id"] not in unwritten]
    return live, left, dropped


def build(tree):
    """The test programs of the tree: the library's own tests, and all others."""
    # Optimised a little: a suite is run thousands of times.
    environment = dict(os.environ, CARGO_PROFILE_DEV_OPT_LEVEL="1", CARGO_INCREMENTAL="0")
    command = ["cargo", "test", "--no-run", "--lib", "--test", "main", "--message-format=json"]
    ran = subprocess.run(command, cwd=tree, env=environment, check=True, stdout=subprocess.PIPE)
    messages = [json.loads(line) for line in ran.stdout.splitlines()]
    programs = [m["executable"] for m in messages if m.get("executable") and m["profile"]["test"]]
    return sorted(programs, key=lambda program: Path(program).name.startswith("main-"))


# Running them.


def noticed(tree, program, filters, number):
    """The first test that fails with this mutant, or how the tests ended otherwise; None if well."""
    environment = dict(os.environ, SEAWORTHY_MUTANT=str(number), RUST_BACKTRACE="0")
    skipped = [word for name in APART for word in ("--skip", name)]
    process = subprocess.Popen(
        [program, "--test-threads=2", *filters, *skipped], cwd=tree, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, errors="replace", start_new_session=True)
    ends = []

    def stop(reason=None):
        if reason:
            ends.append(reason)
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    watch = threading.Timer(600, stop, ["it does not end"])
    watch.start()
    for line in process.stdout:
        failed = re.match(r"test (\S+) .*FAILED", line)
        if failed:
            stop(failed.group(1))
            break
    process.stdout.close()
    code = process.wait()
    watch.cancel()
    stop()
    return ends[0] if ends else None if code == 0 else f"exit code {code}"


def try_mutant(tree, programs, mutant):
    """Who notices the mutant, or None."""
    own, main = programs
    _, *tiers = next(row for row in NEAREST if mutant["file"].startswith(row[0]))
    for program, filters in [(own, []), *((main, tier) for tier in tiers), (main, [])]:
        by = noticed(tree, program, filters, mutant["id"])
        if by:
            return by
    return None


def try_all(tree, programs, live, log):
    """Runs those that nobody has noticed by the log, one a core; who noticed which, by its name."""
    results = {}
    if log.exists():
        rows = map(json.loads, log.read_text().splitlines())
        results = {row["name"]: row["by"] for row in rows if row["by"]}
    waiting, lock = queue.SimpleQueue(), threading.Lock()
    for mutant in live:
        if mutant["name"] not in results:
            waiting.put(mutant)

    def work():
        while True:
            try:
                mutant = waiting.get_nowait()
            except queue.Empty:
                return
            by = try_mutant(tree, programs, mutant)
            with lock, log.open("a") as out:
                results[mutant["name"]] = by
                out.write(json.dumps({"name": mutant["name"], "by": by}) + "\n")

    threads = [threading.Thread(target=work) for _ in range(os.cpu_count() or 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def ask_cargo_mutants(mutants):
    """What cargo-mutants itself says of those that can't be switched: who is not noticed."""
    if not mutants:
        return []
    names = "|".join(re.escape(mutant["name"]) for mutant in mutants)
    out = ROOT / "target/mutants/cargo"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    command = ["cargo", "mutants", "--re", f"^({names})$", "--output", str(out), "--baseline=skip",
               "--timeout=600", "--", "--lib", "--test", "main", "--", *(
                   word for name in APART for word in ("--skip", name))]
    subprocess.run(command, cwd=ROOT, check=False)
    return (out / "mutants.out/missed.txt").read_text().splitlines()


def place_free(name):
    """A mutant's name without its line and column, which move."""
    return re.sub(r"^([^:]+):\d+:\d+: ", r"\1: ", name)


def explained():
    """The mutants that change nothing, with the reason."""
    rows = (ROOT / "tests/mutants.tsv").read_text().splitlines()[1:]
    return dict(row.split("\t", 1) for row in rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("--list", action="store_true")
    parser.add_argument("area", choices=["critical", "sample"])
    parser.add_argument("share", type=int, nargs="*", default=[7, 20])
    options = parser.parse_args()
    share = (options.share + [20])[:2]
    mutants = listed(options.area, share)
    if options.list:
        print(*(mutant["name"] for mutant in mutants), sep="\n")
        return
    name = options.area if options.area == "critical" else f"sample-{share[0]}-{share[1]}"
    folder = ROOT / "target/mutants" / name
    tree = folder / "tree"
    tree.mkdir(parents=True, exist_ok=True)
    live, left, dropped = write_tree(tree, mutants)
    programs = build(tree)
    for program in programs:
        by = noticed(tree, program, [], 0)
        if by:
            sys.exit(f"a test fails without any mutant: {by}")
    results = try_all(tree, programs, live, folder / "results.jsonl")
    missed = [m["name"] for m in live if results[m["name"]] is None] + ask_cargo_mutants(left)
    known = explained()
    new = [name for name in missed if place_free(name) not in known]
    viable = len(live) + len(left)
    print(f"{len(mutants)} mutants, {len(dropped)} do not build; of {viable} tests notice "
          f"{viable - len(missed)} ({100 * (viable - len(missed)) / viable:.1f} %), "
          f"{len(missed) - len(new)} are explained in tests/mutants.tsv, {len(new)} are not")
    print(*new, sep="\n")
    enough = not new if options.area == "critical" else len(missed) <= 0.15 * viable
    sys.exit(0 if enough else 1)


if __name__ == "__main__":
    main()
