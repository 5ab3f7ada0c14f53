"""Check that sampler8, which ships inside folkhue, is what the pipeline makes: shipped.py.

dvc.lock holds the hash of the table that `make repro` made of the embedded photographs. That is
what this code makes as long as dvc.lock fits the code, which .ci/run checks before. If the model
of that run is in models/, the table is compared with its predictions, too.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from folkhue.learning.classifiers import ColorClassifier
from folkhue.table.color_table import load
from repro import dvc_lock
from stages.outputs import md5
from stages.stage import FINAL, TABLE

SHIPPED = Path("src/folkhue/data/sampler8.npz")
LOCK = Path("dvc.lock")
SAMPLE = 200_000
"""Random colors at which table and model are compared."""


def main() -> None:
    """Compare hashes, and predictions if there is a model to make them."""
    recorded = hashes(LOCK)
    if problem := compare_with_lock(SHIPPED, recorded):
        sys.exit(f"error: {problem}")
    print(f"{SHIPPED} is the table in {LOCK}")
    if FINAL.is_file() and md5(FINAL) == recorded[str(FINAL)]:
        if problem := compare_with_model(SHIPPED, FINAL):
            sys.exit(f"error: {problem}")
        print(f"{SHIPPED} names {SAMPLE:,} random colors as {FINAL} does")


def hashes(lock: Path) -> dict[str, str]:
    """Read from dvc.lock the MD5 sum of each output that is a file."""
    stages = dvc_lock.read_stages(lock.read_bytes()).values()
    return {path: md5 for stage in stages for path, md5 in dvc_lock.hashes(stage, "outs").items()}


def compare_with_lock(shipped: Path, recorded: dict[str, str]) -> str:
    """Describe how a table differs from the one that dvc.lock records; nothing if it does not."""
    expected, found = recorded[str(TABLE)], md5(shipped)
    if found == expected:
        return ""
    return (
        f"{shipped} has the MD5 sum {found}, but {LOCK} has {expected} for {TABLE}: run "
        "make ship MANIFEST=…, or make repro if params.yaml is not that of the repository, and "
        "commit the result"
    )


def compare_with_model(shipped: Path, model: Path) -> str:
    """Count at how many random colors table and model differ; nothing if at none."""
    table, classifier = load(shipped), ColorClassifier.load(model)
    colors = np.random.default_rng(0).integers(0, 256, (SAMPLE, 3), np.uint8)
    different = int((table.predict(colors) != classifier.predict(colors)).sum())
    if not different:
        return ""
    return f"{shipped} and {model} name {different:,} of {SAMPLE:,} random colors differently"


if __name__ == "__main__":
    main()
