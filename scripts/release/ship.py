"""Make the tables that ship inside folkhue, and a card for each: make ship MANIFEST=photos.csv.

sampler8 and sampler11 are trained on the embedded photographs alone; basic8 and basic11 on those
and the photographs of a manifest. Every stage runs as in `make repro`, in a folder of its own.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from folkhue._utils.text import percent_interval
from folkhue.datasets.photo_list import kept_photos, write_photo_list
from folkhue.datasets.record import PhotoRecord
from folkhue.datasets.sources.manifest import read_manifest
from folkhue.table.color_table import SHIPPED, load
from repro.stage_server import stage_server
from stages.params import Params, read_params
from stages.stage import EVALUATIONS, PHOTO_LIST, REPORTS, SAMPLER, TABLE, read_json

HOME = Path(__file__).parents[2]
DATA = HOME / "src/folkhue/data"
LINKED = ("golden", "scripts", "src")
STAGES = ("check", "download", "denoise", "sample", "golden_pixels")
EMBEDDED = "embedded in folkhue"
CARD = Path(__file__).with_name("card.md")


def main() -> None:
    """Run the stages for every chosen table; keep the table and its card."""
    options = arguments()
    for name in options.tables:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            prepare(home, name, options.manifest)
            make(home)
            shutil.copyfile(home / TABLE, DATA / f"{name}.npz")
            (DATA / f"{name}.md").write_text(card(home, name), "utf-8")
        print(f"{name}: {len(load(name).terms)} terms")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("manifest", type=Path, help="training photographs, added to the sampler")
    parser.add_argument("--tables", nargs="+", choices=SHIPPED, default=SHIPPED)
    return parser.parse_args()


def prepare(home: Path, name: str, manifest: Path) -> None:
    """Set up a folder in which the stages run, with params.yaml for this table."""
    for linked in LINKED:
        (home / linked).symlink_to(HOME / linked)
    (home / ".venv").symlink_to(sys.prefix)
    (home / SAMPLER).parent.parent.mkdir(parents=True)
    (home / SAMPLER).parent.symlink_to(HOME / SAMPLER.parent)
    text = (HOME / "params.yaml").read_text("utf-8")
    text = set_key(text, "vocabulary", "basic11" if name.endswith("11") else "basic8")
    if name.startswith("basic"):
        merged = [*read_manifest(HOME / SAMPLER), *read_manifest(manifest.resolve())]
        write_photo_list(home / "photos.csv", merged)
        text = set_key(text, "  source", "manifest")
        text = text.replace(f"path: {SAMPLER}", "path: photos.csv")
    (home / "params.yaml").write_text(text, "utf-8")


def set_key(text: str, key: str, value: str) -> str:
    """Set the value of a key in the text of params.yaml; the key includes its indentation."""
    start = text.index(f"\n{key}: ") + 1
    end = text.index("\n", start)
    return f"{text[:start]}{key}: {value}{text[end:]}"


def make(home: Path) -> None:
    """Run the stages up to the compiled table."""
    stages = [[name] for name in STAGES]
    for name in params_of(home).train.classifiers:
        stages += [["train", name], ["evaluate", name]]
    with stage_server(home) as environment:
        for stage in [*stages, ["fit"], ["evaluate_final"], ["compile"]]:
            subprocess.run(["scripts/stage", *stage], cwd=home, env=environment, check=True)


def params_of(home: Path) -> Params:
    """Read the parameters of a run."""
    return read_params(home / "params.yaml", files=False)


def card(home: Path, name: str) -> str:
    """Describe a table: training data, training, evaluation and limitations."""
    params = params_of(home)
    best = read_json(home / REPORTS / "best.json")["best"]
    scores = read_json(home / EVALUATIONS / best / "scores.json")
    photos = list(kept_photos(home / PHOTO_LIST))
    return CARD.read_text("utf-8").format(
        name=name,
        terms=", ".join(params.terms.names),
        photos=f"{len(photos):,}",
        kinds="\n".join(f"| {kind} | {number:,} |" for kind, number in kinds(photos).items()),
        words="\n".join(_word(photos, term) for term in params.terms.names),
        best=best,
        options=params.train.classifiers[best],
        denoise=f"{params.denoise.method}, sharpness {params.denoise.sharpness}",
        cap=f"{params.sample.cap:,}",
        seed=params.seed,
        commit=commit(),
        unnamed=params.compile.unnamed_below,
        scores="\n".join(_score(scores, test, title) for test, title in TESTED.items()),
    )


def commit() -> str:
    """Return the commit that is checked out and its date, which depend on the code alone."""
    command = ["git", "log", "-1", "--abbrev=12", "--format=%h of %cs"]
    done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def kinds(photos: Sequence[PhotoRecord]) -> dict[str, int]:
    """Count photographs by source, without names of people."""
    sources = (
        EMBEDDED if re.match(r"(deb|pypi|npm):", photo.source) else photo.source for photo in photos
    )
    return dict(Counter(sources).most_common())


def _word(photos: Sequence[PhotoRecord], term: str) -> str:
    number = sum(term in photo.labels for photo in photos)
    return f"| {term} | {number:,} |"


def _score(scores: dict[str, Any], test: str, title: str) -> str:
    score, interval = scores[test]["balanced_accuracy"], scores[test]["interval"]
    return f"| {title} | {percent_interval(score, *interval)} |"


TESTED = {
    "test": "held-out split with noisy labels, pixels",
    "golden": "golden set, pixels",
    "golden_regions": "golden set, regions",
    "golden_photos": "golden set, mean over photographs",
    "xkcd": "names of the XKCD survey",
}


if __name__ == "__main__":
    main()
