"""Names of single colors, with the confidence of each and other probable names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from numpy.typing import NDArray

from folkhue._utils.display import ShownList, Swatch, card, swatches
from folkhue._utils.text import percent
from folkhue.color.known_names import KnownName, nearest_names
from folkhue.color.notation import rgb_of, to_hex
from folkhue.palettes.modifiers import names_and_descriptions
from folkhue.table.color_table import default_table
from folkhue.table.probabilities import confidences

if TYPE_CHECKING:
    from folkhue.table.color_table import ColorTable

_MAX_NEIGHBORS = 3
_LEAST = 0.01  # a name less probable than this, against the color's own, is not listed


@dataclass(frozen=True)
class NamedColor:
    """A color and its name.

    Attributes
    ----------
    rgb : tuple of int
        sRGB, 0 to 255.
    name : str
        Its color name; ``"unnamed"`` if the table has none.
    confidence : float
        How sure the name is, from 0 to 1; see `ColorTable.confidence`.
    description : str
        The name with a modifier for lightness and chroma: "dark blue", "pale pink".
    neighbors : dict of str to float
        At most three other names, the most probable first, each with its probability against
        that of the color's own name, ``p / (p + own)``, if that is 0.01 or more. The first and
        `confidence` sum to 1. For a color without a name, how sure each other name would be.
    """

    rgb: tuple[int, int, int]
    name: str
    confidence: float
    description: str
    neighbors: dict[str, float]

    @property
    def hex(self) -> str:
        """The color as ``#rrggbb``."""
        return to_hex(self.rgb)

    @property
    def nearest(self) -> dict[str, KnownName]:
        """The nearest names of CSS and of XKCD; see `nearest_names`."""
        return nearest_names(np.array([self.rgb], np.uint8))[0]

    def as_dict(self) -> dict[str, Any]:
        """Return all properties of the color as JSON types."""
        return as_dicts([self])[0]

    def _repr_html_(self) -> str:
        lines = (self.hex, self.description, f"{percent(self.confidence)} sure")
        others = (f"or {name} {percent(share)}" for name, share in self.neighbors.items())
        return card("", swatches([Swatch(self.rgb, (*lines, *others))]))


def as_dicts(colors: Sequence[NamedColor]) -> list[dict[str, Any]]:
    """Describe colors as JSON types; converting all at once is faster."""
    rgb = np.array([color.rgb for color in colors], np.uint8).reshape(-1, 3)
    return [
        {
            "hex": color.hex,
            "rgb": list(color.rgb),
            "name": color.name,
            "confidence": round(color.confidence, 4),
            "description": color.description,
            "neighbors": [
                {"name": name, "probability": round(probability, 4)}
                for name, probability in color.neighbors.items()
            ],
            "nearest": {source: known.as_dict() for source, known in nearest.items()},
        }
        for color, nearest in zip(colors, nearest_names(rgb), strict=True)
    ]


def name_colors(
    colors: Iterable[str | Sequence[int]], table: ColorTable | None = None
) -> list[NamedColor]:
    """Name colors.

    Parameters
    ----------
    colors : iterable of str or of sequence of int
        Each as CSS writes it (``"#c8362b"``, ``"teal"``, ``"oklch(0.6 0.19 27)"``), as hexadecimal
        digits without ``#``, or as red, green and blue from 0 to 255.
    table : ColorTable, optional
        The shipped one of eleven names if absent.

    Returns
    -------
    list of NamedColor
        A notebook shows each.

    Raises
    ------
    ColorError
        If one is not a color.

    Examples
    --------
    >>> [color.description for color in name_colors(["#c8362b", "teal", (250, 218, 44)])]
    ['red', 'green', 'yellow']
    """
    rgb = np.array([rgb_of(color) for color in colors], np.uint8).reshape(-1, 3)
    return ShownList(name_rgb(rgb, table or default_table()))


@overload
def name(  # type: ignore[overload-overlap]  # a text can be iterated, too
    color: str | tuple[int, int, int], table: ColorTable | None = None
) -> NamedColor: ...


@overload
def name(
    color: Iterable[str | Sequence[int]], table: ColorTable | None = None
) -> list[NamedColor]: ...


def name(
    color: str | Iterable[Any], table: ColorTable | None = None
) -> NamedColor | list[NamedColor]:
    """Name a color, or several.

    Parameters
    ----------
    color : str, sequence of three numbers, or an iterable of them
        As CSS writes it (``"#c8362b"``, ``"teal"``, ``"oklch(60% .19 27)"``), as hexadecimal
        digits without ``#``, or as red, green and blue from 0 to 255.
    table : ColorTable, optional
        The shipped one of eleven names if absent.

    Returns
    -------
    NamedColor, or list of NamedColor
        A list, if there are several.

    Raises
    ------
    ColorError
        If one is not a color.

    Examples
    --------
    >>> name("#c8362b").name
    'red'
    >>> [color.description for color in name(["teal", "oklch(60% .19 27)", (250, 218, 44)])]
    ['green', 'red', 'yellow']
    """
    if isinstance(color, str):
        return name_colors([color], table)[0]
    values = list(color)
    if values and all(isinstance(each, Real) for each in values):
        return name_colors([values], table)[0]
    return name_colors(values, table)


def name_rgb(rgb: NDArray[np.uint8], table: ColorTable) -> list[NamedColor]:
    """Name colors of uint8, shape (n, 3)."""
    named = names_and_descriptions(rgb, table)
    rows = zip(rgb.tolist(), named, table.probabilities()[table.bins(rgb)], strict=True)
    return [
        NamedColor((red, green, blue), name, confidence, text, _neighbors(name, likely, table))
        for (red, green, blue), (name, confidence, text), likely in rows
    ]


def _neighbors(name: str, row: NDArray[np.float32], table: ColorTable) -> dict[str, float]:
    likely = dict(zip(table.terms, row.tolist(), strict=True))
    if name in likely:
        own = likely.pop(name)
        against = {other: each / (each + own) for other, each in likely.items() if each}
    else:
        against = dict(zip(table.terms, confidences(row[None])[0].tolist(), strict=True))
    ranked = sorted(against, key=lambda other: -likely[other])[:_MAX_NEIGHBORS]
    return {other: against[other] for other in ranked if against[other] >= _LEAST}
