"""The programs that are compared, and how they are run."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "benches/speed"
WORK = ROOT / "target/speed"
BUILT = ROOT / "target/peers/release"
RULES = ROOT / "benches/speed.sea"
# More findings than any corpus has, and how many are listed where nothing is said.
ALL, USUAL = 1_000_000, 10_000
RUNS = int(os.environ.get("RUNS", "11"))


class Missing(Exception):
    """Something that is not on this machine, without which a measure can't be made."""


@dataclass
class Sample:
    """What one run took: seconds, and bytes of resident memory at their peak."""

    user: float
    system: float
    wall: float
    peak: int
    code: int

    @property
    def cpu(self):
        return self.user + self.system


def build():
    """Builds the peers, and Seaworthy unless SEAWORTHY names a program."""
    cargo = ["cargo", "build", "--release", "--locked", "--quiet"]
    peers = ["--manifest-path", ROOT / "benches/peers/Cargo.toml", "--target-dir", BUILT.parent]
    subprocess.run([*cargo, *peers], cwd=ROOT, check=True)
    if "SEAWORTHY" not in os.environ:
        subprocess.run([*cargo, "--bin", "seaworthy"], cwd=ROOT, check=True)
    WORK.mkdir(parents=True, exist_ok=True)


def seaworthy():
    return os.environ.get("SEAWORTHY") or str(ROOT / "target/release/seaworthy")


def check(*paths, policy=RULES, output="csv", jobs=1, listed=ALL, more=()):
    """The command that judges by the five rules, as others do, and lists all that it finds.

    An object without a namespace is in `default`, else rule 4 could not be decided of it.
    """
    policy = ["-p", policy] if policy else []
    options = ["--no-project", "--namespace", "default", "--max-findings", listed, "-j", jobs]
    options += [*policy, "-o", output, *more]
    return [seaworthy(), "check", *map(str, options), *map(str, paths)]


def peers(*arguments):
    return [str(BUILT / "peers"), *map(str, arguments)]


def run(command, out="/dev/null", cwd=None):
    """Runs a command once, its output into a file."""
    command = [str(BUILT / "measure"), str(out), *map(str, command)]
    ran = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        sys.exit(f"{' '.join(command)}: {ran.stderr[-1000:]}")
    return Sample(**json.loads(ran.stdout))


def interleaved(commands, runs=None, out=None):
    """Runs commands by turns, after one of each that does not count: name to samples.

    What they print goes to files, as it would be kept: writing it out is part of the work.
    """
    samples = {name: [] for name in commands}
    for turn in range((runs or RUNS) + 1):
        for name, command in commands.items():
            sample = run(command, out or WORK / "out")
            if turn:
                samples[name].append(sample)
    return samples


def cpu(samples):
    return median(sample.cpu for sample in samples)


def wall(samples):
    return median(sample.wall for sample in samples)


def output(command, cwd=None):
    """What a command prints on standard output, whatever it exits with."""
    ran = subprocess.run(list(map(str, command)), cwd=cwd, capture_output=True, check=False)
    return ran.stdout.decode()


def venv(name, *packages, ignore_python=False):
    """A folder with Python packages of PyPI, and the Python that has them."""
    folder = WORK / f"venv-{name}"
    python = folder / "bin/python"
    if not (folder / "complete").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        pip = [python, "-m", "pip", "install", "--quiet"]
        more = ["--no-deps", "--ignore-requires-python"] if ignore_python else []
        subprocess.run([*pip, *more, *packages], check=True)
        (folder / "complete").touch()
    return python
