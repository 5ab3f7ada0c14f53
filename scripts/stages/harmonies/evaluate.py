"""Make the model of harmonies; measure it beside simple rules, on palettes kept aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from folkhue._utils.atomic import atomic_write
from folkhue.harmonies.model import HarmonyModel
from folkhue.harmonies.schemes import SCHEMES, scheme_colors
from folkhue.learning.harmonies.evaluation import (
    accuracies,
    frequency_scores,
    held_out_scores,
    neighbor_scores,
    ranks_of,
    suggested,
    suggestion_scores,
)
from folkhue.learning.harmonies.export import make_model
from folkhue.learning.harmonies.network_file import load_trained
from folkhue.learning.harmonies.palette_list import (
    SPLITS,
    ListedPalette,
    read_palette_list,
    rgb_of,
    sequences_of,
)
from folkhue.learning.harmonies.sequences import Sequences
from folkhue.learning.harmonies.training import TrainedNetwork
from stages.harmonies.card import model_card
from stages.harmonies.params import Params
from stages.harmonies.stage import MODEL, NETWORKS, PALETTES, REPORTS, run
from stages.outputs import read_output
from stages.stage import write_csv, write_json

FEW = 200
"""Palettes that schemes are measured on; they are computed one by one."""

SHIPPED = "attention"
"""The kind of network that NumPy runs."""


def main(params: Params) -> None:
    """Write the model, its card, and the scores."""
    palettes = read_output(PALETTES, read_palette_list)
    networks: dict[str, TrainedNetwork] = {
        kind: read_output(NETWORKS / f"{kind}.npz", load_trained) for kind in params.network.layers
    }
    aside = [rgb_of(each) for each in palettes if each.split == SPLITS[1]]
    model = make(networks[SHIPPED], palettes, params)
    scores = measured(model, networks, palettes, aside, params)
    numbers = {split: sum(each.split == split for each in palettes) for split in SPLITS}
    metrics = {"palettes": numbers, "size": MODEL.stat().st_size, "scores": scores}
    write_json(REPORTS / "metrics.json", metrics)
    score = scores["suggestions"]["top_5"]
    write_json(REPORTS / "scores.json", {"score": round(score, 4)})
    table = pd.DataFrame.from_dict(scores, orient="index").rename_axis("what").reset_index()
    write_csv(REPORTS / "ablation.csv", table, float_format="%.4f")
    with atomic_write(MODEL.with_suffix(".md")) as temporary:
        temporary.write_text(model_card(metrics, networks[SHIPPED].recipe, params), "utf-8")
    print(table.to_string(index=False, float_format="{:.3f}".format, na_rep=""))


def make(
    network: TrainedNetwork, palettes: Sequence[ListedPalette], params: Params
) -> HarmonyModel:
    """Make the model, save it, and read it again, as it is rounded then."""
    colors = np.concatenate([rgb_of(each) for each in palettes if each.split == SPLITS[0]])
    metadata = {"seed": params.seed, "palettes": len(palettes), **params.network.model_dump()}
    make_model(network, colors, sequences_of(palettes, SPLITS[1]), metadata).network.save(MODEL)
    return HarmonyModel.load(MODEL)


def measured(
    model: HarmonyModel,
    networks: Mapping[str, TrainedNetwork],
    palettes: Sequence[ListedPalette],
    aside: Sequence[NDArray[np.uint8]],
    params: Params,
) -> dict[str, dict[str, float]]:
    """Score suggestions, networks with and without words, simple rules, and classic schemes."""
    training, hidden = (sequences_of(palettes, split) for split in SPLITS)
    scores: dict[str, dict[str, float]] = {
        "suggestions": suggestion_scores(suggested(model, aside), aside)
    }
    for kind, network in networks.items():
        scores[kind] = held_out_scores(network, hidden, words=False)
        scores[f"{kind}, with words"] = held_out_scores(network, hidden)
    scores |= rule_scores(training, hidden, networks[SHIPPED], params.evaluate.neighbors)
    few = aside[:FEW]
    for scheme in SCHEMES:
        scores[scheme] = suggestion_scores([by_scheme(rgb, scheme) for rgb in few], few)
    return scores


def rule_scores(
    training: Sequences, hidden: Sequences, network: TrainedNetwork, neighbors: int
) -> dict[str, dict[str, float]]:
    """Score the vote of the nearest palettes, and the most frequent colors."""
    codes = np.union1d(network.codes, training.codes[training.present])
    votes = {
        "nearest palettes": neighbor_scores(training, codes, hidden, neighbors),
        "most frequent": frequency_scores(training, codes, hidden),
    }
    return {name: accuracies(ranks_of(each, codes, hidden), hidden) for name, each in votes.items()}


def by_scheme(rgb: NDArray[np.uint8], scheme: str, number: int = 10) -> NDArray[np.uint8]:
    """Return the colors that a scheme adds, where each color of a palette is hidden."""
    return np.stack(
        [
            [*islice(scheme_colors(np.delete(rgb, place, axis=0), scheme), number)]
            for place in range(len(rgb))
        ]
    )


if __name__ == "__main__":
    run(main)
