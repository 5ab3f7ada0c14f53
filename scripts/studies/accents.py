"""Whether palettes have the colors of things in a photograph: accents.py.

Measures for each emphasis, and for palettes guided by features, how many of these hand-labeled
regions have their median color in a palette of six, and the mean distance of all pixels to the
palette:

accents
    Small colorful regions of the golden set.
regions
    All regions of the golden set.
surfaces
    Whole surfaces, with their folds, shade and highlights, in golden/surfaces.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

import folkhue
from benchmarks.color_difference import nearest
from benchmarks.palettes_bench import markdown, samples
from folkhue._utils.progress import progress
from folkhue.color.spaces import to_lab
from folkhue.images.photo import Photo
from folkhue.learning.evaluation.golden import read_golden
from folkhue.learning.evaluation.golden_photo import GoldenPhoto
from folkhue.palettes.points import Floats

GOLDEN, SURFACES = Path("golden"), Path("golden/surfaces")
KINDS = ("accents", "regions", "surfaces")
WAYS: dict[str, dict[str, Any]] = {
    "share": {"emphasis": "share"},
    "accent": {"emphasis": "accent"},
    "share, guided": {"emphasis": "share", "method": "guided"},
    "accent, guided": {"emphasis": "accent", "method": "guided"},
}
"""Name → parameters of `folkhue.palette`."""

SMALL = 0.05
"""Share of a photograph's pixels below which a region is small."""

COLORFUL = 30.0
"""CIELAB chroma above which a region is colorful."""

MAX_DIFFERENCE = 8.0
"""Maximum CIEDE2000 difference of a color that a palette has."""


@dataclass
class Measured:
    """What was measured of one way of making palettes.

    Attributes
    ----------
    found : dict of str to list of bool
        Kind of region → whether its color is in the palette, for each.
    distances : list of float
        Mean CIEDE2000 distance of a photograph's pixels to the palette.
    """

    found: dict[str, list[bool]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    distances: list[float] = field(default_factory=list)

    def cells(self) -> tuple[str, ...]:
        """Return what a row of the table says."""
        shares = (f"{100 * np.mean(each):.1f} % of {len(each)}" for each in self.found.values())
        return *shares, f"{np.mean(self.distances):.2f}"


def main() -> None:
    """Measure, and print Markdown."""
    print(table(measured(WAYS)))


def table(ways: Mapping[str, Measured]) -> str:
    """Write a row for each way."""
    heads = ("palette", *KINDS, "mean ΔE2000 of pixels")
    return markdown(heads, [(way, *each.cells()) for way, each in ways.items()])


def measured(ways: Mapping[str, Mapping[str, Any]]) -> dict[str, Measured]:
    """Make palettes of the golden photographs in each way, and measure them."""
    photos, results = read_golden(GOLDEN), {way: Measured() for way in ways}
    surfaces = {each.name: each for each in read_golden(SURFACES)}
    with progress("photographs", len(photos)) as advance:
        for golden in photos:
            photo = golden.read()
            sought = colors_of(golden, surfaces.get(golden.name), photo)
            pixels = samples(photo)
            for way, how in ways.items():
                palette = to_lab(folkhue.palette(photo, **how).rgb)
                for kind, colors in sought.items():
                    near = nearest(colors, palette) < MAX_DIFFERENCE
                    results[way].found[kind] += near.tolist()
                results[way].distances.append(float(nearest(pixels, palette).mean()))
            advance(1)
    return results


def colors_of(golden: GoldenPhoto, surfaces: GoldenPhoto | None, photo: Photo) -> dict[str, Floats]:
    """Return the median CIELAB colors of regions of each kind; shape (n, 3)."""
    shares, medians = described(golden, photo)
    colorful = np.hypot(medians[:, 1], medians[:, 2]) > COLORFUL
    whole = described(surfaces, photo)[1] if surfaces else np.empty((0, 3))
    return dict(zip(KINDS, (medians[colorful & (shares < SMALL)], medians, whole), strict=True))


def described(golden: GoldenPhoto, photo: Photo) -> tuple[Floats, Floats]:
    """Return the share of each region, and its median CIELAB color, without empty ones."""
    masks = [mask for mask in golden.masks(photo) if mask.any()]
    medians = [np.median(to_lab(photo.rgb[mask]), axis=0) for mask in masks]
    return np.array([mask.mean() for mask in masks]), np.array(medians).reshape(-1, 3)


if __name__ == "__main__":
    main()
