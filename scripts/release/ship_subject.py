"""Make the network of subjects that ships inside folkhue, and its card.

    scripts/python scripts/release/ship_subject.py MANIFEST...

It is trained on the embedded photographs and the pictures of manifests: objects with transparent
or light surroundings, and photographs as grounds. `fetch_cut_outs.py` lists the first; photographs
of products and others with captions were added for the one that ships. It takes half an hour on two
processors.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from joblib import parallel_config

from folkhue.datasets.sources.manifest import read_manifest
from folkhue.learning.networks.subject import Training
from release.ship import DATA, HOME
from stages.networks.subject_network import card, make
from stages.stage import SAMPLER

HELD_OUT = 0.2
"""Share of the pictures that is kept aside for measuring."""

NUMBER = 200
"""Composites to measure on."""


def main() -> None:
    """Train the network; write it and its card."""
    options = arguments()
    manifests = [HOME / SAMPLER, *options.manifests]
    records = [record for manifest in manifests for record in read_manifest(manifest)]
    training = Training(options.steps, options.batch, options.learning_rate, options.seed)
    with parallel_config(backend="loky", n_jobs=-1):
        about = make(records, training, HELD_OUT, NUMBER, options.to / "subject.npz")
    (options.to / "subject.md").write_text(card(about), "utf-8")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("manifests", type=Path, nargs="*", help="pictures, added to the sampler")
    parser.add_argument("--steps", type=int, default=22_000)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--learning-rate", type=float, default=0.003)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--to", type=Path, default=DATA, help="folder; that of folkhue's data")
    return parser.parse_args()


if __name__ == "__main__":
    main()
