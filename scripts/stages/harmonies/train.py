"""Train one kind of network: train.py KIND."""

from __future__ import annotations

import sys

import pandas as pd

from folkhue._utils.progress import progress
from folkhue.learning.harmonies.evaluation import held_out_scores
from folkhue.learning.harmonies.network_file import save_trained
from folkhue.learning.harmonies.palette_list import SPLITS, read_palette_list, sequences_of
from folkhue.learning.harmonies.training import TrainedNetwork, bins_of_srgb, train
from stages.harmonies.params import Params
from stages.harmonies.stage import NETWORKS, PALETTES, REPORTS, run
from stages.outputs import read_output
from stages.stage import write_csv


def main(params: Params) -> None:
    """Train, and write the losses and the network."""
    kind = sys.argv[1]
    palettes = read_output(PALETTES, read_palette_list)
    training, aside = (sequences_of(palettes, split) for split in SPLITS)
    rows, recipe = [], params.recipe(kind)
    with progress("epochs", recipe.epochs) as advance:

        def tell(epoch: int, loss: float, network: TrainedNetwork) -> None:
            rows.append({"epoch": epoch, "loss": loss})
            advance(1)

        network = train(training, recipe, bins_of_srgb(), tell)
    save_trained(network, NETWORKS / f"{kind}.npz")
    write_csv(REPORTS / "train" / f"{kind}.csv", pd.DataFrame(rows), float_format="%.4f")
    scores = held_out_scores(network, aside)
    print(f"{kind}: " + ", ".join(f"{name} {value:.3f}" for name, value in scores.items()))


if __name__ == "__main__":
    run(main)
