"""Charts of the names of a table: by hue and lightness, and in slices of CIELAB."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from folkhue.color.gamut import encode, from_lab, from_oklch, in_gamut, max_chroma
from folkhue.render.report.map_labels import font
from folkhue.render.report.named_plane import NamedPlane
from folkhue.render.theme import BACKGROUND, FOREGROUND
from folkhue.table.color_table import ColorTable

HUES = 9 * np.arange(40)
"""OKLCh hue of the chart's columns, in degrees."""

LIGHTNESSES = np.linspace(1, 0, 21)
"""OKLCh lightness of the chart's rows, from white to black."""

LEVELS = (20, 35, 50, 65, 80, 95)
"""L* of the slices of CIELAB."""

_CELL, _GRAY_CELL = (26, 26), (78, 26)  # width and height in the chart
_A, _B, _SCALE = (-92, 104), (-114, 100), 2  # ranges slightly larger than sRGB's; pixels per unit
_MIN_LABELED = 60  # pixels; smaller areas of a slice are ragged boundaries
_GRAY, _AXIS = (107, 107, 115), (214, 212, 206)
_MARGIN, _GAP, _LINE = 44, 18, 24


def chart(table: ColorTable) -> NamedPlane:
    """Name the sRGB colors of the highest chroma by OKLCh hue (columns) and lightness (rows).

    The World Color Survey asked speakers of many languages for the names of such a chart of
    40 hues, with Munsell's hue and value instead of OKLCh.

    References
    ----------
    Paul Kay et al., *The World Color Survey*, 2009.
    """
    return NamedPlane.from_table(table, max_chroma(LIGHTNESSES[:, None], HUES))


def grays(table: ColorTable) -> NamedPlane:
    """Name grays of the lightnesses of the chart, in a single column."""
    oklch = np.stack([LIGHTNESSES, *np.zeros((2, len(LIGHTNESSES)))], axis=-1)
    return NamedPlane.from_table(table, encode(from_oklch(oklch))[:, None])


def draw_chart(table: ColorTable) -> Image.Image:
    """Draw the chart with the grays to its right, and axes."""
    parts = [chart(table).enlarged(*_CELL).draw(), grays(table).enlarged(*_GRAY_CELL).draw()]
    width, height = parts[0].width + _GAP + parts[1].width, parts[0].height
    sheet = Image.new("RGB", (_MARGIN + width + _GAP, _GAP + height + _LINE), BACKGROUND)
    pen = ImageDraw.Draw(sheet)
    for left, part in zip((_MARGIN, _MARGIN + parts[0].width + _GAP), parts, strict=True):
        # The frame separates white from the background.
        pen.rectangle((left - 1, _GAP - 1, left + part.width, _GAP + height), outline=_GRAY)
        sheet.paste(part, (left, _GAP))
    below = _GAP + height + 5
    for row in range(0, len(LIGHTNESSES), 2):
        middle = _GAP + (row + 0.5) * _CELL[1]
        pen.text((_MARGIN - 6, middle), f"{LIGHTNESSES[row]:.1f}", _GRAY, font(12), "rm")
    for column in range(0, len(HUES), 5):
        middle = _MARGIN + (column + 0.5) * _CELL[0]
        pen.text((middle, below), f"{HUES[column]}°", _GRAY, font(12), "mt")
    middle = _MARGIN + width - parts[1].width / 2
    pen.text((middle, below), "gray", _GRAY, font(12), "mt")
    return sheet


def lab_plane(level: float) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Return the colors of one L*, and which are in sRGB: a* increases to the right, b* upwards."""
    b, a = np.mgrid[_B[1] : _B[0] - 1 : -1 / _SCALE, _A[0] : _A[1] + 1 : 1 / _SCALE]
    linear = from_lab(np.stack([np.full(a.shape, level), a, b], axis=-1))
    shown = in_gamut(linear)
    around = np.where(((a == 0) | (b == 0))[..., None], _AXIS, BACKGROUND)
    rgb = np.where(shown[..., None], encode(linear), around).astype(np.uint8)
    return rgb, shown


def lab_slice(table: ColorTable, level: float) -> NamedPlane:
    """Name the sRGB colors of one L*."""
    return NamedPlane.from_table(table, *lab_plane(level))


def draw_slices(table: ColorTable) -> Image.Image:
    """Draw the slices of CIELAB at `LEVELS`."""
    return arrange_slices([lab_slice(table, level) for level in LEVELS])


def arrange_slices(slices: Sequence[NamedPlane], min_labeled: int = _MIN_LABELED) -> Image.Image:
    """Draw slices of CIELAB at `LEVELS`, three in a row; label areas of `min_labeled` pixels."""
    panels = [each.draw(min_labeled) for each in slices]
    width, height = panels[0].width + _GAP, panels[0].height + _LINE + _GAP
    sheet = Image.new("RGB", (3 * width - _GAP, -(-len(panels) // 3) * height - _GAP), BACKGROUND)
    pen = ImageDraw.Draw(sheet)
    for place, (level, panel) in enumerate(zip(LEVELS, panels, strict=True)):
        left, top = place % 3 * width, place // 3 * height
        sheet.paste(panel, (left, top + _LINE))
        pen.text((left + 6, top + 4), f"L* = {level}", FOREGROUND, font(15), "lt")
        middle = (left - _A[0] * _SCALE, top + _LINE + _B[1] * _SCALE)
        pen.text((left + panel.width - 4, middle[1] - 4), "a*", _GRAY, font(12), "rb")
        pen.text((middle[0] + 4, top + _LINE + 2), "b*", _GRAY, font(12), "lt")
    return sheet
