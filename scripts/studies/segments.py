"""How well the regions that folkhue cuts photographs into follow those drawn by hand: segments.py.

It prints, for each way of merging and number of regions: how much of a hand-drawn region lies in
one that was cut (the whole ones); of two that people name differently, how often they lie in
different ones (told apart); and how much of what is hand-drawn lies where most has the same
name (pure).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from folkhue.learning.evaluation.golden import GoldenPhoto, read_golden
from folkhue.palettes.regions import SPACES, regions


@dataclass(frozen=True)
class Following:
    """How well regions follow those drawn by hand; means, from 0 to 1.

    Attributes
    ----------
    whole, apart, pure : float
    number : float
        Regions of a photograph.
    """

    whole: float
    apart: float
    pure: float
    number: float


def followed(photos: Iterable[GoldenPhoto], by: str, most: int) -> Following:
    """Measure on photographs labeled by hand."""
    whole, apart, pure, numbers = [], [], [], []
    for golden in photos:
        photo = golden.read()
        found = regions(photo, by=by, most=most)
        spread = _spread(golden.masks(photo), found.labels, len(found))
        names = [set(region.names) for region in golden.regions]
        whole += spread.max(axis=1).tolist()
        pure += _pure(spread, names)
        places = spread.argmax(axis=1)
        apart += [places[i] != places[j] for i, j in _differing(names)]
        numbers.append(len(found))
    return Following(*(float(np.mean(values)) for values in (whole, apart, pure, numbers)))


def _spread(
    masks: list[NDArray[np.bool_]], labels: NDArray[np.int32], number: int
) -> NDArray[np.float64]:
    """Tell which part of each mask lies in each region, shape (masks, regions)."""
    counts = [np.bincount(labels[mask], minlength=number) for mask in masks]
    return np.array([count / max(1, count.sum()) for count in counts])


def _differing(names: list[set[str]]) -> list[tuple[int, int]]:
    pairs = combinations(range(len(names)), 2)
    return [(one, other) for one, other in pairs if not names[one] & names[other]]


def _pure(spread: NDArray[np.float64], names: list[set[str]]) -> list[float]:
    """Tell how much of each mask with one name lies where that name has the most."""
    sure = [number for number, found in enumerate(names) if len(found) == 1]
    terms = sorted({name for number in sure for name in names[number]})
    index = [terms.index(min(names[number])) for number in sure]
    held = np.zeros((len(terms), spread.shape[1]))
    np.add.at(held, index, spread[sure])
    leading = held.argmax(axis=0)
    return [float(spread[s][leading == i].sum()) for s, i in zip(sure, index, strict=True)]


def main() -> None:
    """Measure, and print a line for each way."""
    photos = read_golden(Path("golden"))
    print(f"{'by':5}{'most':>5}{'regions':>9}{'whole':>8}{'apart':>8}{'pure':>8}")
    for by, most in track([(by, most) for by in SPACES for most in (6, 8, 12)], transient=True):
        whole, apart, pure, number = astuple(followed(photos, by, most))
        print(f"{by:5}{most:5}{number:9.1f}{whole:8.3f}{apart:8.3f}{pure:8.3f}")


if __name__ == "__main__":
    main()
