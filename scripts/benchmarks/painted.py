"""Synthetic images of known palettes, for which the right colors are known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.color_difference import nearest
from folkhue.color.spaces import to_lab

SIZE = (240, 320)
"""Height and width of an image, in pixels."""

QUALITIES = (95, 80, 60)
NOISES = (0, 4, 8)
GRADIENTS = (0.0, 0.25)
REPEATS = 4
"""Images of each combination of JPEG quality, noise and share of gradients."""

COLORS = range(3, 13)
MIN_DIFFERENCE = 12
"""Minimum CIEDE2000 difference between colors of a palette."""

MIN_AREA = 0.4
"""Minimum area of a color, relative to equal areas."""

PATCHES = 60
"""Number of uniform patches in an image."""

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Condition:
    """How an image is made.

    Attributes
    ----------
    quality : int
        Of the JPEG.
    noise : int
        Standard deviation of the noise added to each channel, of 255.
    gradients : float
        Share of the area that is gradients between colors of the palette.
    colors : int
        Number of colors of the palette.
    """

    quality: int
    noise: int
    gradients: float
    colors: int


@dataclass(frozen=True)
class Painting:
    """A synthetic image.

    Attributes
    ----------
    path : Path
    palette : ndarray of uint8, shape (k, 3)
        The colors that it was made of.
    condition : Condition
    """

    path: Path
    palette: Pixels
    condition: Condition


def paintings(folder: Path, seed: int = 0) -> Iterator[Painting]:
    """Make `REPEATS` images of every condition, with 3 to 12 colors in turn."""
    ways = list(product(QUALITIES, NOISES, GRADIENTS)) * REPEATS
    for number, (quality, noise, gradients) in enumerate(ways):
        rng = np.random.default_rng([seed, number])
        colors = COLORS[number * 7 % len(COLORS)]  # in another order for each condition
        condition = Condition(quality, noise, gradients, colors)
        palette = draw_palette(colors, rng)
        image = paint(palette, condition, rng)
        path = folder / f"{number:03}.jpg"
        Image.fromarray(image).save(path, quality=quality)
        yield Painting(path, palette, condition)


def draw_palette(colors: int, rng: np.random.Generator) -> Pixels:
    """Sample sRGB colors that differ by `MIN_DIFFERENCE`; shape (colors, 3)."""
    drawn = rng.integers(0, 256, (1, 3), np.uint8)
    while len(drawn) < colors:
        another = rng.integers(0, 256, (1, 3), np.uint8)
        if nearest(to_lab(another), to_lab(drawn))[0] >= MIN_DIFFERENCE:
            drawn = np.vstack([drawn, another])
    return drawn


def paint(palette: Pixels, condition: Condition, rng: np.random.Generator) -> Pixels:
    """Paint patches and gradients with a palette, and add noise; shape (*SIZE, 3)."""
    height, width = SIZE
    rows = round(condition.gradients * height)
    plain = patches(palette, (height - rows, width), rng)
    image = np.concatenate([plain, gradients(palette, (rows, width), rng)])
    image += rng.normal(0, condition.noise, image.shape)
    return image.round().clip(0, 255).astype(np.uint8)


def patches(
    palette: Pixels, size: tuple[int, int], rng: np.random.Generator
) -> NDArray[np.float64]:
    """Color the Voronoi cells of random points; colors have different areas."""
    height, width = size
    shares = MIN_AREA / len(palette) + (1 - MIN_AREA) * rng.dirichlet(np.ones(len(palette)))
    numbers = np.concatenate(
        [np.arange(len(palette)), rng.choice(len(palette), PATCHES - len(palette), p=shares)]
    )
    points = rng.uniform(0, 1, (PATCHES, 2)) * size
    rows, columns = np.mgrid[:height, :width]
    squared = (rows[..., None] - points[:, 0]) ** 2 + (columns[..., None] - points[:, 1]) ** 2
    colors: NDArray[np.float64] = palette[numbers[squared.argmin(axis=-1)]].astype(float)
    return colors


def gradients(
    palette: Pixels, size: tuple[int, int], rng: np.random.Generator
) -> NDArray[np.float64]:
    """Make a strip for each color of the palette, with a gradient to another color."""
    rows, columns = size
    order = rng.permutation(len(palette))
    strip = np.arange(rows) * len(palette) // max(rows, 1)
    here, there = palette[order][strip, None], palette[np.roll(order, 1)][strip, None]
    part = np.linspace(0, 1, columns)[None, :, None]
    mixed: NDArray[np.float64] = (1 - part) * here + part * there
    return mixed
