#!/usr/bin/env python3
"""Writes `layout.ld`: which functions of the program stand first, because a run of `check` enters them.

    scripts/layout.py            builds the program, runs it under callgrind, and writes layout.ld
    scripts/layout.py --told     builds and runs it, and tells only how much of what runs stands first as it is

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

CHECK = ["check", "--no-project", "--namespace", "default", "-p", "benches/speed.sea", MANY]
FORMATS = ["json", "ndjson", "sarif", "junit", "github", "gitlab", "html", "markdown", "tap", "policyreport"]
# A function stands in the first group that enters it.
GROUPS = {
    "a check by the library that finds nothing": [
        ["check", "--no-project", "-p", "std/recommended", "examples/web-shop/base"],
    ],
    "a check of many files": [[*CHECK, "-o", "csv", "-j", jobs] for jobs in ("1", "2")],
    "a project's check, findings as text": [CHECK, ["check", "examples/web-shop"]],
    "findings in other formats": [[*CHECK, "-o", form] for form in FORMATS],
}

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
    if ran.returncode not in (0, 1):
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


def main():
    built()
    known = sections()
    home = homes(known)
    groups = {
        title: {home[name] for name in set().union(*map(entered, runs)) if name in home}
        for title, runs in GROUPS.items()
    }
    if sys.argv[1:] != ["--told"]:
        written(groups, known)
        built()
    met = sum(known[name][1] for name in set().union(*groups.values()))
    told = subprocess.run(["size", "-A", PROGRAM], stdout=subprocess.PIPE, text=True, check=True).stdout
    first, behind = (sum(map(int, re.findall(rf"^{name} +(\d+)", told, re.M))) for name in (r"\.text\.first", r"\.text"))
    print(f"runs enter {met:,} bytes of functions; {first:,} bytes stand first, {behind:,} behind them")


if __name__ == "__main__":
    main()
