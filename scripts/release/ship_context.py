"""Make the networks for names in context that ship inside folkhue, and their cards.

    scripts/python scripts/release/ship_context.py MANIFEST...

They are trained on the embedded photographs and those of manifests, by the stages of
`make networks`, in a folder of its own, for the tables basic8 and basic11.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from folkhue.networks.context import ContextNetwork
from release.ship import DATA, HOME, link_project, merge_manifests, set_key
from repro.stage_server import stage_server
from stages.networks.card import context_card
from stages.networks.stage import PARAMS, context_model, context_reports
from stages.stage import SAMPLER

TABLES = {"basic8": "context8", "basic11": "context11"}
"""Table → name of the network for it."""

STEPS = 1_000
"""Of training; there are many more photographs than in the pipeline."""


def main() -> None:
    """Run the stages; keep the networks and their cards."""
    options = arguments()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        link_project(home)
        (home / PARAMS).parent.mkdir()
        merge_manifests(home / "photos.csv", options.manifests)
        text = set_key((HOME / PARAMS).read_text("utf-8"), "  tables", f"[{', '.join(TABLES)}]")
        text = set_key(text, "  steps", str(STEPS))
        text = text.replace(f"manifest: {SAMPLER}", "manifest: photos.csv")
        (home / PARAMS).write_text(text, "utf-8")
        for table in options.tables:
            make(home, table)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("manifests", type=Path, nargs="+", help="photographs, added to the sampler")
    parser.add_argument("--tables", nargs="+", choices=TABLES, default=[*TABLES])
    return parser.parse_args()


def make(home: Path, table: str) -> None:
    """Train and evaluate a network, and copy it and its card."""
    with stage_server(home) as environment:
        for stage in ("context", "evaluate"):
            command = ["scripts/stage", f"networks/{stage}", table]
            subprocess.run(command, cwd=home, env=environment, check=True)
    target = DATA / f"{TABLES[table]}.npz"
    shutil.copyfile(home / context_model(table), target)
    scores = json.loads((home / context_reports(table) / "scores.json").read_text("utf-8"))
    network = ContextNetwork.load(target)
    card = context_card(network.metadata, network.terms, scores)
    target.with_suffix(".md").write_text(card, "utf-8")


if __name__ == "__main__":
    main()
