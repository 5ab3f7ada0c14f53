"""Palettes: the colours of a picture, how much there is of each, and what people call them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from folkhue.colorspace import to_hsl, to_lab, to_oklch
from folkhue.vocabulary import UNNAMED, UNNAMED_NAME

if TYPE_CHECKING:
    from folkhue.table import ColorTable

ORDERS = ("share", "hue", "lightness")
"""What the colours of a palette can be sorted by."""


@dataclass(frozen=True)
class PaletteColor:
    """A colour of a palette.

    Attributes
    ----------
    rgb : tuple of int
        sRGB, 0 to 255.
    share : float
        Of the picture's pixels, from 0 to 1.
    name : str
        What people call it; ``"unnamed"`` where the table has no name.
    confidence : float
        Of the name, from 0 to 1.
    description : str
        The name with a word for lightness and chroma: "dark blue", "pale pink".
    label : str
        What the file that it was read from calls it; empty if none does.
    """

    rgb: tuple[int, int, int]
    share: float
    name: str
    confidence: float
    description: str
    label: str = ""

    @property
    def hex(self) -> str:
        """The colour as ``#rrggbb``."""
        return "#{:02x}{:02x}{:02x}".format(*self.rgb)

    @property
    def hsl(self) -> tuple[float, float, float]:
        """Hue in degrees, saturation and lightness from 0 to 1."""
        return _floats(to_hsl(_triple(self.rgb)))

    @property
    def lab(self) -> tuple[float, float, float]:
        """CIELAB (D65): L* from 0 to 100, a*, b*."""
        return _floats(to_lab(_triple(self.rgb)))

    @property
    def oklch(self) -> tuple[float, float, float]:
        """OKLab in polar coordinates: lightness from 0 to 1, chroma, hue in degrees."""
        return _floats(to_oklch(_triple(self.rgb)))

    def as_dict(self) -> dict[str, Any]:
        """Give everything known about the colour as JSON types."""
        spaces = {
            "hsl": [round(value, 4) for value in self.hsl],
            "lab": [round(value, 3) for value in self.lab],
            "oklch": [round(value, 4) for value in self.oklch],
        }
        return {
            "hex": self.hex,
            "rgb": list(self.rgb),
            **spaces,
            "share": round(self.share, 6),
            "name": self.name,
            "confidence": round(self.confidence, 4),
            "description": self.description,
        } | ({"label": self.label} if self.label else {})


@dataclass(frozen=True)
class Palette:
    """Colours, all different; empty if a picture is transparent everywhere.

    Attributes
    ----------
    colors : tuple of PaletteColor
        Their shares sum to 1.
    title : str
        What the palette is of.
    """

    colors: tuple[PaletteColor, ...]
    title: str = ""

    @classmethod
    def of(
        cls,
        rgb: NDArray[np.uint8],
        shares: ArrayLike,
        table: ColorTable,
        *,
        title: str = "",
        labels: Sequence[str] | None = None,
    ) -> Palette:
        """Name colours.

        Parameters
        ----------
        rgb : ndarray of uint8, shape (n, 3)
            All different.
        shares : array_like of float, shape (n,)
            In any unit; they are made to sum to 1.
        table : ColorTable
        title : str
        labels : sequence of str, optional
        """
        from folkhue.wording import describe

        parts = np.asarray(shares, float)
        parts = parts / parts.sum() if len(parts) else parts
        names = [table.terms[n] if n != UNNAMED else UNNAMED_NAME for n in table.predict(rgb)]
        colors = zip(
            map(_ints, rgb),
            parts.tolist(),
            names,
            table.confidence(rgb).tolist(),
            describe(rgb, names, table),
            labels or [""] * len(rgb),
            strict=True,
        )
        return cls(tuple(PaletteColor(*each) for each in colors), title)

    @property
    def rgb(self) -> NDArray[np.uint8]:
        """The colours, uint8, shape (n, 3)."""
        return np.array([color.rgb for color in self.colors], np.uint8).reshape(-1, 3)

    @property
    def shares(self) -> NDArray[np.float64]:
        """Share of each colour, float64, shape (n,)."""
        return np.array([color.share for color in self.colors])

    def __len__(self) -> int:
        return len(self.colors)

    def ordered(self, by: str) -> Palette:
        """Sort the colours.

        Parameters
        ----------
        by : str
            "share": the largest first. "hue": around the circle from red, then grays, the
            lightest first. "lightness": the lightest first.
        """
        keys = {"share": _by_share, "hue": _by_hue, "lightness": _by_lightness}
        if by not in keys:
            raise ValueError(f"a palette is sorted by {', '.join(ORDERS)}, not by {by!r}")
        return replace(self, colors=tuple(sorted(self.colors, key=keys[by])))

    def as_dict(self) -> dict[str, Any]:
        """Give the palette as JSON types."""
        return {"title": self.title, "colors": [color.as_dict() for color in self.colors]}


_GRAY = 0.03  # OKLCh chroma below which a hue is hardly seen


def _by_share(color: PaletteColor) -> tuple[float, ...]:
    return (-color.share, *color.rgb)


def _by_hue(color: PaletteColor) -> tuple[float, ...]:
    lightness, chroma, hue = color.oklch
    if chroma < _GRAY:
        return (1, -lightness, *color.rgb)
    return (0, hue, -lightness, *color.rgb)


def _by_lightness(color: PaletteColor) -> tuple[float, ...]:
    return (-color.oklch[0], *color.rgb)


def _triple(rgb: tuple[int, int, int]) -> NDArray[np.uint8]:
    return np.array(rgb, np.uint8)


def _ints(rgb: NDArray[np.uint8]) -> tuple[int, int, int]:
    red, green, blue = rgb.tolist()
    return red, green, blue


def _floats(values: NDArray[np.float64]) -> tuple[float, float, float]:
    one, two, three = values.tolist()
    return one, two, three
