"""Make the tables that ship inside folkhue, and a card for each: make ship MANIFEST=photos.csv.

sampler8, sampler11 and sampler_fine are trained on the embedded photographs alone; basic8, basic11
and fine on those and the photographs of manifests. Every stage runs as in `make repro`, in a folder
of its own.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from folkhue.datasets.photo_list import write_photo_list
from folkhue.datasets.sources.manifest import read_manifest
from folkhue.table.color_table import SHIPPED, load
from release.cards import card
from repro.stage_server import stage_server
from stages.params import read_params
from stages.stage import SAMPLER, TABLE

HOME = Path(__file__).parents[2]
DATA = HOME / "src/folkhue/data"
LINKED = ("golden", "scripts", "src")
RECIPES = {
    "fine": {
        "  smoothing: 16.0": "  smoothing: 8.0",
        "  background: none": "  background: source",
        "spread: 0.25": "spread: 0.5",
    }
}
"""Vocabulary → what of params.yaml differs for its tables."""

STAGES = ("check", "download", "held_out", "denoise", "sample", "golden_pixels", "survey")


def main() -> None:
    """Run the stages for every chosen table; keep the table and its card."""
    options = arguments()
    for name in options.tables:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            prepare(home, name, options.manifests)
            make(home)
            shutil.copyfile(home / TABLE, DATA / f"{name}.npz")
            (DATA / f"{name}.md").write_text(card(home, name), "utf-8")
        print(f"{name}: {len(load(name).terms)} terms")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "manifests", type=Path, nargs="+", help="training photographs, added to the sampler"
    )
    parser.add_argument("--tables", nargs="+", choices=SHIPPED, default=[*SHIPPED])
    return parser.parse_args()


def prepare(home: Path, name: str, manifests: Sequence[Path]) -> None:
    """Set up a folder in which the stages run, with params.yaml for this table."""
    link_project(home)
    text = (HOME / "params.yaml").read_text("utf-8")
    text = set_key(text, "vocabulary", SHIPPED[name])
    for ours, theirs in RECIPES.get(SHIPPED[name], {}).items():
        text = text.replace(ours, theirs)
    if not name.startswith("sampler"):
        text = use_manifests(text, home, manifests)
    (home / "params.yaml").write_text(text, "utf-8")


def link_project(home: Path) -> None:
    """Let a folder have what stages need of the project."""
    for linked in LINKED:
        (home / linked).symlink_to(HOME / linked)
    (home / ".venv").symlink_to(sys.prefix)
    (home / SAMPLER).parent.parent.mkdir(parents=True)
    (home / SAMPLER).parent.symlink_to(HOME / SAMPLER.parent)


def use_manifests(text: str, home: Path, manifests: Sequence[Path]) -> str:
    """Merge manifests with the sampler's; let the text of a params file name the result."""
    merge_manifests(home / "photos.csv", manifests)
    text = set_key(text, "  source", "manifest")
    return text.replace(f"path: {SAMPLER}", "path: photos.csv")


def merge_manifests(path: Path, manifests: Sequence[Path]) -> None:
    """Write a list of the sampler's photographs and those of manifests."""
    every = HOME / SAMPLER, *(manifest.resolve() for manifest in manifests)
    write_photo_list(path, [record for manifest in every for record in read_manifest(manifest)])


def set_key(text: str, key: str, value: str) -> str:
    """Set the value of a key in the text of params.yaml; the key includes its indentation."""
    start = text.index(f"\n{key}: ") + 1
    end = text.index("\n", start)
    return f"{text[:start]}{key}: {value}{text[end:]}"


def make(home: Path) -> None:
    """Run the stages up to the compiled table."""
    stages = [[name] for name in STAGES]
    for name in read_params(home / "params.yaml", files=False).train.classifiers:
        stages += [["train", name], ["evaluate", name]]
    with stage_server(home) as environment:
        for stage in [*stages, ["fit"], ["evaluate_final"], ["compile"]]:
            subprocess.run(["scripts/stage", *stage], cwd=home, env=environment, check=True)


if __name__ == "__main__":
    main()
