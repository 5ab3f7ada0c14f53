"""Make the model of harmonies that ships inside folkhue, and its card.

    scripts/python scripts/release/ship_harmony.py LIST...

It is trained on lists of palettes, by the stages of `make harmonies`, in a folder of its own. The
LSTM is trained beside it only with `--compare`. The one that ships has learned from
palette_and_text.csv and from 1000.json, which is inside `npm pack nice-color-palettes@4.0.0`.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
from pathlib import Path

from release.ship import DATA, HOME, link_project, set_key
from repro.stage_server import stage_server
from stages.harmonies.params import read_params
from stages.harmonies.stage import MODEL, PARAMS, REPORTS


def main() -> None:
    """Run the stages; keep the model, its card and, if wanted, the measurements."""
    options = arguments()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        link_project(home)
        for path in options.lists:
            (home / path.name).symlink_to(path.resolve())
        (home / PARAMS).parent.mkdir()
        files = ", ".join(path.name for path in options.lists)
        text = set_key((HOME / PARAMS).read_text("utf-8"), "  files", f"[{files}]")
        if not options.compare:
            text = set_key(text, "  layers", "{attention: 3}")
        (home / PARAMS).write_text(text, "utf-8")
        make(home)
        for suffix in (".npz", ".md"):
            shutil.copyfile(home / MODEL.with_suffix(suffix), DATA / MODEL.with_suffix(suffix).name)
        if options.reports:
            shutil.copytree(home / REPORTS, options.reports)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("lists", type=Path, nargs="+", help="lists of palettes, CSV or JSON")
    parser.add_argument("--compare", action="store_true", help="also train the LSTM")
    parser.add_argument("--reports", type=Path, help="a new folder for what was measured")
    return parser.parse_args()


def make(home: Path) -> None:
    """Run all stages."""
    kinds = read_params(home / PARAMS, files=False).network.layers
    stages = [["check"], ["prepare"], *(["train", kind] for kind in kinds), ["evaluate"]]
    with stage_server(home) as environment:
        for stage, *named in stages:
            command = ["scripts/stage", f"harmonies/{stage}", *named]
            subprocess.run(command, cwd=home, env=environment, check=True)


if __name__ == "__main__":
    main()
