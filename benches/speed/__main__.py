"""How fast Seaworthy is, beside others and by itself, held against goals.

    python3 benches/speed              all measures, as a table in Markdown
    python3 benches/speed NAME…        some of them
    python3 benches/speed --list       their names

Ratios hold, figures drift: what is compared is run by turns on one machine, RUNS (7) times each after one
that does not count, and medians are told. SEAWORTHY names another program than target/release/seaworthy.
Before anything is compared, all have to find the same. Corpora, and the Python packages of peers that are
no crates, are kept in target/speed.

Exits with 1 if a goal is missed, and with 3 if something is missing that a measure needs. `README.md` beside
this folder tells the latest figures. Python 3.10 is enough.
"""

import sys

import others
import own
from table import HEAD
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
    names = sys.argv[1:]
    if "--list" in names:
        for name, measure in MEASURES.items():
            print(f"{name:<14}{measure.__doc__.splitlines()[0]}")
        return 0
    unknown = [name for name in names if name not in MEASURES]
    if unknown:
        print(f"no measure `{unknown[0]}`; `--list` names them", file=sys.stderr)
        return 2
    build()
    print(HEAD, flush=True)
    missed = missing = False
    for name in names or MEASURES:
        try:
            for row in MEASURES[name]():
                print(row.line(), flush=True)
                missed |= row.held is False
        except Missing as told:
            print(f"{name} was not measured: {told}", file=sys.stderr)
            missing = True
    return 1 if missed else 3 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
