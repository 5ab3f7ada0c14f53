"""The swatches of names, and bars of the shares of names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Protocol

import numpy as np
from PIL import ImageDraw

from folkhue.color import vocabulary

RGB = tuple[int, int, int]


class NamesColors(Protocol):
    """Something with names and their swatches, such as a `ColorTable` or a `NameMap`."""

    @property
    def terms(self) -> tuple[str, ...]:
        """The names."""

    @property
    def swatches(self) -> tuple[RGB, ...]:
        """The sRGB color (0–255) of each name in pictures."""


def swatch_by_name(source: NamesColors) -> dict[str, RGB]:
    """Return the swatch of each name, that of ``"unnamed"`` last."""
    return vocabulary.swatch_by_name(source.terms, source.swatches)


def share_segments(shares: Mapping[str, float], width: int) -> Iterator[tuple[str, int, int]]:
    """Divide a bar of `width` pixels by shares: name, first pixel, and the pixel after the last.

    Examples
    --------
    >>> list(share_segments({"red": 0.7, "blue": 0.3}, 10))
    [('red', 0, 7), ('blue', 7, 10)]
    """
    edges = np.rint(np.cumsum([0.0, *shares.values()]) * width).astype(int).tolist()
    for name, (start, end) in zip(shares, pairwise(edges), strict=True):
        yield name, start, end


def draw_share_bar(
    draw: ImageDraw.ImageDraw,
    shares: Mapping[str, float],
    swatches: Mapping[str, RGB],
    box: tuple[int, int, int, int],
    outline: RGB,
) -> None:
    """Draw the shares of names as a bar in their swatches.

    Parameters
    ----------
    draw : ImageDraw
    shares : mapping of str to float
        Name → share from 0 to 1.
    swatches : mapping of str to (int, int, int)
        Name → color, as `swatch_by_name` returns it.
    box : tuple of int
        Left, top, right and bottom; right and bottom are not part of the bar.
    outline : (int, int, int)
        Color of the border.
    """
    left, top, right, bottom = box
    for name, start, end in share_segments(shares, right - left):
        if end > start:
            draw.rectangle((left + start, top, left + end - 1, bottom - 1), swatches[name])
    draw.rectangle((left, top, right - 1, bottom - 1), outline=outline)
