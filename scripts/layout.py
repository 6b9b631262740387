#!/usr/bin/env python3
"""Writes `layout.ld`: which functions of the program stand first, because a run of `check` enters them.

    scripts/layout.py            builds the program, runs it under callgrind, and writes layout.ld
    scripts/layout.py --told     builds and runs it, and tells only how much of what runs stands first by it now

A run enters a sixth of the program's functions, and the kernel maps 64 KB or more for each that it meets: where
they stand as the compiler leaves them, most of the program is in memory at last. The linker is told to put those
first that run, group by group (`GROUPS`), and the rest behind them (`build.rs`).

Functions are named by patterns. Of a symbol (Rust's v0 mangling, see `.cargo/config.toml`) stays as much as tells it
from the functions that its group does not enter; what differs from build to build, as the hashes of crates, is a
`*`. So the list serves other compilers and dependencies as far as names are the same there. A function that it does
not name stands behind: that costs memory, and nothing else.

Needs valgrind and what builds the program; takes about four minutes. Python 3.9 is enough.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "target/layout"
LAYOUT = ROOT / "layout.ld"
PROGRAM = WORK / "release/seaworthy"
MAP = WORK / "map"
MANY = WORK / "corpus/files"
DOCUMENTS = "300"

BY_FIVE = ["check", "--no-project", "--namespace", "default", "-p", "benches/speed.sea"]
CHECK = [*BY_FIVE, MANY]
FORMATS = ["json", "ndjson", "sarif", "junit", "github", "gitlab", "html", "markdown", "tap", "policyreport"]
# A function stands in the first group that enters it.
GROUPS = {
    "a check by the library that finds nothing": [
        ["check", "--no-project", "-p", "std/recommended", "examples/web-shop/base"],
    ],
    "a check of many files": [[*CHECK, "-o", "csv", "-j", jobs] for jobs in ("1", "2")],
    "a check of many files, some of them odd or faulty, with more findings than are listed": [
        [*BY_FIVE, "-o", "csv", "tests/adversarial/manifests", "examples"],
        [*CHECK, "-o", "csv", "--max-findings", "100"],
    ],
    "a project's check, findings as text": [CHECK, ["check", "examples/web-shop"]],
    "findings in other formats": [[*CHECK, "-o", form] for form in FORMATS],
}
# Valgrind's processor has no instructions for SHA-256; one that has enters this instead of what runs there.
NOT_MET = "4sha26sha2567x86_sha8compress"

HEAD = """/* Which functions stand first in the program, so that a run needs little of it in memory.
   `scripts/layout.py` writes this file, and tells what it is for. */
SECTIONS
{
  .text.first : {
"""
TAIL = """  }
}
INSERT BEFORE .text;
"""


def built():
    """Builds the program with its symbols, and has the linker (LLD) list what it puts where."""
    kept = {"CARGO_PROFILE_RELEASE_STRIP": "none"}
    command = ["cargo", "rustc", "--locked", "--release", "--bin", "seaworthy", "--target-dir", WORK]
    subprocess.run([*command, "--", "-C", f"link-arg=-Wl,-Map={MAP}"], cwd=ROOT, env=os.environ | kept, check=True)
    if not MANY.exists():
        generator = [sys.executable, ROOT / "benches/speed/gen_corpus.py", MANY.parent, DOCUMENTS, "42"]
        subprocess.run(generator, check=True, stdout=subprocess.DEVNULL)


def sections():
    """The address and size in bytes of each function's section, by its name: of `.text.` and a symbol."""
    rows = re.findall(r"^ *(\w+) +\w+ +(\w+) +\d+ +\S+:\((\.text\.\S+)\)$", MAP.read_text(), re.M)
    return {name: (int(address, 16), int(size, 16)) for address, size, name in rows}


def homes(known):
    """The section of each symbol: functions with the same code share one, by the name of one of them."""
    by_address = {address: name for name, (address, size) in known.items() if size}
    listed = subprocess.run(["nm", PROGRAM], stdout=subprocess.PIPE, text=True, check=True).stdout
    symbols = re.findall(r"^(\w+) [tTwW] (\S+)$", listed, re.M)
    return {symbol: by_address[int(at, 16)] for at, symbol in symbols if int(at, 16) in by_address}


def entered(arguments):
    """The symbols of all functions that a run enters."""
    told = WORK / "callgrind.out"
    command = ["valgrind", "--tool=callgrind", "--demangle=no", f"--callgrind-out-file={told}", PROGRAM, *arguments]
    ran = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    if ran.returncode not in (0, 1, 3):
        sys.exit(f"{' '.join(map(str, arguments))} exits with {ran.returncode}:\n{ran.stderr}")
    names = re.findall(r"^c?fn=\(\d+\) (\S+)", told.read_text(), re.M)
    return {name.split("'")[0] for name in names}


def general(section):
    """The section's name, a `*` for all that differs from build to build."""
    hashes = r"(?<=Cs)[0-9A-Za-z]+(?=_\d)|(?<=B)[0-9A-Za-z]{1,2}(?=_)|(?<=\.llvm\.)\d+$"
    return re.sub(hashes, "*", section)


def patterns(wanted, others):
    """The shortest beginnings that name all that is wanted, and nothing of the others."""
    beginnings = set()
    for name in others:
        beginnings.update(name[:end] for end in range(1, len(name) + 1))
    found = set()
    for name in wanted - others:
        end = next((end for end in range(1, len(name)) if name[:end] not in beginnings), len(name))
        found.add(name[:end] + ("*" if end < len(name) and name[end - 1] != "*" else ""))
    return sorted(found)


def told(met, known):
    """How much of what was met stands first, and how much else does."""
    stretch = re.search(r"^ *(\w+) +\w+ +(\w+) +\d+ \.text\.first$", MAP.read_text(), re.M)
    start, size = (int(number, 16) for number in stretch.groups()) if stretch else (0, 0)
    first = sum(known[name][1] for name in met if start <= known[name][0] < start + size)
    behind = sum(known[name][1] for name in met) - first
    return f"of the functions that runs enter {first:,} bytes stand first and {behind:,} do not; first stand {size:,} in all"


def written(groups, known):
    """The linker's script for groups of sections."""
    left = {general(name) for name in known}
    text = HEAD
    for title, names in groups.items():
        wanted = {general(name) for name in names} & left
        left -= wanted
        lines = "".join(f"\n      {line}" for line in patterns(wanted, left))
        text += f"    /* {title}: {len(wanted):,} functions */\n    *({lines})\n"
    LAYOUT.write_text(text + TAIL)


def measured():
    """Builds the program; its sections, and by group those of the functions that a run enters."""
    built()
    known = sections()
    home = homes(known)
    groups = {}
    for title, runs in GROUPS.items():
        names = set().union(*map(entered, runs))
        groups[title] = {home[name] for name in names if name in home}
    next(iter(groups.values())).update(name for name in known if NOT_MET in name)
    return known, groups


def main():
    known, groups = measured()
    if sys.argv[1:] != ["--told"]:
        written(groups, known)
        known, groups = measured()
    print(told(set().union(*groups.values()), known))


if __name__ == "__main__":
    main()
