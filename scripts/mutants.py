#!/usr/bin/env python3
"""Mutation testing: changes the program in thousands of small ways, and asks whether a test notices.

    scripts/mutants.py critical            all mutants of what the verdict hangs on
    scripts/mutants.py sample [K [N]]      the K-th of N shares of all others (7 of 20)
    scripts/mutants.py both [K [N]]        the two in one program, which is built once
    scripts/mutants.py --list AREA …       the mutants' names, and nothing else

cargo-mutants says which mutants there are (it is installed if it is not there). Building 2,300 of
them one by one takes a day of two cores, so they are all put into one copy of the tree, below
`target/mutants/AREA/`, each behind a number that an environment variable chooses: every function
becomes `match mutant(…) { 1 => {…}, 2 => {…}, _ => {…} }`. What then does not build is no mutant; what
can't be written so (constants, `const fn`) is left to cargo-mutants itself.

First each test runs by itself without a mutant, which says what it takes of a processor and which
functions it reaches; a test that fails then is left out, and named. A mutant meets only tests that
reach its function, the quick ones first, and is done with the first that fails, or takes ten times
as long as without it. Mutants eat memory, run in circles and write where they should not, so tests
have limits, and run as `nobody` if they were root's. Random tests draw as ever: what only they
notice may go unnoticed the next time.

Prints the tally, and every mutant that no test noticed and `tests/mutants.tsv` does not explain; the
run fails if there is one among `critical`, or if less than 85 % of a sample is noticed. A second run
goes on where the first stopped: what was not noticed meets tests of new names, and what is in a
function that has changed since meets all. Remove the folder to begin anew. Python 3.9 is enough. CONTRIBUTING.md has what it
found, and what it takes.
"""

import argparse
import collections
import concurrent.futures
import fnmatch
import hashlib
import json
import math
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# What the verdict hangs on: images, objects, the three values, the books, the exit code.
CRITICAL = """
src/world/image/*.rs src/world/kube/*.rs src/lang/value/truth.rs src/lang/eval/outcome.rs
src/lang/eval/quantify.rs src/lang/eval/answer.rs src/lang/eval/matching.rs src/judge/*.rs
src/report/exit.rs src/report/finding.rs src/report/summary.rs src/cli/mod.rs src/cli/cmd/check.rs
src/base/pool.rs
""".split()

# Tests of the sources, which all mutants have changed, and of deep inputs, which take long.
APART = ("architecture::", "limits::stacks::")

FIRST_BATCH = 0.3  # seconds of tests that each mutant meets first
QUICK = 0.3  # seconds that a test may take to meet all mutants
MEMORY = 8 << 30
LONGEST_FILE = 1 << 30
NOBODY = 65534
# Outside of the repository, whose `.gitignore` must not count for what tests write.
SCRATCH = Path(tempfile.gettempdir()) / f"seaworthy-mutants-{os.getpid()}"

SWITCH = """
/// The number of the mutant that runs, 0 being none; notes that the function with this number asks.
pub fn mutant(function: usize) -> u32 {
    use std::io::Write;
    use std::sync::atomic::{AtomicBool, Ordering};
    type Chosen = (u32, Option<std::fs::File>);
    static CHOSEN: std::sync::LazyLock<Chosen> = std::sync::LazyLock::new(|| {
        let number = std::env::var("SEAWORTHY_MUTANT").ok().and_then(|n| n.parse().ok());
        let log = std::env::var_os("SEAWORTHY_REACHED");
        let append = |path| std::fs::OpenOptions::new().append(true).create(true).open(path).ok();
        (number.unwrap_or(0), log.and_then(append))
    });
    static REACHED: [AtomicBool; FUNCTIONS] = [const { AtomicBool::new(false) }; FUNCTIONS];
    let (number, log) = &*CHOSEN;
    if let (Some(mut log), Some(reached)) = (log.as_ref(), REACHED.get(function)) {
        if !reached.swap(true, Ordering::Relaxed) {
            let _ = log.write_all(format!("{function}\\n").as_bytes());
        }
    }
    *number
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
    # Fields that are deleted are listed whatever the filters say (cargo-mutants 27).
    mutants = [mutant for mutant in names_and_places(command)
               if is_critical(mutant) == (area == "critical")]
    return [dict(mutant, area=area) for mutant in mutants]


def names_and_places(command):
    """What cargo-mutants lists."""
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)


def is_critical(mutant):
    """True if the verdict hangs on the mutant's file."""
    return any(fnmatch.fnmatchcase(mutant["file"], pattern) for pattern in CRITICAL)


# Writing all mutants into one tree.

HEAD = re.compile(r"(?m)^\s*(?:pub(?:\([^)]*\))?\s+)?(const\s+)?(?:async\s+)?fn\s")
LETTER = re.compile(r"'(\\.|[^'\\])'")


def body_of(text, start, end):
    """Where the body of the function between these places begins, and the type to box what it
    yields as if that is `impl …`; None if it can't be switched."""
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
            hidden = re.search(r"->\s*impl\b(.*)", text[head.start():at], re.DOTALL)
            return at, hidden.group(1).split("where")[0].strip() if hidden else None
        at += 1
    return None


def functions_of(text, mutants):
    """The functions as dictionaries, in order, and the mutants that are in none of these."""
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
            functions.append({"body": body[0], "boxed": body[1], "end": end, "mutants": own})
            digest = hashlib.sha256(text[start:end].encode()).hexdigest()[:12]
            for mutant in own:
                mutant["text"] = digest
            reached = end
    return functions, left


def switched(text, functions, dropped):
    """The file with all mutants in it, and the lines that each takes; the lines of functions are
    there too, with all that they hold, behind those."""
    parts, places, wholes, at, line = [], [], [], 0, 1

    def write(part, numbers=None):
        nonlocal line
        if numbers:
            places.append((line, line + part.count("\n") - 1, numbers))
        line += part.count("\n")
        parts.append(part)

    for function in functions:
        live = [mutant for mutant in function["mutants"] if mutant["id"] not in dropped]
        if not live:
            continue
        start, end, boxed = function["body"], function["end"], function["boxed"]
        before, behind = ("Box::new(", f") as Box<dyn {boxed}>") if boxed else ("", "")
        write(text[at:start] + f"{{ match crate::mutant({live[0]['function_id']}) {{\n")
        first = line - 1
        for mutant in live:
            cut, upto = mutant["cut"]
            body = text[start:cut] + mutant["replacement"] + " " + text[upto:end]
            write(f"{mutant['id']} => {before}{body}{behind},\n", {mutant["id"]})
        write(f"_ => {before}{text[start:end]}{behind} }} }}")
        wholes.append((first, line, {mutant["id"] for mutant in live}))
        at = end
    write(text[at:])
    return "".join(parts), places + wholes


def guilty(tree, places):
    """What does not build: the mutants at whose lines the compiler finds fault, or, where it finds
    it between them, all of the function, which then can't be switched: a second set."""
    command = ["cargo", "check", "--lib", "--message-format=json"]
    ran = subprocess.run(command, cwd=tree, capture_output=True, text=True)
    found, whole = set(), set()
    for line in ran.stdout.splitlines():
        message = json.loads(line).get("message")
        if not isinstance(message, dict) or message["level"] != "error":
            continue
        for span in filter(lambda span: span["is_primary"], message["spans"]):
            around = [numbers for first, last, numbers in places.get(span["file_name"], [])
                      if first <= span["line_start"] <= last]
            # The first is the mutant's, if there is one.
            if len(around) > 1:
                found |= around[0]
            elif around:
                whole |= around[0]
    if ran.returncode != 0 and not found and not whole:
        sys.exit(f"the tree with the mutants does not build\n{ran.stderr}")
    # What is wrong with a mutant may show elsewhere in its function too.
    return found, set() if found else whole


def write_file(path, content):
    """Writes a file, if it is not what it should be: what is not touched is not built again."""
    if not path.exists() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def copy_tree(tree, apart):
    """Brings the copy to what the working tree is, but for the files `apart`, which hold mutants."""
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True)
    wanted = set(filter(None, tracked.stdout.decode().split("\0")))
    for path in list(tree.rglob("*")) if tree.exists() else []:
        name = path.relative_to(tree).as_posix()
        if not name.startswith("target/") and path.is_file() and name not in wanted:
            path.unlink()
    for name in sorted(wanted - apart):
        write_file(tree / name, (ROOT / name).read_bytes())
        (tree / name).chmod((ROOT / name).stat().st_mode)


def write_tree(tree, mutants):
    """Writes the tree; which mutants live in it, and which are left to cargo-mutants."""
    copy_tree(tree, {mutant["file"] for mutant in mutants} | {"src/lib.rs"})
    files, left = {}, []
    by_file, numbered = collections.defaultdict(list), 0
    for mutant in mutants:
        by_file[mutant["file"]].append(mutant)
    for name, own in by_file.items():
        text = (ROOT / name).read_text()
        functions, unwritten = functions_of(text, own)
        for function in functions:
            for mutant in function["mutants"]:
                mutant["function_id"] = numbered
            numbered += 1
        files[name] = (text, functions)
        left += unwritten
    switch = SWITCH.replace("FUNCTIONS", str(max(numbered, 1)))
    write_file(tree / "src/lib.rs", ((ROOT / "src/lib.rs").read_text() + switch).encode())
    name_all(mutants)
    # What did not build the last time is not tried again, so that most runs check once.
    memory = tree.parent / "dropped.json"
    before = set(json.loads(memory.read_text())) if memory.exists() else set()
    dropped = {mutant["id"] for mutant in mutants if mutant["key"] in before}
    while True:
        places = {}
        for name, (text, functions) in files.items():
            written, places[name] = switched(text, functions, dropped)
            write_file(tree / name, written.encode())
        found, whole = guilty(tree, places)
        if not found and not whole:
            break
        dropped |= found
        memory.write_text(json.dumps([m["key"] for m in mutants if m["id"] in dropped]))
        for name, (text, functions) in files.items():
            own = [f for f in functions if any(m["id"] in whole for m in f["mutants"])]
            left += [m for f in own for m in f["mutants"] if m["id"] not in dropped]
            files[name] = (text, [f for f in functions if f not in own])
    unwritten = {mutant["id"] for mutant in left}
    live = [m for m in mutants if m["id"] not in dropped and m["id"] not in unwritten]
    return live, left


def name_all(mutants):
    """Gives each mutant a key that outlives edits elsewhere: name without place, which of those that
    are called so it is, and what its function reads like."""
    seen = collections.Counter()
    for mutant in mutants:
        name = place_free(mutant["name"])
        seen[name] += 1
        mutant["row"] = name if seen[name] == 1 else f"{name} ({seen[name]})"
        mutant["key"] = f"{mutant['row']} @{mutant.get('text', '')}"


def build(tree):
    """The test programs of the tree: the library's own tests, and all others."""
    # Optimised a little: a suite is run thousands of times.
    environment = dict(os.environ, CARGO_PROFILE_DEV_OPT_LEVEL="1", CARGO_PROFILE_DEV_DEBUG="0",
                       CARGO_INCREMENTAL="0")
    command = ["cargo", "test", "--no-run", "--lib", "--test", "main", "--message-format=json"]
    ran = subprocess.run(command, cwd=tree, env=environment, check=True, stdout=subprocess.PIPE)
    messages = [json.loads(line) for line in ran.stdout.splitlines()]
    return [m["executable"] for m in messages if m.get("executable") and m["profile"]["test"]]


# Running them.


def confined(tree, processor_seconds):
    """What a test's process may take, and as whom it runs: mutants eat memory, run in circles, and
    write where they should not. For root that would be anywhere."""
    def confine():
        # A group of processes, to be killed as one; a session would have a priority of its own.
        os.setpgid(0, 0)
        limits = {resource.RLIMIT_CPU: processor_seconds, resource.RLIMIT_AS: MEMORY,
                  resource.RLIMIT_FSIZE: LONGEST_FILE, resource.RLIMIT_CORE: 0}
        for limit, amount in limits.items():
            resource.setrlimit(limit, (amount, amount))
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
    return confine


def run_tests(tree, program, tests, seconds, **variables):
    """The first of these tests that fails, or how they ended otherwise, None if well; and what they
    took of a processor, in seconds. They may take ten times what they took before."""
    environment = dict(os.environ, RUST_BACKTRACE="0", INSTA_UPDATE="no",
                       TMPDIR=str(SCRATCH), **variables)
    limit = 5 + math.ceil(10 * seconds)
    process = subprocess.Popen(
        [program, "--test-threads=1", "--exact", *tests], cwd=tree, env=environment, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        errors="replace", preexec_fn=confined(tree, limit))
    ends = []

    def stop(reason=None):
        if reason:
            ends.append(reason)
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    # Waiting takes no processor; a busy machine has others to serve.
    watch = threading.Timer(60 + 10 * limit, stop, ["it does not end"])
    watch.start()
    for line in process.stdout:
        failed = re.match(r"test (\S+) .*FAILED", line)
        if failed:
            stop(failed.group(1))
            break
    process.stdout.close()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = code = os.waitstatus_to_exitcode(status)
    watch.cancel()
    stop()
    by = ends[0] if ends else None if code == 0 else f"exit code {code}"
    return by, used.ru_utime + used.ru_stime


def in_parallel(work, items):
    """Does `work` for each item; yields them as they are done. Tests wait as well as compute, so
    there are more at a time than cores."""
    with concurrent.futures.ThreadPoolExecutor(3 * (os.cpu_count() or 2)) as pool:
        waiting = {pool.submit(work, item): item for item in items}
        for done in concurrent.futures.as_completed(waiting):
            yield waiting[done], done.result()


def measure(tree, programs):
    """Runs each test by itself without a mutant: what it takes, and which functions it reaches."""
    names = []
    for program in programs:
        listed = subprocess.run([program, "--list", "--format=terse"], cwd=tree, check=True,
                                capture_output=True, text=True).stdout
        names += [(program, line[:-6]) for line in listed.splitlines() if line.endswith(": test")]
    names = [test for test in names if not test[1].startswith(APART)]

    def one(test):
        log = SCRATCH / f"reached-{names.index(test)}"
        by, took = run_tests(tree, test[0], [test[1]], 60, SEAWORTHY_REACHED=str(log))
        reached = sorted(map(int, log.read_text().split())) if log.exists() else []
        return by, took, reached

    tests = []
    for (program, name), (by, took, reached) in in_parallel(one, names):
        if by:
            print(f"left out, for it fails without a mutant: {name}", flush=True)
        else:
            tests.append({"program": program, "name": name, "took": took, "reached": reached})
    return sorted(tests, key=lambda test: test["took"])


def measured(tree, programs):
    """What `measure` says, or said of the same programs."""
    memory = tree.parent / "tests.json"
    if not memory.exists() or any(memory.stat().st_mtime < os.stat(p).st_mtime for p in programs):
        memory.write_text(json.dumps(measure(tree, programs)))
    tests = json.loads(memory.read_text())
    print(f"{len(tests)} tests take {sum(test['took'] for test in tests):.0f} s, one by one", flush=True)
    return [dict(test, reached=set(test["reached"])) for test in tests]


def try_mutant(tree, tests, mutant, kills, met):
    """Who notices the mutant, or None. It meets the tests that reach its function, but for those that
    it has `met`, in batches each of which takes several times as long as those before. Quick ones
    come first, and those that noticed others, above all of the same file."""
    def costs(test):
        likely = kills[mutant["file"], test["name"]] + 0.1 * kills[test["name"]]
        return test["took"] / (1 + likely)

    reaching = [test for test in tests
                if mutant["function_id"] in test["reached"] and test["name"] not in met]
    reaching.sort(key=costs)
    longest = FIRST_BATCH
    while reaching:
        batch, seconds = [], 0.0
        while reaching and (not batch or seconds + reaching[0]["took"] <= longest):
            seconds += reaching[0]["took"]
            batch.append(reaching.pop(0))
        longest *= 6
        for program in sorted({test["program"] for test in batch}, reverse=True):
            names = [test["name"] for test in batch if test["program"] == program]
            by, _ = run_tests(tree, program, names, seconds, SEAWORTHY_MUTANT=str(mutant["id"]))
            if by:
                return by
    return None


def try_all(tree, tests, live, log):
    """Runs those that nobody has noticed by the log; who noticed which, by its key. Most are
    noticed by something quick, so that the slow tests are kept for those that are not."""
    results, met, known = {}, collections.defaultdict(set), explained()
    rows = map(json.loads, log.read_text().splitlines() if log.exists() else [])
    for row in rows:
        if row["by"]:
            results[row["key"]] = row["by"]
        else:
            met[row["key"]] |= set(row["met"])
    quick = [test for test in tests if test["took"] <= QUICK]
    slow = [test for test in tests if test["took"] > QUICK]
    kills = collections.Counter()

    def count(key, by):
        kills[by] += 1
        kills[key.split(": ", 1)[0], by] += 1

    for key, by in results.items():
        count(key, by)
    for tests in quick, slow:
        waiting = [mutant for mutant in live if not results.get(mutant["key"])]
        # What is explained may be noticed all the same, but that can wait.
        waiting.sort(key=lambda mutant: mutant["row"] in known)
        print(f"{len(waiting)} of {len(live)} mutants meet {len(tests)} tests", flush=True)
        names = [test["name"] for test in tests]
        done = in_parallel(
            lambda mutant: try_mutant(tree, tests, mutant, kills, met[mutant["key"]]), waiting)
        for tried, (mutant, by) in enumerate(done, 1):
            results[mutant["key"]] = by
            row = {"key": mutant["key"], "by": by}
            if by:
                count(mutant["key"], by)
            else:
                print(f"unnoticed ({tried} tried): {mutant['name']}", flush=True)
                row["met"] = names
            with log.open("a") as out:
                out.write(json.dumps(row) + "\n")
    return results


def ask_cargo_mutants(mutants):
    """What cargo-mutants itself says of those that can't be switched: who is not noticed."""
    if not mutants:
        return []
    listing = [mutant["name"] for mutant in names_and_places(["cargo", "mutants", "--list", "--json"])]
    missed = []
    for mutant in mutants:
        out = ROOT / "target/mutants/cargo"
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        # A share that holds this one alone: a filter by name does not stop what is said above.
        share = f"{listing.index(mutant['name'])}/{len(listing)}"
        command = ["cargo", "mutants", "--sharding", "round-robin", "--shard", share,
                   "--output", str(out), "--baseline=skip", "--timeout=600",
                   "--", "--lib", "--test", "main", "--", *(
                       word for name in APART for word in ("--skip", name))]
        subprocess.run(command, cwd=ROOT, check=False)
        missed += (out / "mutants.out/missed.txt").read_text().splitlines()
    return missed


def place_free(name):
    """A mutant's name without its line and column, which move."""
    return re.sub(r"^([^:]+):\d+:\d+: ", r"\1: ", name)


def explained():
    """The mutants that change nothing, with the reason."""
    rows = (ROOT / "tests/mutants.tsv").read_text().splitlines()[1:]
    return dict(row.split("\t", 1) for row in rows)


def tell(area, mutants, live, missed, known):
    """Prints the tally of an area; true if enough was noticed there."""
    def of_area(some):
        return [mutant for mutant in some if mutant["area"] == area]

    total, viable, missed = len(of_area(mutants)), len(of_area(live)), of_area(missed)
    new = [mutant["name"] for mutant in missed if mutant["row"] not in known]
    noticed = viable - len(missed)
    print(f"{area}: {total} mutants, {total - viable} do not build; of {viable} tests notice "
          f"{noticed} ({100 * noticed / viable:.1f} %), {len(missed) - len(new)} are explained in "
          f"tests/mutants.tsv, {len(new)} are not")
    print(*new, sep="\n")
    return not new if area == "critical" else len(missed) <= 0.15 * viable


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("--list", action="store_true")
    parser.add_argument("area", choices=["critical", "sample", "both"])
    parser.add_argument("share", type=int, nargs="*", default=[7, 20])
    options = parser.parse_args()
    share = (options.share + [20])[:2]
    areas = ["critical", "sample"] if options.area == "both" else [options.area]
    mutants = [mutant for area in areas for mutant in listed(area, share)]
    for number, mutant in enumerate(mutants, 1):
        mutant["id"] = number
    if options.list:
        print(*(mutant["name"] for mutant in mutants), sep="\n")
        return
    name = options.area if options.area == "critical" else f"{options.area}-{share[0]}-{share[1]}"
    folder = ROOT / "target/mutants" / name
    tree = folder / "tree"
    tree.mkdir(parents=True, exist_ok=True)
    live, left = write_tree(tree, mutants)
    programs = build(tree)
    for writable in [SCRATCH, tree / "target/tmp"]:
        shutil.rmtree(writable, ignore_errors=True)
        writable.mkdir(parents=True)
        writable.chmod(0o777)
    tests = measured(tree, programs)
    results = try_all(tree, tests, live, folder / "results.jsonl")
    shutil.rmtree(SCRATCH, ignore_errors=True)
    missed = [mutant for mutant in live if results[mutant["key"]] is None]
    passed = set(ask_cargo_mutants(left))
    missed += [mutant for mutant in left if mutant["name"] in passed]
    enough = [tell(area, mutants, live + left, missed, explained()) for area in areas]
    sys.exit(0 if all(enough) else 1)


if __name__ == "__main__":
    main()
