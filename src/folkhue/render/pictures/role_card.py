"""The roles of a palette's colors as a picture, with text on each."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from folkhue.palettes.palette import Palette
from folkhue.palettes.roles import Role, rounded_down
from folkhue.render.pictures.scene import Box, Rectangle, Scene, Shape, Text
from folkhue.render.pictures.swatch_layout import (
    MARGIN,
    NO_COLORS,
    WIDTH,
    border,
    heading,
    swatches,
)
from folkhue.render.pictures.typesetting import ASCENT, fitted
from folkhue.table.color_table import ColorTable

_HEIGHT = 210
_GAP = 10
_PAD = 14
_ROLE, _SMALL = 20, 18  # font sizes


def role_card(palette: Palette, table: ColorTable) -> Scene:
    """Draw a swatch for each role, with its code, and the contrast of the text on it."""
    right = WIDTH - MARGIN
    head, top = heading(palette.title, MARGIN, MARGIN, right - MARGIN)
    roles = palette.roles(table)
    edges = np.rint(np.linspace(MARGIN, right + _GAP, len(roles) + 1)).tolist()
    shapes = [
        shape
        for (name, role), (start, end) in zip(roles.items(), pairwise(edges), strict=True)
        for shape in _swatch(name, role, (start, top, end - _GAP, top + _HEIGHT))
    ] or swatches((), (MARGIN, top, right, top), _HEIGHT)[0]
    title = ": ".join(filter(None, (palette.title, _told(roles) or NO_COLORS)))
    return Scene(WIDTH, round(top + _HEIGHT + MARGIN), (*head, *shapes), title=title)


def _swatch(name: str, role: Role, box: Box) -> list[Shape]:
    """Draw the name of a role on top, and what is known of its color at the bottom."""
    left, top, right, bottom = box
    ratio = f"{rounded_down(role.text.contrast, 1)}:1"
    known = ("derived" if role.derived else role.color.description, role.color.hex, ratio)
    start, room, ink = left + _PAD, right - left - 2 * _PAD, role.text.rgb
    texts = [
        Text((start, bottom - 17 - 25 * line), fitted(text, _SMALL, room), _SMALL, ink)
        for line, text in enumerate(reversed(known))
    ]
    title = Text((start, top + 13 + ASCENT * _ROLE), fitted(name, _ROLE, room), _ROLE, ink)
    return [Rectangle(box, role.color.rgb, border(role.color)), title, *texts]


def _told(roles: Mapping[str, Role]) -> str:
    return ", ".join(
        f"{name} {role.color.description} {role.color.hex}" for name, role in roles.items()
    )
