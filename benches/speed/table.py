"""What a measure came to, beside its goal."""

from dataclasses import dataclass


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
    return Row(measure, f"< {goal:g} {unit}", f"{value:.{digits}f} {unit}", value < goal, told)


def figure(measure, reached, told=""):
    return Row(measure, "–", reached, None, told)


def seconds(value):
    return f"{value:.3f} s" if value < 10 else f"{value:.1f} s"
