"""Shade scales: a color as a design system has it, from 50, the lightest, to 950.

The method, in OKLCh:

1. Each step has a lightness of its own (`LIGHTNESS`). The color itself stands, as it is, at the
   step whose lightness is nearest to its own.
2. By how much its lightness differs from that of its step, the other steps are moved, too: the
   less, the farther they are from it, and those at the ends not at all.
3. Hue is that of the color. Chroma falls evenly to none at white and black, and is never higher
   than that of the color.
4. Chroma that sRGB lacks is reduced at the same lightness and hue.

So the colors of a scale get darker from step to step, and differ. Those of a gray are grays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from folkhue.color.gamut import encode_oklch
from folkhue.color.spaces import Floats, to_oklch
from folkhue.color.to_srgb import Color

STEPS = (50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 950)
"""The steps, from light to dark."""

LIGHTNESS = (0.975, 0.945, 0.89, 0.815, 0.725, 0.64, 0.555, 0.48, 0.41, 0.345, 0.25)
"""OKLCh lightness of each step, before it is moved."""

_EASED = 0.4  # of lightness from white or black, within which chroma falls
_TARGETS = np.array(LIGHTNESS)


@dataclass(frozen=True)
class ShadeScale:
    """The shades of a color.

    Attributes
    ----------
    colors : dict of int to (int, int, int)
        Step → sRGB, 0 to 255, from light to dark.
    own : int
        The step that is the color itself.
    """

    colors: dict[int, Color]
    own: int


def shade_scale(rgb: Color) -> ShadeScale:
    """Make the shades of a color.

    Parameters
    ----------
    rgb : (int, int, int)
        sRGB, 0 to 255.

    Examples
    --------
    >>> red = shade_scale((210, 66, 51))
    >>> red.own, red.colors[600], red.colors[50]
    (600, (210, 66, 51), (254, 244, 242))
    """
    shades, own = shade_scales([rgb])
    colors = [(red, green, blue) for red, green, blue in shades[0].tolist()]
    return ShadeScale(dict(zip(STEPS, colors, strict=True)), STEPS[own[0]])


def shade_scales(rgb: ArrayLike) -> tuple[NDArray[np.uint8], NDArray[np.intp]]:
    """Make the shades of several colors.

    Parameters
    ----------
    rgb : array_like of uint8, shape (n, 3)

    Returns
    -------
    shades : ndarray of uint8, shape (n, 11, 3)
        In the order of `STEPS`.
    own : ndarray of int, shape (n,)
        Index of the step that is the color itself.
    """
    rgb = np.asarray(rgb, np.uint8).reshape(-1, 3)
    lightness, chroma, hue = to_oklch(rgb).T
    own = np.abs(_TARGETS - lightness[:, None]).argmin(axis=-1)
    light = _lightness_of_steps(lightness, own)
    eased = np.minimum(_ease(light) / np.maximum(_ease(lightness), 1e-6)[:, None], 1)
    oklch = np.stack(np.broadcast_arrays(light, chroma[:, None] * eased, hue[:, None]), axis=-1)
    shades = encode_oklch(oklch)
    shades[np.arange(len(rgb)), own] = rgb
    return shades, own


def _lightness_of_steps(lightness: Floats, own: NDArray[np.intp]) -> Floats:
    """Return the lightness of each step: float64, shape (n, 11)."""
    steps, last = np.arange(len(STEPS)), len(STEPS) - 1
    at = own[:, None]
    before, after = steps / np.maximum(at, 1), (last - steps) / np.maximum(last - at, 1)
    weights = np.where(steps == at, 1, np.where(steps < at, before, after))
    moved: Floats = _TARGETS + weights * (lightness - _TARGETS[own])[:, None]
    return moved


def _ease(lightness: Floats) -> Floats:
    """Return by how much chroma is reduced at a lightness: 0 at white and black, 1 between."""
    return np.clip(np.minimum(1 - lightness, lightness) / _EASED, 0, 1)
