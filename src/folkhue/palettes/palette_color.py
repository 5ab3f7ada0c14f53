"""A color of a palette, its share and its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkhue._utils.display import Swatch, card, swatches
from folkhue._utils.text import percent
from folkhue.color.display_p3 import is_wide, to_css
from folkhue.color.known_names import KnownName, nearest_names
from folkhue.color.notation import to_hex
from folkhue.color.spaces import to_hsl, to_lab, to_oklch
from folkhue.color.to_srgb import Color


@dataclass(frozen=True)
class PaletteColor:
    """A color of a palette.

    Attributes
    ----------
    rgb : tuple of int
        sRGB, 0 to 255.
    share : float
        Of the pixels of the image, from 0 to 1.
    name : str
        Its color name; ``"unnamed"`` if the table has none.
    confidence : float
        Of the name, from 0 to 1.
    description : str
        The name with a modifier for lightness and chroma: "dark blue", "pale pink".
    label : str
        Its name in the palette file that it was read from; empty if there is none.
    p3 : tuple of int, optional
        Display P3, 0 to 255, of which `rgb` is clipped, if the palette was made in it.
    """

    rgb: Color
    share: float
    name: str
    confidence: float
    description: str
    label: str = ""
    p3: Color | None = None

    @property
    def is_wide(self) -> bool:
        """Whether the color is in Display P3 but outside sRGB, so that `rgb` is less colorful."""
        return self.p3 is not None and bool(is_wide(_array(self.p3)))

    @property
    def wide_css(self) -> str:
        """The color as ``color(display-p3 …)`` if it is wide; else empty."""
        return to_css(self.p3) if self.p3 and self.is_wide else ""

    @property
    def hex(self) -> str:
        """The color as ``#rrggbb``."""
        return to_hex(self.rgb)

    @property
    def hsl(self) -> tuple[float, float, float]:
        """Hue in degrees, saturation and lightness from 0 to 1."""
        return _float_tuple(to_hsl(_array(self.rgb)))

    @property
    def lab(self) -> tuple[float, float, float]:
        """CIELAB (D65): L* from 0 to 100, a*, b*."""
        return _float_tuple(to_lab(_array(self.rgb)))

    @property
    def oklch(self) -> tuple[float, float, float]:
        """OKLab in polar coordinates: lightness from 0 to 1, chroma, hue in degrees."""
        return _float_tuple(to_oklch(_array(self.rgb)))

    @property
    def nearest(self) -> dict[str, KnownName]:
        """The nearest names of CSS and of XKCD; see `folkhue.color.known_names.nearest_names`."""
        return nearest_names(_array(self.rgb)[None])[0]

    def as_dict(self) -> dict[str, Any]:
        """Return all properties of the color as JSON types."""
        return as_dicts([self])[0]

    def _repr_html_(self) -> str:
        return card("", swatches([swatch_of(self)]))


def swatch_of(color: PaletteColor) -> Swatch:
    """Show a color with its share, its code and its description."""
    return Swatch(color.rgb, (percent(color.share), color.hex, color.label or color.description))


def as_dicts(colors: Sequence[PaletteColor]) -> list[dict[str, Any]]:
    """Describe colors as JSON types; converting all at once is faster."""
    rgb = np.array([color.rgb for color in colors], np.uint8).reshape(-1, 3)
    nearest = nearest_names(rgb)
    hsl, lab, oklch = to_hsl(rgb).tolist(), to_lab(rgb).tolist(), to_oklch(rgb).tolist()
    return [
        {
            "hex": color.hex,
            "rgb": list(color.rgb),
            "hsl": [round(value, 4) for value in hsl[place]],
            "lab": [round(value, 3) for value in lab[place]],
            "oklch": [round(value, 4) for value in oklch[place]],
            "share": round(color.share, 6),
            "name": color.name,
            "confidence": round(color.confidence, 4),
            "description": color.description,
            "nearest": {source: known.as_dict() for source, known in nearest[place].items()},
        }
        | ({"p3": list(color.p3)} if color.p3 else {})
        | ({"label": color.label} if color.label else {})
        for place, color in enumerate(colors)
    ]


def _array(rgb: Color) -> NDArray[np.uint8]:
    return np.array(rgb, np.uint8)


def _float_tuple(values: NDArray[np.float64]) -> tuple[float, float, float]:
    one, two, three = values.tolist()
    return one, two, three
