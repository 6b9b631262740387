"""The files that are judged.

`target/speed` keeps them: the synthetic corpora, the same bytes for the same number of documents, whole and
one document a file; and what real projects ship, as far as it is Kubernetes manifests.
"""

import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from tools import HERE, ROOT, WORK, Missing, check, output, peers

SEED = 42


def synthetic(documents=10_000):
    """The folder of a corpus of so many documents: `files`, and `all.yaml` with all of them."""
    folder = WORK / f"synthetic-{documents}"
    if not folder.exists():
        made = folder.with_suffix(".part")
        shutil.rmtree(made, ignore_errors=True)
        generator = [sys.executable, HERE / "gen_corpus.py", made, str(documents), str(SEED)]
        subprocess.run(generator, check=True, stdout=subprocess.DEVNULL)
        made.rename(folder)
    return folder


def tenfold():
    """The files of the corpus ten times over, by other names: more files, and none of them larger."""
    folder = WORK / "tenfold"
    if not folder.exists():
        made = folder.with_suffix(".part")
        shutil.rmtree(made, ignore_errors=True)
        for copy in range(10):
            shutil.copytree(synthetic() / "files", made / str(copy), copy_function=os.link)
        made.rename(folder)
    return folder


def split(documents=10_000):
    """The same documents, one a file: OPA's `exec` and cfn-guard judge the first of a file only."""
    folder = synthetic(documents) / "split"
    if not folder.exists():
        made = folder.with_suffix(".part")
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir()
        text = (folder.parent / "all.yaml").read_text()
        for at, document in enumerate(text.removeprefix("---\n").split("\n---\n")):
            (made / f"d{at:06}.yaml").write_text(document.rstrip("\n") + "\n")
        made.rename(folder)
    return folder


def real():
    """The manifests of real projects that Seaworthy judges and serde_yaml reads.

    What is set aside (charts' values, kustomizations and their fragments, settings of CI) is left out, so
    that nobody is compared who read less.
    """
    folder = WORK / "real"
    if not folder.exists():
        shared = os.environ.get("SEAWORTHY_SHARED") or ROOT / "../shared"
        archive = Path(shared) / "corpus/real.tar.xz"
        if not archive.exists():
            raise Missing(f"{archive} is not there; SEAWORTHY_SHARED names its folder")
        made = folder.with_suffix(".part")
        shutil.rmtree(made, ignore_errors=True)
        with tarfile.open(archive, "r:xz") as packed:
            packed.extractall(made)
        keep_judged(made)
        made.rename(folder)
    return folder


def keep_judged(folder):
    """Removes what is not judged, or not whole, and what serde_yaml refuses."""
    report = json.loads(output(check(folder, output="json", more=["-v"])))
    left_out = {aside["file"] for aside in report["setAside"]}
    left_out |= {label["file"] for error in report["errors"] for label in error["labels"]}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        manifest = path.suffix in (".yaml", ".yml", ".json")
        if str(path) in left_out or not manifest or not reads(path):
            path.unlink()
    again = json.loads(output(check(folder, output="json")))["summary"]
    if again["files"] != again["filesJudged"]:
        sys.exit(f"{folder}: {again['files']} files, of which {again['filesJudged']} are judged")


def reads(path):
    ran = subprocess.run(peers("value", path), stderr=subprocess.DEVNULL, check=False)
    return ran.returncode == 0


def megabytes(folder):
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / 1e6


def count(folder):
    return sum(1 for p in folder.rglob("*") if p.is_file())
