"""Measures beside other programs: processor time, user and system, of one process each."""

import findings
from corpora import megabytes, real, synthetic
from table import times
from tools import HERE, check, cpu, interleaved, peers


def yaml():
    """against `serde_yaml::Value` and nothing else, synthetic and real"""
    rows = []
    for name, folder, goal in (("synthetic", synthetic() / "files", 7), ("real", real(), 6)):
        taken = interleaved({"own": check(folder), "value": peers("value", folder)})
        told = f"{findings.parsed('value', folder):,} documents, {megabytes(folder):.0f} MB"
        what = f"`serde_yaml::Value`, {name}"
        rows.append(times(what, goal, cpu(taken["value"]), cpu(taken["own"]), told))
    return rows


def libyaml():
    """against libyaml's events and nothing else, synthetic and real"""
    rows = []
    for name, folder in (("synthetic", synthetic() / "files"), ("real", real())):
        taken = interleaved({"own": check(folder), "events": peers("events", folder)})
        told = f"{findings.parsed('events', folder):,} documents, {megabytes(folder):.0f} MB"
        what = f"libyaml's events, {name}"
        rows.append(times(what, 3, cpu(taken["events"]), cpu(taken["own"]), told))
    return rows


def regorus():
    """against regorus in its fastest mode"""
    folder, rules = synthetic() / "files", HERE / "rules.rego"
    modes = {mode: peers("regorus", mode, rules, folder) for mode in ("engine", "compiled", "rvm")}
    for mode, command in modes.items():
        findings.agree_by_one(f"regorus ({mode})", findings.of_peer(command))
    taken = interleaved({"own": check(folder), **modes})
    modes = {mode: cpu(taken[mode]) for mode in modes}
    fastest = min(modes, key=modes.get)
    told = ", ".join(f"{mode} {taken:.3f}" for mode, taken in modes.items())
    what = f"regorus, {fastest}, with YAML"
    return [times(what, 8, modes[fastest], cpu(taken["own"]), told)]
