"""Paint images from known palettes, so that it is known which colors are to be found."""

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
"""Height and width of an image painted, in pixels."""

QUALITIES = (95, 80, 60)
NOISES = (0, 4, 8)
GRADIENTS = (0.0, 0.25)
EACH = 4
"""Images painted for each quality of JPEG, noise and share of gradients."""

COLORS = range(3, 13)
APART = 12
"""CIEDE2000 difference by which the colors of a palette differ at least."""

LEAST = 0.4
"""The smallest area is at least this share of an equal one."""

PATCHES = 60
"""Patches of plain color in an image."""

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Condition:
    """How an image is painted and kept.

    Attributes
    ----------
    quality : int
        Of the JPEG.
    noise : int
        Standard deviation of what is added to each sample, of 255.
    gradients : float
        Share of the area that goes over from a color of the palette to another.
    colors : int
        Of the palette.
    """

    quality: int
    noise: int
    gradients: float
    colors: int


@dataclass(frozen=True)
class Painting:
    """An image painted.

    Attributes
    ----------
    path : Path
    palette : ndarray of uint8, shape (k, 3)
        What it was painted from.
    condition : Condition
    """

    path: Path
    palette: Pixels
    condition: Condition


def paintings(folder: Path, seed: int = 0) -> Iterator[Painting]:
    """Paint an image for every condition, `EACH` times, with 3 to 12 colors in turn."""
    ways = list(product(QUALITIES, NOISES, GRADIENTS)) * EACH
    for number, (quality, noise, gradients) in enumerate(ways):
        rng = np.random.default_rng([seed, number])
        colors = COLORS[number * 7 % len(COLORS)]  # 7 steps through all, in every condition anew
        condition = Condition(quality, noise, gradients, colors)
        palette = draw_palette(colors, rng)
        image = paint(palette, condition, rng)
        path = folder / f"{number:03}.jpg"
        Image.fromarray(image).save(path, quality=quality)
        yield Painting(path, palette, condition)


def draw_palette(colors: int, rng: np.random.Generator) -> Pixels:
    """Draw colors of sRGB that are easily told apart, shape (colors, 3)."""
    drawn = rng.integers(0, 256, (1, 3), np.uint8)
    while len(drawn) < colors:
        another = rng.integers(0, 256, (1, 3), np.uint8)
        if nearest(to_lab(another), to_lab(drawn))[0] >= APART:
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
    """Give every pixel the color of the nearest of points, some colors to more than others."""
    height, width = size
    shares = LEAST / len(palette) + (1 - LEAST) * rng.dirichlet(np.ones(len(palette)))
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
    """Go over from one color to another in strips, one from each color of the palette."""
    rows, columns = size
    order = rng.permutation(len(palette))
    strip = np.arange(rows) * len(palette) // max(rows, 1)
    here, there = palette[order][strip, None], palette[np.roll(order, 1)][strip, None]
    part = np.linspace(0, 1, columns)[None, :, None]
    going: NDArray[np.float64] = (1 - part) * here + part * there
    return going
