"""Roles of the colors of a palette in a design, and the color of text on each.

dominant
    The color with the largest share.
background
    A surface for text: large, calm and far from middle lightness. The color with the largest
    product of its share, of its contrast with black or white, and of its distance from the most
    colorful.
accent
    What stands out: the color with the largest product of its chroma and of its distance, in hue
    and chroma, from the mean of the palette. Among grays, the one that contrasts most with the
    background. The background only if there is no other color.
muted
    The color nearest to a quiet one of middle lightness. The background or the accent only if
    there is no other color.
light, dark
    The lightest and the darkest color. If that is not light or dark enough for text in one on the
    other, a tint or shade of it, which is *derived*: it is not in the palette.

One color may have several roles, as a palette may have fewer colors than there are roles.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from folkhue.color.contrast import BLACK, TEXT, WHITE, contrast, luminance
from folkhue.color.gamut import encode, from_oklch
from folkhue.color.notation import to_hex
from folkhue.color.spaces import Floats, to_oklab, to_oklch
from folkhue.color.to_srgb import Color, as_color

if TYPE_CHECKING:
    from folkhue.palettes.color_palette import Palette
    from folkhue.palettes.palette_color import PaletteColor
    from folkhue.table.color_table import ColorTable

ROLES = ("dominant", "background", "accent", "muted", "light", "dark")
"""The roles, each of which a palette has unless it is empty."""

LIGHT, DARK = 0.4, 0.05
"""Luminance from which on a color is light, and up to which it is dark.

Light and dark contrast by 4.5 or more: (0.4 + 0.05) / (0.05 + 0.05)."""

_TINT, _SHADE = (0.93, 0.03), (0.25, 0.04)  # OKLCh lightness and highest chroma; all are in sRGB
_MOST_COLORFUL = 0.33  # OKLCh chroma that no sRGB color exceeds
_MUTED = np.array([0.6, 0.04])  # OKLCh lightness and chroma
_CHROMA_WEIGHT = 3  # of a difference in chroma, against one in lightness
_GRAY = 1e-4  # product of chroma and distance below which no color stands out by its hue


@dataclass(frozen=True)
class TextColor:
    """The color of text on another color.

    Attributes
    ----------
    rgb : tuple of int
        sRGB, 0 to 255.
    contrast : float
        Their contrast ratio by WCAG 2.2, from 4.5 to 21.
    """

    rgb: Color
    contrast: float

    @property
    def hex(self) -> str:
        """The color as ``#rrggbb``."""
        return to_hex(self.rgb)

    def as_dict(self) -> dict[str, Any]:
        """Return the color and the contrast as JSON types."""
        return {"text": self.hex, "ratio": rounded_down(self.contrast, 2)}


@dataclass(frozen=True)
class Role:
    """A color in its role.

    Attributes
    ----------
    color : PaletteColor
        Its share is 0 if it is derived.
    text : TextColor
        For text on it.
    derived : bool
        Whether it is a tint or shade that is not in the palette.
    """

    color: PaletteColor
    text: TextColor
    derived: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return everything as JSON types."""
        color = {"hex": self.color.hex, "description": self.color.description}
        return {**color, "derived": self.derived, **self.text.as_dict()}


def roles(palette: Palette, table: ColorTable | None = None) -> dict[str, Role]:
    """Find the color for each role; see `Palette.roles`."""
    if not len(palette):
        return {}
    ends = _light_and_dark(palette.rgb)
    chosen = {role: palette.colors[place] for role, place in _places(palette).items()}
    for role, end in zip(("light", "dark"), ends, strict=True):
        if end != chosen[role].rgb:
            chosen[role] = _derived(end, table)
    own = set(palette.colors)
    return {
        role: Role(color, _text_on(color.rgb, ends), color not in own)
        for role, color in chosen.items()
    }


def text_colors(palette: Palette) -> tuple[TextColor, ...]:
    """Choose a color of text on each color; see `Palette.text_colors`."""
    if not len(palette):
        return ()
    ends = _light_and_dark(palette.rgb)
    return tuple(_text_on(color.rgb, ends) for color in palette.colors)


def rounded_down(ratio: float, digits: int) -> float:
    """Round a contrast ratio down, as one just below a limit does not reach it."""
    unit = 10.0**digits
    return math.floor(ratio * unit + 1e-6) / unit


def _places(palette: Palette) -> dict[str, int]:
    """Return the place of each role's color in the palette."""
    rgb, shares = palette.rgb, _shares(palette)
    background = int(np.argmax(_as_background(rgb, shares)))
    accent = _best(_as_accent(rgb, shares, background), {background})
    muted = _best(_as_muted(rgb), {background, accent}, {accent})
    light = luminance(rgb)
    return {
        "dominant": int(np.argmax(shares)),
        "background": background,
        "accent": accent,
        "muted": muted,
        "light": int(np.argmax(light)),
        "dark": int(np.argmin(light)),
    }


def _shares(palette: Palette) -> Floats:
    """Return the shares, or equal ones if no color has one."""
    shares = palette.shares
    return shares if shares.any() else np.full(len(shares), 1 / len(shares))


def _best(scores: Floats, *avoided: set[int]) -> int:
    """Return the place of the highest score, avoiding the first places that leave others."""
    every = range(len(scores))
    for places in (*avoided, set[int]()):
        left = [place for place in every if place not in places]
        if left:
            break
    return max(left, key=lambda place: float(scores[place]))


def _as_background(rgb: NDArray[np.uint8], shares: Floats) -> Floats:
    readable = np.maximum(contrast(rgb, BLACK), contrast(rgb, WHITE))
    scores: Floats = shares * readable * (_MOST_COLORFUL - to_oklch(rgb)[:, 1])
    return scores


def _as_accent(rgb: NDArray[np.uint8], shares: Floats, background: int) -> Floats:
    hues = to_oklab(rgb)[:, 1:]
    scores: Floats = np.hypot(*hues.T) * np.hypot(*(hues - shares @ hues).T)
    if scores.max() < _GRAY:
        return contrast(rgb, rgb[background])
    return scores


def _as_muted(rgb: NDArray[np.uint8]) -> Floats:
    difference = to_oklch(rgb)[:, :2] - _MUTED
    return np.asarray(-np.hypot(difference[:, 0], _CHROMA_WEIGHT * difference[:, 1]))


def _light_and_dark(rgb: NDArray[np.uint8]) -> tuple[Color, Color]:
    """Return the lightest and the darkest color, or a tint and a shade of them."""
    light = luminance(rgb)
    high, low = int(np.argmax(light)), int(np.argmin(light))
    return (
        as_color(rgb[high] if light[high] >= LIGHT else _shade(rgb[high], *_TINT)),
        as_color(rgb[low] if light[low] <= DARK else _shade(rgb[low], *_SHADE)),
    )


def _shade(rgb: NDArray[np.uint8], lightness: float, max_chroma: float) -> NDArray[np.uint8]:
    """Return a color of the same hue and another lightness."""
    _, chroma, hue = to_oklch(rgb)
    return encode(from_oklch([lightness, min(chroma, max_chroma), hue]))


def _text_on(rgb: Color, ends: tuple[Color, Color]) -> TextColor:
    """Choose the light or the dark color, or else black or white if that cannot be read."""
    for pair in (ends, (BLACK, WHITE)):
        ratios = contrast(np.array(pair), rgb)
        best = int(np.argmax(ratios))
        if ratios[best] >= TEXT:
            break
    return TextColor(pair[best], float(ratios[best]))


def _derived(rgb: Color, table: ColorTable | None) -> PaletteColor:
    from folkhue.palettes.modifiers import names_and_descriptions
    from folkhue.palettes.palette_color import PaletteColor
    from folkhue.table.color_table import default_table

    [named] = names_and_descriptions(np.array([rgb], np.uint8), table or default_table())
    return PaletteColor(rgb, 0.0, *named)
