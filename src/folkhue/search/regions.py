"""Colors of a query that are not names of a table: "dark blue", "teal", "#ff0000"."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from folkhue.batch.cells import CELLS, cell_colors
from folkhue.color.spaces import to_din99o
from folkhue.errors import QueryError
from folkhue.palettes.modifiers import describe, predicted_names
from folkhue.search.tones import tone_weights
from folkhue.table.color_table import ColorTable

MODIFIERS: dict[str, tuple[str, ...]] = {
    "dark": ("dark", "deep"),
    "deep": ("deep",),
    "light": ("light", "pale"),
    "pale": ("pale",),
    "bright": ("vivid", "light"),
    **dict.fromkeys(("vivid", "saturated", "strong", "intense"), ("vivid", "deep")),
    **dict.fromkeys(("dull", "muted", "desaturated"), ("dull", "pale")),
    **dict.fromkeys(("grayish", "greyish"), ("grayish", "dull")),
    **{tint: (tint,) for tint in ("reddish", "yellowish", "greenish", "bluish", "purplish")},
}
"""Modifier in a query → the modifiers of palettes that it stands for; see
`folkhue.palettes.modifiers`."""

SHIFTS: dict[str, tuple[float, float]] = {
    "dark": (-16, 1),
    "deep": (-10, 1.1),
    "light": (14, 0.9),
    "pale": (18, 0.6),
    **dict.fromkeys(("bright", "vivid", "saturated", "strong", "intense"), (0, 1.3)),
    **dict.fromkeys(("dull", "muted", "desaturated"), (0, 0.6)),
    **dict.fromkeys(("grayish", "greyish"), (0, 0.4)),
}
"""Modifier of a color of CSS, as in "dark teal" → what is added to its lightness in DIN99o, and
the factor of its chroma."""

NEAR, FAR = 6.0, 16.0
"""Distances in DIN99o up to which a color matches another fully, and from which not at all."""

_WORD_FAR = (8.0, 20.0)  # FAR of a named color: as far as gray is from it, within these limits


@dataclass(frozen=True)
class Region:
    """A region of color space.

    Attributes
    ----------
    label : str
        What the query calls it.
    rgb : tuple of int, optional
        The color that it is around.
    modifier : str
        One of `MODIFIERS` or, with `rgb`, of `SHIFTS`.
    name : str
        Without `rgb`, the name of the table that has the modifier.
    named : bool
        Whether `rgb` has a name. The region then includes what people may call so: all colors
        that differ less from it than gray does.
    tone : str
        If it is a word of `folkhue.search.tones.TONES`.
    """

    label: str
    rgb: tuple[int, int, int] | None = None
    modifier: str = ""
    name: str = ""
    named: bool = False
    tone: str = ""


def region_weights(region: Region, table: ColorTable) -> NDArray[np.float64]:
    """Return how much the colors of each cell belong to a region.

    Returns
    -------
    ndarray of float64, shape (`folkhue.batch.cells.CELLS`,)
        From 0 to 1.

    Raises
    ------
    QueryError
        If no color has the name and the modifier.
    """
    if region.tone:
        return tone_weights(cell_colors(), region.tone)
    return _described(region, table) if region.rgb is None else _around(region, region.rgb)


def name_weights(name: str, table: ColorTable) -> NDArray[np.float64]:
    """Return which cells have a name of the table: 0 or 1; shape as of `region_weights`."""
    named = predicted_names(cell_colors(), table)
    return np.fromiter((each == name for each in named), float, CELLS)


def _around(region: Region, rgb: tuple[int, int, int]) -> NDArray[np.float64]:
    lighter, stronger = SHIFTS.get(region.modifier, (0, 1))
    lightness, a, b = to_din99o(np.array(rgb, np.uint8))
    middle = np.array([lightness + lighter, stronger * a, stronger * b])
    far = float(np.clip(np.hypot(*middle[1:]), *_WORD_FAR)) if region.named else FAR
    near = far * NEAR / FAR
    distances = np.linalg.norm(to_din99o(cell_colors()) - middle, axis=-1)
    weights: NDArray[np.float64] = np.clip((far - distances) / (far - near), 0, 1)
    return weights


def _described(region: Region, table: ColorTable) -> NDArray[np.float64]:
    """Find the colors that palettes describe so, whatever their rule is."""
    colors = cell_colors()
    described = describe(colors, predicted_names(colors, table))
    wanted = {f"{each} {region.name}" for each in MODIFIERS[region.modifier]}
    weights = np.fromiter((text in wanted for text in described), float, CELLS)
    if not weights.any():
        own = {text.removesuffix(region.name).strip() for text in described if _is(text, region)}
        raise QueryError(
            f'no {region.name} is {region.modifier}; write "{region.name}" alone, or with '
            f"{', '.join(sorted(own - {''})) or 'another word'}"
        )
    return weights


def _is(description: str, region: Region) -> bool:
    return description == region.name or description.endswith(f" {region.name}")
