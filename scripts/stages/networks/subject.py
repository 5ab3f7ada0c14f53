"""Train the network that finds what a photograph is of: scripts/stage networks/subject."""

from __future__ import annotations

from pathlib import Path

from folkhue._utils.atomic import atomic_write
from folkhue.datasets.sources.manifest import read_manifest
from folkhue.learning.networks.subject import Training
from stages.networks.params import Params
from stages.networks.stage import SUBJECT, SUBJECT_SCORES, run
from stages.networks.subject_network import card, make
from stages.stage import write_json


def main(params: Params) -> None:
    """Train, and write the network, its card and its scores."""
    options = params.subject
    training = Training(options.steps, options.batch, options.learning_rate, params.seed)
    records = read_manifest(Path(params.photos.manifest))
    about = make(records, training, options.held_out, options.composites, SUBJECT)
    with atomic_write(SUBJECT.with_suffix(".md")) as temporary:
        temporary.write_text(card(about), "utf-8")
    write_json(SUBJECT_SCORES, about)


if __name__ == "__main__":
    run(main)
