"""The golden set: a folder of photographs labeled by hand, and pixels of its regions."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from folkhue.color.vocabulary import ColorTerm
from folkhue.errors import GoldenError
from folkhue.learning.evaluation.golden_photo import GoldenPhoto
from folkhue.learning.evaluation.labelme import read_labels


def read_golden(folder: str | Path, terms: Iterable[ColorTerm] = ()) -> list[GoldenPhoto]:
    """Read a golden set.

    Parameters
    ----------
    folder : path
        With ``labels/NAME.json``, one per photograph, whose ``imagePath`` is
        relative to the file.
    terms : iterable of ColorTerm
        Names that regions may have, in addition to the eleven basic terms.

    Returns
    -------
    list of GoldenPhoto
        By name.

    Raises
    ------
    GoldenError
        If there is none, or one of them contradicts itself; the text names the file
        and the region.
    """
    files = sorted(Path(folder, "labels").glob("*.json"))
    if not files:
        raise GoldenError(
            f"{folder}: no labels/*.json; label photographs with LabelMe, then import them with "
            "scripts/golden import"
        )
    known = tuple(terms)
    return [read_labels(file, known) for file in files]


def region_pixels(photos: Sequence[GoldenPhoto], max_pixels: int, seed: int) -> pd.DataFrame:
    """Sample pixels of every region of every photograph.

    Parameters
    ----------
    photos : sequence of GoldenPhoto
    max_pixels : int
        Maximum number of pixels of a region, so that a sky counts no more than a door.
    seed : int

    Returns
    -------
    DataFrame
        A row per pixel: ``photo``, ``region`` (its number in the file), ``label``,
        ``qualities`` (separated by blanks), ``r``, ``g``, ``b``; texts as categories.

    Raises
    ------
    GoldenError
        If two regions of a photograph with different names overlap, or there is none.
    """
    if not any(golden.regions for golden in photos):
        raise GoldenError("no region is labeled: draw some with LabelMe first")
    samples = [sample for golden in photos for sample in _sample_photo(golden, max_pixels, seed)]
    columns = ["photo", "region", "label", "qualities"]
    regions = pd.DataFrame([region for region, _ in samples], columns=columns)
    regions = regions.astype(dict.fromkeys(["photo", "label", "qualities"], "category"))
    rows = regions.loc[np.repeat(regions.index, [len(rgb) for _, rgb in samples])]
    rows[["r", "g", "b"]] = np.concatenate([rgb for _, rgb in samples])
    return rows.reset_index(drop=True)


def _sample_photo(
    golden: GoldenPhoto, max_pixels: int, seed: int
) -> list[tuple[tuple[str, int, str, str], NDArray[np.uint8]]]:
    """Describe each region of a photograph, and sample its pixels, shape (n, 3)."""
    # By name, so that a photograph added later changes nothing for the others.
    rng = np.random.default_rng([seed, zlib.crc32(golden.name.encode())])
    photo = golden.read()
    pixels, samples = photo.rgb.reshape(-1, 3), []
    for number, mask in enumerate(golden.masks(photo)):
        places = np.flatnonzero(mask)
        if len(places) > max_pixels:
            places = places[np.sort(rng.choice(len(places), max_pixels, replace=False))]
        region = golden.regions[number]
        described = (golden.name, number, region.label, " ".join(region.qualities))
        samples.append((described, pixels[places]))
    return samples
