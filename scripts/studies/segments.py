"""How well the regions of folkhue match the hand-drawn ones: segments.py.

Prints a line for each color space and maximum number of regions, with means over the golden
photographs:

whole
    The share of a hand-drawn region that lies in a single region of ours.
apart
    The share of pairs of hand-drawn regions with different names that lie in different regions.
pure
    The share of a hand-drawn region that lies where its name prevails.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from folkhue.learning.evaluation.golden import read_golden
from folkhue.learning.evaluation.golden_photo import GoldenPhoto
from folkhue.palettes.regions import SPACES, regions


@dataclass(frozen=True)
class Match:
    """How well regions match the hand-drawn ones; means, from 0 to 1.

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


def match(photos: Iterable[GoldenPhoto], by: str, max_regions: int) -> Match:
    """Segment photographs with hand-drawn regions, and measure the match."""
    whole, apart, pure, numbers = [], [], [], []
    for golden in photos:
        photo = golden.read()
        found = regions(photo, by=by, max_regions=max_regions)
        shares = _shares(golden.masks(photo), found.labels, len(found))
        names = [set(region.names) for region in golden.regions]
        whole += shares.max(axis=1).tolist()
        pure += _purities(shares, names)
        main = shares.argmax(axis=1)
        apart += [main[i] != main[j] for i, j in _differing(names)]
        numbers.append(len(found))
    return Match(*(float(np.mean(values)) for values in (whole, apart, pure, numbers)))


def _shares(
    masks: list[NDArray[np.bool_]], labels: NDArray[np.int32], number: int
) -> NDArray[np.float64]:
    """Compute the share of each mask in each region, shape (masks, regions)."""
    counts = [np.bincount(labels[mask], minlength=number) for mask in masks]
    return np.array([count / max(1, count.sum()) for count in counts])


def _differing(names: list[set[str]]) -> list[tuple[int, int]]:
    pairs = combinations(range(len(names)), 2)
    return [(one, other) for one, other in pairs if not names[one] & names[other]]


def _purities(shares: NDArray[np.float64], names: list[set[str]]) -> list[float]:
    """Compute the share of each mask with a single name in regions where that name prevails."""
    single = [number for number, found in enumerate(names) if len(found) == 1]
    terms = sorted({name for number in single for name in names[number]})
    index = [terms.index(min(names[number])) for number in single]
    sums = np.zeros((len(terms), shares.shape[1]))
    np.add.at(sums, index, shares[single])
    prevailing = sums.argmax(axis=0)
    return [float(shares[s][prevailing == i].sum()) for s, i in zip(single, index, strict=True)]


def main() -> None:
    """Measure, and print a line for each setting."""
    photos = read_golden(Path("golden"))
    print(f"{'by':5}{'max':>5}{'regions':>9}{'whole':>8}{'apart':>8}{'pure':>8}")
    settings = [(by, number) for by in SPACES for number in (8, 12, 16)]
    for by, max_regions in track(settings, transient=True):
        whole, apart, pure, number = astuple(match(photos, by, max_regions))
        print(f"{by:5}{max_regions:5}{number:9.1f}{whole:8.3f}{apart:8.3f}{pure:8.3f}")


if __name__ == "__main__":
    main()
