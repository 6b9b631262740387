"""Reads outputs as others do: see scripts/outputs.sh.

usage: outputs.py FOLDER SCHEMA
"""

import json
import pathlib
import re
import sys
import unicodedata

import jsonschema
import pyte
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
        return f"{len(report['findings'])} findings, {len(report['errors'])} errors"

    return read_report


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
    folder, schema = map(pathlib.Path, sys.argv[1:])
    readers = {"text": read_text, "json": reader_of_reports(schema), "answer": lambda t: type(json.loads(t)).__name__}
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
