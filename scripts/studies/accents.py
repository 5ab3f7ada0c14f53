"""Whether palettes have the colors of things in a photograph: accents.py.

Measures for each emphasis, and for palettes guided by features, how many of these hand-labeled
regions have their median color in a palette of six, and the mean distance of all pixels to the
palette:

accents
    Small colorful regions of the golden set.
details
    Small things in golden/details.csv.
regions
    All regions of the golden set.
surfaces
    Whole surfaces, with their folds, shade and highlights, in golden/surfaces.

And, of each method and emphasis, how far colors are from the median of their own pixels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

import folkhue
from benchmarks.color_difference import nearest
from benchmarks.details import colors_of, found_in, read_details
from benchmarks.palettes_bench import markdown, samples, small_regions
from folkhue._utils.progress import progress
from folkhue.color.difference import ciede2000
from folkhue.color.spaces import to_lab
from folkhue.images.photo import Photo
from folkhue.learning.evaluation.golden import read_golden
from folkhue.learning.evaluation.golden_photo import GoldenPhoto
from folkhue.palettes.gathering import points_of
from folkhue.palettes.points import Floats
from folkhue.palettes.quantize import EMPHASES, METHODS, quantize

GOLDEN, SURFACES = Path("golden"), Path("golden/surfaces")
KINDS = ("accents", "details", "regions", "surfaces")
WAYS: dict[str, dict[str, Any]] = {
    "share": {"emphasis": "share"},
    "accent": {"emphasis": "accent"},
    "share, guided": {"emphasis": "share", "method": "guided"},
    "accent, guided": {"emphasis": "accent", "method": "guided"},
}
"""Name → parameters of `folkhue.palette`."""


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
    print(table(measured(WAYS)), "", deviations(), sep="\n")


def table(ways: Mapping[str, Measured]) -> str:
    """Write a row for each way."""
    heads = ("palette", *KINDS, "mean ΔE2000 of pixels")
    return markdown(heads, [(way, *each.cells()) for way, each in ways.items()])


def measured(ways: Mapping[str, Mapping[str, Any]]) -> dict[str, Measured]:
    """Make palettes of the golden photographs in each way, and measure them."""
    photos, results = read_golden(GOLDEN), {way: Measured() for way in ways}
    surfaces = {each.name: each for each in read_golden(SURFACES)}
    details = read_details()
    with progress("photographs", len(photos)) as advance:
        for golden in photos:
            photo = golden.read()
            sought = sought_in(golden, surfaces.get(golden.name), photo)
            sought["details"] = colors_of(photo, details.get(golden.name, []))
            pixels = samples(photo)
            for way, how in ways.items():
                palette = to_lab(folkhue.palette(photo, **how).rgb)
                for kind, colors in sought.items():
                    results[way].found[kind] += found_in(colors, palette)
                results[way].distances.append(float(nearest(pixels, palette).mean()))
            advance(1)
    return results


def sought_in(golden: GoldenPhoto, surfaces: GoldenPhoto | None, photo: Photo) -> dict[str, Floats]:
    """Return the median CIELAB colors of regions of each kind; shape (n, 3)."""
    whole = medians(surfaces, photo) if surfaces else np.empty((0, 3))
    return {
        "accents": small_regions(golden, photo),
        "regions": medians(golden, photo),
        "surfaces": whole,
    }


def medians(golden: GoldenPhoto, photo: Photo) -> Floats:
    """Return the median CIELAB color of each region, without empty ones."""
    return colors_of(photo, (mask for mask in golden.masks(photo) if mask.any()))


def deviations() -> str:
    """Write how far colors are from the median of their own pixels, in CIEDE2000."""
    photos = [golden.read() for golden in read_golden(GOLDEN)]
    rows = []
    for method, emphasis in product(METHODS, EMPHASES):
        far = [deviations_of(photo, method, emphasis) for photo in photos]
        found = np.concatenate(far)
        rows.append((method, emphasis, f"{found.mean():.2f}", f"{found.max():.2f}"))
    return markdown(("method", "emphasis", "mean ΔE2000 off", "largest"), rows)


def deviations_of(photo: Photo, method: str, emphasis: str, k: int = 6) -> Floats:
    """Return how far each color is from the median CIELAB color of its own pixels; shape (k,)."""
    points = points_of(photo, method=method)
    colors, own = quantize(points, k, method, emphasis)
    lab = to_lab(np.rint(points.means).astype(np.uint8))
    each = [
        weighted_median(lab[own == one], points.weights[own == one]) for one in range(len(colors))
    ]
    far: Floats = ciede2000(to_lab(colors), np.array(each))
    return far


def weighted_median(values: Floats, weights: Floats) -> Floats:
    """Return the median of each column."""
    order = values.argsort(axis=0)
    upto = weights[order].cumsum(axis=0)
    middle = (upto < upto[-1] / 2).sum(axis=0)
    found: Floats = np.take_along_axis(np.take_along_axis(values, order, 0), middle[None], 0)[0]
    return found


if __name__ == "__main__":
    main()
