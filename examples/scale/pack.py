#!/usr/bin/env python3
"""Makes a table of manifests: a line a file, as `seaworthy check --stream` reads them.

    python3 pack.py FOLDER > manifests.ndjson
"""
import json
import pathlib
import sys

for path in sorted(pathlib.Path(sys.argv[1]).rglob("*")):
    if path.is_file() and path.suffix.lower() in {".yaml", ".yml", ".json"}:
        # What is no UTF-8 stays in sight as a replacement character; judge such files as files.
        text = path.read_text(encoding="utf-8", errors="replace")
        print(json.dumps({"file": str(path), "text": text}, ensure_ascii=False))
