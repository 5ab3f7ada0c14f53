"""Small colorful regions of the golden photographs: scripts/python scripts/studies/accents.py.

Measures for each emphasis, and for palettes guided by the subject, how many of these hand-labeled
regions have their color in a palette of six, and the mean distance of all pixels to the palette.
"""

from __future__ import annotations

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

GOLDEN = Path("golden")
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


def main() -> None:
    """Measure, and print Markdown."""
    photos = read_golden(GOLDEN)
    found: dict[str, list[bool]] = {way: [] for way in WAYS}
    distances: dict[str, list[float]] = {way: [] for way in WAYS}
    with progress("photographs", len(photos)) as advance:
        for golden in photos:
            photo = golden.read()
            accents, pixels = accents_of(golden, photo), samples(photo)
            for way, how in WAYS.items():
                palette = to_lab(folkhue.palette(photo, **how).rgb)
                found[way] += (nearest(accents, palette) < MAX_DIFFERENCE).tolist()
                distances[way].append(float(nearest(pixels, palette).mean()))
            advance(1)
    rows = [
        (
            way,
            f"{100 * np.mean(found[way]):.0f} % of {len(found[way])}",
            f"{np.mean(distances[way]):.2f}",
        )
        for way in WAYS
    ]
    heads = ("emphasis", "small colorful regions in the palette", "mean ΔE2000 of pixels")
    print(markdown(heads, rows))


def accents_of(golden: GoldenPhoto, photo: Photo) -> Floats:
    """Return the median CIELAB colors of the small, colorful regions; shape (n, 3)."""
    found = []
    for region in golden.regions:
        mask = region.mask(*photo.opaque.shape) & photo.opaque
        if 0 < mask.mean() < SMALL:
            median = np.median(to_lab(photo.rgb[mask]), axis=0)
            if np.hypot(*median[1:]) > COLORFUL:
                found.append(median)
    return np.array(found).reshape(-1, 3)


if __name__ == "__main__":
    main()
