"""Make the model of the color of pictures that ships inside folkhue, and its card.

    scripts/python scripts/release/ship_picture.py MANIFEST...

It is trained on the embedded photographs and the pictures of manifests, by the stages of
`make pictures`, in a folder of its own. Of the classifiers, it is compared with the best of the
original recipe only.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from folkhue.learning.pictures.candidates import CANDIDATES
from release.ship import DATA, HOME, link_project, set_key, use_manifests
from repro.stage_server import stage_server
from stages.pictures.stage import MODEL, PARAMS, REPORTS

COMPARED = ("svm", "distilled")


def main() -> None:
    """Run the stages; keep the model, its card and, if wanted, the measurements."""
    options = arguments()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        link_project(home)
        (home / PARAMS).parent.mkdir()
        text = chosen_only((HOME / PARAMS).read_text("utf-8"))
        text = use_manifests(text, home, options.manifests)
        (home / PARAMS).write_text(text, "utf-8")
        make(home)
        shutil.copyfile(home / MODEL, DATA / MODEL.name)
        shutil.copyfile(home / MODEL.with_suffix(".md"), DATA / MODEL.with_suffix(".md").name)
        if options.reports:
            shutil.copytree(home / REPORTS, options.reports)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("manifests", type=Path, nargs="+", help="pictures, added to the sampler")
    parser.add_argument("--reports", type=Path, help="a new folder for what was measured")
    return parser.parse_args()


def chosen_only(text: str) -> str:
    """Take other classifiers out of the text of the params file."""
    others = "|".join(name for name in CANDIDATES if name not in COMPARED)
    text = re.sub(rf"^    ({others}): .*\n", "", text, flags=re.MULTILINE)
    return set_key(text, "  ablation", COMPARED[0])


def make(home: Path) -> None:
    """Run the stages up to the model."""
    searches = [["search", name] for name in COMPARED]
    with stage_server(home) as environment:
        for stage, *named in [["check"], ["download"], ["features"], *searches, ["evaluate"]]:
            command = ["scripts/stage", f"pictures/{stage}", *named]
            subprocess.run(command, cwd=home, env=environment, check=True)


if __name__ == "__main__":
    main()
