"""What a measure came to, beside its goal."""

import datetime
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tools import ROOT, RUNS

PAGE = ROOT / "benches/README.md"
BEGIN, END = "<!-- measured -->\n", "<!-- end -->"


@dataclass
class Row:
    """A line of the table. Of a figure without a goal nothing is held."""

    measure: str
    goal: str
    reached: str
    held: bool | None
    told: str = ""

    def line(self):
        held = {True: "yes", False: "**no**", None: "–"}[self.held]
        return f"| {self.measure} | {self.goal} | {self.reached} | {held} | {self.told} |"


HEAD = "| measure | goal | reached | held | what was measured |\n| --- | --- | --- | --- | --- |"


def times(measure, goal, other, own, told=""):
    """How many times as much another takes."""
    ratio = other / own
    told = "; ".join(part for part in (f"{seconds(other)} against {seconds(own)}", told) if part)
    return Row(measure, f"{goal:g} ×", f"{ratio:.1f} ×", ratio >= goal, told)


def under(measure, goal, value, unit, told="", digits=1):
    """A figure that has to stay below a goal."""
    return Row(measure, f"< {round(goal, 1):g} {unit}", f"{value:.{digits}f} {unit}", value < goal, told)


def figure(measure, reached, told=""):
    return Row(measure, "–", reached, None, told)


def seconds(value):
    return f"{value:.3f} s" if value < 10 else f"{value:.1f} s"


def write(rows):
    """Puts the rows between the marks of the page, with where and when they were measured."""
    before, rest = PAGE.read_text().split(BEGIN)
    _, after = rest.split(END)
    lines = "\n".join(row.line() for row in rows)
    PAGE.write_text(f"{before}{BEGIN}{circumstances()}\n\n{HEAD}\n{lines}\n{END}{after}")


def circumstances():
    """The day, the commit and the machine of a run."""
    described = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    commit = subprocess.run(described, cwd=ROOT, capture_output=True, text=True, check=True)
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    cpu = cpu.group(1) if cpu else "unknown"
    # Who else is at work tells what the figures of the wall are worth.
    load = os.getloadavg()[1]
    return (
        f"{datetime.date.today()}, commit {commit.stdout.strip()}, {cpu}, {os.cpu_count()} cores, "
        f"load {load:.1f}, medians of {RUNS} runs:"
    )
