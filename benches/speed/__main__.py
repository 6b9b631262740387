"""How fast Seaworthy is, beside others and by itself, held against goals.

    python3 benches/speed              all measures, as a table in Markdown
    python3 benches/speed NAME…        some of them
    python3 benches/speed --list       their names
    python3 benches/speed --write      all measures, and writes the table of benches/README.md

Ratios hold, figures drift: what is compared is run by turns on one machine, RUNS (11) times each after one
that does not count, and medians are told. SEAWORTHY names another program than target/release/seaworthy.
Before anything is compared, all have to find the same. Corpora, and the Python packages of peers that are
no crates, are kept in target/speed.

Exits with 1 if a goal is missed, and with 3 if something is missing that a measure needs. `README.md` beside
this folder tells the latest figures, and how long they take. Python 3.10 is enough.
"""

import sys

import others
import own
import table
from tools import Missing, build

MEASURES = {
    "yaml": others.yaml,
    "libyaml": others.libyaml,
    "regorus": others.regorus,
    "opa": others.opa,
    "guard": others.guard,
    "checkov": others.checkov,
    "threads": own.threads,
    "evaluation": own.evaluation,
    "rules": own.rules,
    "growth": own.growth,
    "memory": own.memory,
    "start": own.start,
    "instructions": own.instructions,
    "formats": own.formats,
}


def main():
    names = [argument for argument in sys.argv[1:] if argument != "--write"]
    write = "--write" in sys.argv
    if "--list" in names:
        for name, measure in MEASURES.items():
            print(f"{name:<14}{measure.__doc__.splitlines()[0]}")
        return 0
    unknown = [name for name in names if name not in MEASURES]
    if unknown or (names and write):
        why = f"no measure `{unknown[0]}`" if unknown else "what is written is one run of all measures"
        print(f"{why}; `--list` names them", file=sys.stderr)
        return 2
    build()
    rows, missing = measured(names or MEASURES)
    if write and not missing:
        table.write(rows)
    return 1 if any(row.held is False for row in rows) else 3 if missing else 0


def measured(names):
    """The rows of some measures, printed as they come, and whether something was missing."""
    print(table.HEAD, flush=True)
    rows, missing = [], False
    for name in names:
        try:
            for row in MEASURES[name]():
                print(row.line(), flush=True)
                rows.append(row)
        except Missing as told:
            print(f"{name} was not measured: {told}", file=sys.stderr)
            missing = True
    return rows, missing


if __name__ == "__main__":
    sys.exit(main())
