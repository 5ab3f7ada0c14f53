"""Train a network that names pixels in context: scripts/stage networks/context TABLE."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pandas as pd

from folkhue.datasets.sources.manifest import read_manifest
from folkhue.learning.networks.augmentation import Augmentation
from folkhue.learning.networks.context_examples import context_examples
from folkhue.learning.networks.context_training import ContextTraining, train_context
from folkhue.table.color_table import load
from stages.networks.params import Params
from stages.networks.stage import context_model, context_reports, run
from stages.stage import write_csv

SHOWN = 25
"""Steps whose losses are averaged for a row of the training curve."""


def main(params: Params) -> None:
    """Read the photographs, train, and write the network and its training curve."""
    name = sys.argv[1]
    table = load(name)
    records = list(read_manifest(Path(params.photos.manifest)))
    examples, failed = context_examples(records, name, params.seed)
    print(f"{name}: {len(examples)} photographs, {len(failed)} cannot be used")
    sources = Counter(record.source or "others" for record in records)
    metadata = {
        "table": name,
        "photographs": len(examples),
        "sources": dict(sources.most_common()),
        "seed": params.seed,
        "training": params.context.model_dump(exclude={"tables"}),
    }
    how = training(params)
    network, losses = train_context(examples, table, how, params.seed, metadata)
    network.save(context_model(name))
    curve = pd.DataFrame({"step": range(1, len(losses) + 1), "loss": losses})
    rows = curve.groupby((curve["step"] - 1) // SHOWN).agg({"step": "max", "loss": "mean"})
    write_csv(context_reports(name) / "training.csv", rows)


def training(params: Params) -> ContextTraining:
    """Return how the network is trained."""
    options = params.context.model_dump(exclude={"tables"})
    varied = {key: options.pop(key) for key in ("crop", "exposure", "illuminant", "shadow")}
    return ContextTraining(**options, augmentation=Augmentation(**varied))


if __name__ == "__main__":
    run(main)
