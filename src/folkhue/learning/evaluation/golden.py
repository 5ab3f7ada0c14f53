"""The golden set: a folder of photographs labeled by hand, and pixels of its regions."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from folkhue._utils.progress import counted
from folkhue.color.vocabulary import ColorTerm
from folkhue.errors import GoldenError
from folkhue.images.photo import Photo
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
        The vocabulary that is measured: names that regions may have, in addition to the
        eleven basic terms. Finer names of a region, as ``"fine": "navy/blue"`` in its file,
        count instead of its label if all of them are among these.

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
    regions, colors = [], []
    for golden in counted(photos, "photographs", len(photos)):
        photo = golden.read()
        rows, places = sampled_places(golden, photo, max_pixels, seed)
        regions.append(rows)
        colors.append(photo.rgb.reshape(-1, 3)[places])
    rows = pd.concat(regions, ignore_index=True)
    rows = rows.astype(dict.fromkeys(["photo", "label", "qualities"], "category"))
    rows[["r", "g", "b"]] = np.concatenate(colors)
    return rows


def sampled_places(
    golden: GoldenPhoto, photo: Photo, max_pixels: int, seed: int
) -> tuple[pd.DataFrame, NDArray[np.intp]]:
    """Sample pixels of every region of a photograph.

    Returns
    -------
    DataFrame
        A row per pixel: ``photo``, ``region``, ``label``, ``qualities``.
    ndarray of int, shape (n,)
        Where it is: its row times the photograph's width, plus its column.
    """
    # By name, so that a photograph added later changes nothing for the others.
    rng = np.random.default_rng([seed, zlib.crc32(golden.name.encode())])
    samples = []
    for mask in golden.masks(photo):
        places = np.flatnonzero(mask)
        if len(places) > max_pixels:
            places = places[np.sort(rng.choice(len(places), max_pixels, replace=False))]
        samples.append(places)
    described = [
        (golden.name, number, region.label, " ".join(region.qualities))
        for number, region in enumerate(golden.regions)
    ]
    regions = pd.DataFrame(described, columns=["photo", "region", "label", "qualities"])
    rows = regions.loc[np.repeat(regions.index, [len(places) for places in samples])]
    every = np.concatenate(samples) if samples else np.empty(0, np.intp)
    return rows.reset_index(drop=True), every
