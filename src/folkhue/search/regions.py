"""Colors of a query that are not names of a table: "dark blue", "teal", "#ff0000"."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from folkhue.batch.cells import CELLS, cell_colors
from folkhue.color.spaces import to_din99o
from folkhue.errors import QueryError
from folkhue.palettes.modifiers import describe, predicted_names
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

NEAR, FAR = 6.0, 16.0
"""Distances in DIN99o up to which a color matches another fully, and from which not at all."""


@dataclass(frozen=True)
class Region:
    """A region of color space.

    Attributes
    ----------
    label : str
        What the query calls it.
    rgb : tuple of int, optional
        The color that it is around; or, if there is none, the colors of a name with a modifier:
    modifier, name : str
    """

    label: str
    rgb: tuple[int, int, int] | None = None
    modifier: str = ""
    name: str = ""


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
    colors = cell_colors()
    if region.rgb is not None:
        middle = to_din99o(np.array(region.rgb, np.uint8))
        distances = np.linalg.norm(to_din99o(colors) - middle, axis=-1)
        near: NDArray[np.float64] = np.clip((FAR - distances) / (FAR - NEAR), 0, 1)
        return near
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
