"""Reads outputs as others do: see scripts/outputs.sh.

usage: outputs.py FOLDER SCHEMA SCHEMA-OF-TESTS SCHEMA-OF-TRACES
"""

import json
import pathlib
import re
import sys
import unicodedata

import html5lib
import jsonschema
import junitparser
import lcov_cobertura
import pyte
import tap.parser
from wcwidth import wcswidth


class Watch:
    """Stands between a stream and a terminal, which gets characters and colours; the rest is noted."""

    def __init__(self, terminal):
        self.terminal = terminal
        self.others = []

    def __getattr__(self, name):
        if name in ("draw", "select_graphic_rendition"):
            return getattr(self.terminal, name)
        if name in pyte.Stream.events:
            return lambda *args, **kwargs: self.others.append(name)
        raise AttributeError(name)


COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def read_text(text):
    """What a terminal shows of a text is the text without colours, line by line."""
    terminal = pyte.Screen(80, 1)
    watch = Watch(terminal)
    stream = pyte.Stream(watch)
    for number, line in enumerate(text.split("\n"), 1):
        plain = COLOUR.sub("", line)
        terminal.resize(lines=1, columns=max(2 * len(plain), 1) + 2)
        terminal.reset()
        stream.feed(line)
        if watch.others:
            raise ValueError(f"line {number}: the terminal is told to {watch.others}: {line!r}")
        if terminal.cursor.attrs != terminal.default_char:
            raise ValueError(f"line {number}: a colour is left on: {line!r}")
        shown = "".join(terminal.buffer[0][x].data for x in range(terminal.columns)).rstrip(" ")
        same = unicodedata.normalize("NFC", shown) == unicodedata.normalize("NFC", plain.rstrip(" "))
        if not same or terminal.cursor.y != 0:
            raise ValueError(f"line {number}: shown as {shown!r}, written {plain!r}")
        if wcswidth(plain) < 0:
            raise ValueError(f"line {number}: a character without a width: {plain!r}")
    return f"{number} lines"


def reader_of_reports(schema):
    """A validator by the schema, with a check that it refuses what is none."""
    validator = jsonschema.Draft202012Validator(json.loads(schema.read_text()))
    validator.check_schema(validator.schema)
    if validator.is_valid({"version": 1}):
        raise ValueError("the validator takes anything")

    def read_report(text):
        report = json.loads(text)
        errors = [f"{list(e.absolute_path)}: {e.message}" for e in validator.iter_errors(report)]
        if errors:
            raise ValueError("\n".join(errors[:5]))
        counted = [name for name in ("findings", "tests", "rules", "errors") if name in report]
        return ", ".join(f"{len(report[name])} {name}" for name in counted)

    return read_report


def read_junit(text):
    """A parser of JUnit's XML takes it, and its own counts are the report's."""
    report = junitparser.JUnitXml.fromstring(text.encode())
    told = (report.tests, report.failures, report.errors)
    report.update_statistics()
    if told != (report.tests, report.failures, report.errors):
        raise ValueError(f"the counts {told} are wrong")
    if not all(case.name and case.classname for suite in report for case in suite):
        raise ValueError("a case without a name")
    return f"{report.tests} tests, {report.failures} failures"


def read_tap(text):
    """A parser of TAP takes every line, and the plan is kept."""
    lines = list(tap.parser.Parser().parse_text(text))
    unknown = [line for line in lines if line.category == "unknown"]
    if unknown:
        raise ValueError(f"no TAP: {unknown[0]!r}")
    plans = [line for line in lines if line.category == "plan"]
    tests = [line for line in lines if line.category == "test"]
    if len(plans) != 1 or plans[0].expected_tests != len(tests) or not tests:
        raise ValueError(f"{len(tests)} tests, and not as planned")
    if any(test.skip or test.todo for test in tests):
        raise ValueError("a description is read as a directive")
    for test in tests:
        if not test.ok and not (test.yaml_block and test.yaml_block["codes"]):
            raise ValueError(f"no block below {test.description!r}")
    return f"{len(tests)} tests, {sum(not test.ok for test in tests)} failures"


def read_lcov(text):
    """A converter of tracefiles finds as many branches, and as many of them taken, as are told."""
    parsed = lcov_cobertura.LcovCobertura(text).parse()["summary"]
    for name, key in (("BRF", "branches-total"), ("BRH", "branches-covered"), ("LF", "lines-total"), ("LH", "lines-covered")):
        told = sum(map(int, re.findall(rf"^{name}:(\d+)$", text, re.M)))
        if told != parsed[key]:
            raise ValueError(f"{name} is {told}, and {parsed[key]} by the lines")
    return f"{parsed['branches-covered']} of {parsed['branches-total']} branches"


def read_html(text):
    """A parser as browsers have it finds no error, no script and nothing that is fetched."""
    document = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    for node in document.iter():
        if node.tag in ("script", "link", "img", "iframe", "object", "embed", "base", "form"):
            raise ValueError(f"there is a {node.tag}")
        for name, value in node.attrib.items():
            if name.startswith("on") or name == "src" or (name == "href" and not value.startswith("#")):
                raise ValueError(f"{node.tag} has {name}={value!r}")
    return f"{sum(1 for _ in document.iter('code'))} lines"


def self_test():
    """The terminal notices what it should."""
    for text in ["a\x1b[2Kb", "a\x1b[1Ab", "a\rb", "a\x08b", "a\x9b2Jb", "\x1b]0;t\x07", "\x1b[31ma", "a\tb", "a\x0bb"]:
        try:
            read_text(text)
        except ValueError:
            continue
        raise ValueError(f"nothing is noticed in {text!r}")
    read_text("\x1b[31;1merror\x1b[0m: 漢字 e\u0301 🚢\n  │ x")


def main():
    folder, schema, tests, traces = map(pathlib.Path, sys.argv[1:])
    readers = {
        "text": read_text,
        "json": reader_of_reports(schema),
        "answer": lambda t: type(json.loads(t)).__name__,
        "tests": reader_of_reports(tests),
        "trace": reader_of_reports(traces),
        "junit": read_junit,
        "tap": read_tap,
        "lcov": read_lcov,
        "html": read_html,
    }
    self_test()
    files = sorted(folder.iterdir())
    if len(files) < 10:
        sys.exit(f"only {len(files)} outputs were kept")
    wrong = 0
    for file in files:
        reader = readers.get(file.suffix[1:])
        try:
            if reader is None:
                raise ValueError("this format has no reader here: add one")
            told = reader(file.read_bytes().decode("utf-8"))
        except ValueError as error:
            wrong += 1
            told = f"WRONG: {error}"
        print(f"{file.name}: {told}", flush=True)
    sys.exit(1 if wrong else 0)


main()
