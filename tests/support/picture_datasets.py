"""Made-up features of pictures."""

from __future__ import annotations

import numpy as np
import pandas as pd

from folkhue.color.vocabulary import Vocabulary
from folkhue.learning.pictures.dataset import PictureDataset

NAMES = Vocabulary.of("basic11").names
LABELS = ("red", "green", "blue")
GROUPS = ("names", "center")
"""The features that are made up."""


def made_up(number: int = 60, wrong: int = 0, seed: int = 0) -> PictureDataset:
    """Make pictures whose shares of names tell their color, and whose center tells nothing.

    Parameters
    ----------
    number : int
    wrong : int
        Of the first pictures, so many are labeled with the next color.
    seed : int
    """
    rng = np.random.default_rng(seed)
    labels = [LABELS[place % 3] for place in range(number)]
    shares = rng.dirichlet(np.ones(11), number)
    for row, label in zip(shares, labels, strict=True):
        row[NAMES.index(label)] += 1
    shares /= shares.sum(axis=1, keepdims=True)
    given = [LABELS[(place + (place < wrong)) % 3] for place in range(number)]
    columns = {f"share_{name}": shares[:, place] for place, name in enumerate(NAMES)}
    center = rng.dirichlet(np.ones(11), number)
    columns |= {f"center_{name}": center[:, place] for place, name in enumerate(NAMES)}
    ids = [f"picture-{place}" for place in range(number)]
    frame = pd.DataFrame({"id": ids, "label": given, "picture": ids, **columns})
    return PictureDataset(frame.astype(dict.fromkeys(columns, np.float32)))
