"""Clustered photographs of a few plain colors, and their terms."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from folkhue.images.histogram import ColorHistogram
from folkhue.learning.denoising.clustering import ClusteredPhoto, cluster_histogram

Color = tuple[int, int, int]
Parts = list[tuple[Color, int]]
Terms = tuple[str, ...]

RED, GREEN, BLUE = (210, 30, 40), (40, 160, 60), (40, 80, 210)
WHITE, BLACK, GRAY = (250, 250, 250), (0, 0, 0), (128, 128, 128)

colors = st.sampled_from([RED, GREEN, BLUE, WHITE, BLACK, GRAY, (255, 0, 0), (0, 0, 255)])
parts = st.lists(st.tuples(colors, st.integers(1, 40)), min_size=1, max_size=4)
terms = st.lists(st.sampled_from(["red", "blue", "gray"]), max_size=3, unique=True).map(tuple)
datasets = st.lists(st.tuples(parts.map(lambda some: photo_of(*some)), terms), max_size=6)
"""Pairs of a photograph and its terms."""


def photo_of(*parts: tuple[Color, int]) -> ClusteredPhoto:
    """Make a photograph of so many pixels of each color, each color a cluster."""
    pixels = np.concatenate([np.full((number, 3), color, np.uint8) for color, number in parts])
    return cluster_histogram(ColorHistogram.from_pixels(pixels), 8, "lab", 0)


def tagged_photos() -> tuple[list[ClusteredPhoto], list[Terms]]:
    """Make red and blue things, mostly on grass, and four photographs without terms."""
    photos = [photo_of((RED, 10), (GREEN, 80)) for _ in range(4)]
    photos += [photo_of((BLUE, 10), (GREEN, 80)) for _ in range(4)]
    photos += [photo_of((GREEN, 50), (WHITE, 50)) for _ in range(4)]
    return photos, [("red",)] * 4 + [("blue",)] * 4 + [()] * 4


def with_another(photo: ClusteredPhoto, *terms: str) -> tuple[list[ClusteredPhoto], list[Terms]]:
    """Add a photograph to those of `tagged_photos`."""
    photos, labels = tagged_photos()
    return [*photos, photo], [*labels, terms]


def by_color(photo: ClusteredPhoto, values: np.ndarray) -> dict[Color, float]:
    """Return the value of each color of a photograph."""
    rows = [tuple(color) for color in photo.counts.colors.tolist()]
    return dict(zip(rows, values.tolist(), strict=True))
