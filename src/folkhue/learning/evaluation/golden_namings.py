"""Ways of naming the pixels of whole photographs, compared on golden regions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from folkhue._utils.progress import counted
from folkhue.images.photo import Photo
from folkhue.learning.evaluation.golden import sampled_places
from folkhue.learning.evaluation.golden_photo import GoldenPhoto
from folkhue.learning.evaluation.golden_scores import GoldenPredictions, with_known_labels

Naming = Callable[[Photo], NDArray[np.uint8]]
"""Takes a photograph, and returns the name of each pixel, shape (height, width)."""


def predict_photos(
    namings: Mapping[str, Naming],
    photos: Sequence[GoldenPhoto],
    terms: tuple[str, ...],
    max_pixels: int,
    seed: int,
) -> dict[str, GoldenPredictions]:
    """Name photographs in several ways, and sample pixels of their regions.

    Parameters
    ----------
    namings : mapping of str to callable
        Names are indices into the terms.
    photos : sequence of GoldenPhoto
    terms : tuple of str
    max_pixels, seed
        See `folkhue.learning.evaluation.golden.region_pixels`; the same pixels are sampled.

    Returns
    -------
    dict of str to GoldenPredictions
        For each way, by the same keys.
    """
    regions: list[pd.DataFrame] = []
    found: dict[str, list[NDArray[np.uint8]]] = {key: [] for key in namings}
    for golden in counted(photos, "photographs", len(photos)):
        photo = golden.read()
        rows, places = sampled_places(golden, photo, max_pixels, seed)
        regions.append(rows)
        for key, naming in namings.items():
            found[key].append(naming(photo).reshape(-1)[places])
    rows = pd.concat(regions, ignore_index=True)
    known = with_known_labels(rows, terms)
    return {
        key: GoldenPredictions.from_names(known, np.concatenate(names)[known.index], terms)
        for key, names in found.items()
    }
