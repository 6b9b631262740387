"""Reads outputs as others do: see scripts/outputs.sh.

usage: outputs.py FOLDER SCHEMA SCHEMA-OF-TESTS SCHEMA-OF-TRACES SCHEMAS-OF-OTHERS
"""

import base64
import csv
import hashlib
import io
import json
import pathlib
import re
import sys
import tempfile
import unicodedata

import html5lib
import jsonschema
import junitparser
import lcov_cobertura
import markdown_it
import pyte
import sarif.loader
import tap.parser
import xmlschema
import yaml
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


def junit_schema(folder):
    """Jenkins' schema, with what GitLab reads of a case (its file and line) and what others write of a run."""
    text = (folder / "junit-10.xsd").read_text()
    case = '<xs:attribute name="group" type="xs:string"/>'
    more = "".join(f'<xs:attribute name="{name}" type="xs:string"/>' for name in ("file", "line"))
    run = '<xs:attribute name="errors" type="xs:string" />\n        </xs:complexType>'
    if text.count(case) != 1 or text.count(run) != 1:
        raise ValueError("the schema has other places")
    text = text.replace(case, case + more)
    skipped = '<xs:attribute name="skipped" type="xs:string" />'
    return xmlschema.XMLSchema(text.replace(run, skipped + run))


def reader_of_junit(schema):
    """A schema and a parser of JUnit's XML take it, and its own counts are the report's."""

    def read_junit(text):
        schema.validate(text)
        report = junitparser.JUnitXml.fromstring(text.encode())
        told = (report.tests, report.failures, report.errors)
        report.update_statistics()
        if told != (report.tests, report.failures, report.errors):
            raise ValueError(f"the counts {told} are wrong")
        if not all(case.name and case.classname for suite in report for case in suite):
            raise ValueError("a case without a name")
        return f"{report.tests} tests, {report.failures} failures, {report.errors} errors"

    return read_junit


def read_tap(text):
    """A parser of TAP takes every line, and the plan is kept."""
    lines = list(tap.parser.Parser().parse_text(text))
    unknown = [line for line in lines if line.category == "unknown"]
    if unknown:
        raise ValueError(f"no TAP: {unknown[0]!r}")
    plans = [line for line in lines if line.category == "plan"]
    tests = [line for line in lines if line.category == "test"]
    if [line for line in lines if line.category == "bail"]:
        return "nothing was judged"
    if len(plans) != 1 or plans[0].expected_tests != len(tests) or not tests:
        raise ValueError(f"{len(tests)} tests, and not as planned")
    for test in tests:
        directive = str(test.directive.text)
        if (test.todo and directive != "TODO audited only") or (test.skip and not test.ok):
            raise ValueError(f"a description is read as a directive: {directive!r}")
        if not test.ok and not (test.yaml_block and test.yaml_block["codes"]):
            raise ValueError(f"no block below {test.description!r}")
    return f"{len(tests)} tests, {sum(not test.ok for test in tests)} failures"


def reader_of_sarif(schema):
    """A validator by OASIS' schema and Microsoft's tools take it; both see the same results."""
    validator = jsonschema.Draft7Validator(json.loads(schema.read_text()))
    if validator.is_valid({"version": "2.1.0", "runs": [{}]}):
        raise ValueError("the validator takes anything")

    def read_sarif(text):
        log = json.loads(text)
        errors = [f"{list(e.absolute_path)}: {e.message}" for e in validator.iter_errors(log)]
        if errors:
            raise ValueError("\n".join(errors[:5]))
        results = log["runs"][0]["results"]
        if any(result["kind"] != "fail" and result["level"] != "none" for result in results):
            raise ValueError("only what fails has a level")
        for result in results:
            if re.search(r"(?<!\\)\[[^\]]*\]\([^)]*\)", result["message"]["text"]):
                raise ValueError(f"a link: {result['message']}")
        with tempfile.NamedTemporaryFile(suffix=".sarif") as kept:
            pathlib.Path(kept.name).write_text(text)
            file = sarif.loader.load_sarif_file(kept.name)
        if file.get_result_count() != len(results) or len(file.get_records()) != len(results):
            raise ValueError("other results are read")
        return f"{len(results)} results"

    return read_sarif


def read_github(text):
    """The runner's own way to read a command finds nothing but annotations."""
    commands = [line for line in text.split("\n") if line.lstrip().startswith("::")]
    for line in commands:
        head, found, _ = line.lstrip()[2:].partition("::")
        name, _, properties = head.partition(" ")
        told = dict(part.split("=", 1) for part in properties.split(","))
        if not found or name not in ("error", "warning", "notice"):
            raise ValueError(f"a command: {line!r}")
        if not set(told) <= {"file", "line", "endLine", "col", "endColumn", "title"}:
            raise ValueError(f"other properties: {line!r}")
    rest = [line for line in text.split("\n") if line and line not in commands]
    if len(rest) != 1 or not rest[0].startswith("seaworthy: ") or re.search(r"##[a-z]*\[", text):
        raise ValueError(f"more than annotations: {rest[:2]}")
    return f"{len(commands)} annotations"


def read_gitlab(text):
    """As GitLab documents a Code Quality report."""
    issues = json.loads(text)
    prints = [issue["fingerprint"] for issue in issues]
    if len(set(prints)) != len(prints):
        raise ValueError("two issues have one fingerprint")
    for issue in issues:
        if issue["severity"] not in ("info", "minor", "major", "critical", "blocker"):
            raise ValueError(f"a severity: {issue}")
        at = issue["location"]
        line = at["lines"]["begin"] if "lines" in at else at["positions"]["begin"]["line"]
        if line < 1 or not at["path"] or not issue["description"] or not issue["check_name"]:
            raise ValueError(f"no issue: {issue}")
    return f"{len(issues)} issues"


def read_csv(text):
    """Python's own reader finds as many cells everywhere, and a spreadsheet nothing to compute."""
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    if {len(row) for row in rows} != {17}:
        raise ValueError("rows of several widths")
    wrong = [cell for row in rows for cell in row if cell.lstrip()[:1] in ("=", "+", "-", "@")]
    if wrong or text.replace("\r\n", "").count("\n"):
        raise ValueError(f"a formula, or a line end: {wrong[:2]}")
    return f"{len(rows) - 1} records"


def read_markdown(text):
    """A reader of Markdown finds tables and code, and nothing that a manifest could mean by it."""
    reader = markdown_it.MarkdownIt("commonmark").enable(["table", "strikethrough"])
    cells = 0
    for token in reader.parse(text):
        if token.type == "html_block":
            if not re.fullmatch(r"<details><summary>\d+ (rules?|files? set aside)</summary>\n?|</details>\n?", token.content):
                raise ValueError(f"markup: {token.content!r}")
        for inner in token.children or []:
            known = inner.type in ("text", "text_special", "code_inline", "strong_open", "strong_close")
            if not known and not (inner.type == "html_inline" and inner.content == "<br>"):
                raise ValueError(f"{inner.type} in {token.content!r}")
            if inner.type in ("text", "text_special") and re.search("[@#]", inner.content):
                raise ValueError(f"somebody is called: {token.content!r}")
        cells += token.type == "td_open"
    return f"{cells} cells"


def reader_of_policy_reports(folder):
    """Each document is as the resource's own schema says, and as it counts itself."""
    schemas = {}
    for kind in ("PolicyReport", "ClusterPolicyReport"):
        crd = yaml.safe_load((folder / f"{kind.lower()}s.wgpolicyk8s.io.yaml").read_text())
        version = next(v for v in crd["spec"]["versions"] if v["name"] == "v1alpha2")
        schemas[kind] = jsonschema.Draft202012Validator(version["schema"]["openAPIV3Schema"])

    def read(text):
        results = 0
        for report in yaml.safe_load_all(text):
            errors = [e.message for e in schemas[report["kind"]].iter_errors(report)]
            counted = {r: 0 for r in report["summary"]}
            for result in report["results"]:
                counted[result["result"]] += 1
            if errors or counted != report["summary"]:
                raise ValueError(f"{errors[:3]} {counted}")
            if (report["kind"] == "PolicyReport") != ("namespace" in report["metadata"]):
                raise ValueError("a report without a namespace")
            results += len(report["results"])
        return f"{results} results"

    return read


def reader_of_records(schema):
    """Every line is a document of its own; together they are the report."""
    read_report = reader_of_reports(schema)

    def read(text):
        report = {"findings": [], "errors": [], "setAside": []}
        lists = {"finding": "findings", "error": "errors", "setAside": "setAside"}
        for line in text.splitlines():
            record = json.loads(line)
            kind = record.pop("type")
            if kind == "summary":
                report["version"] = record.pop("version")
                report["summary"] = record
            else:
                report[lists[kind]].append(record)
        return read_report(json.dumps(report))

    return read


def read_lcov(text):
    """A converter of tracefiles finds as many branches, and as many of them taken, as are told."""
    parsed = lcov_cobertura.LcovCobertura(text).parse()["summary"]
    for name, key in (("BRF", "branches-total"), ("BRH", "branches-covered"), ("LF", "lines-total"), ("LH", "lines-covered")):
        told = sum(map(int, re.findall(rf"^{name}:(\d+)$", text, re.M)))
        if told != parsed[key]:
            raise ValueError(f"{name} is {told}, and {parsed[key]} by the lines")
    return f"{parsed['branches-covered']} of {parsed['branches-total']} branches"


def read_html(text):
    """A parser as browsers have it finds no error, nothing that is fetched, and no script but the page's own."""
    document = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    policy = "".join(m.attrib.get("content", "") for m in document.iter("meta"))
    for node in document.iter():
        if node.tag in ("link", "img", "iframe", "object", "embed", "base", "form"):
            raise ValueError(f"there is a {node.tag}")
        if node.tag == "script":
            own = base64.b64encode(hashlib.sha256(node.text.encode()).digest()).decode()
            if f"'sha256-{own}'" not in policy:
                raise ValueError("a script that the page's policy does not name")
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
    folder, schema, tests, traces, others = map(pathlib.Path, sys.argv[1:])
    readers = {
        "text": read_text,
        "json": reader_of_reports(schema),
        "answer": lambda t: type(json.loads(t)).__name__,
        "tests": reader_of_reports(tests),
        "trace": reader_of_reports(traces),
        "ndjson": reader_of_records(schema),
        "sarif": reader_of_sarif(others / "sarif-2.1.0.json"),
        "junit": reader_of_junit(junit_schema(others)),
        "tap": read_tap,
        "github": read_github,
        "gitlab": read_gitlab,
        "csv": read_csv,
        "markdown": read_markdown,
        "policyreport": reader_of_policy_reports(others),
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
        except (ValueError, xmlschema.XMLSchemaException) as error:
            wrong += 1
            told = f"WRONG: {error}"
        print(f"{file.name}: {told}", flush=True)
    sys.exit(1 if wrong else 0)


main()
