"""Names of colors that others have fixed or surveyed: those of CSS, and of the XKCD survey."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import ImageColor

from folkhue.color.difference import ciede2000
from folkhue.color.spaces import Floats, to_din99o, to_lab
from folkhue.color.to_srgb import Color, as_color

SECOND_SPELLINGS = frozenset({"aqua", "fuchsia"})
"""Names of CSS for colors that it also calls cyan and magenta. Those with "grey" are a second
spelling, too."""

COARSE = frozenset(
    ("barf", "booger", "diarrhea", "piss", "poo", "poop", "puke", "shit", "snot", "vomit")
)
"""Words of the survey's names that are left out, as nobody wants them in a palette."""

_CANDIDATES = 32


@dataclass(frozen=True)
class KnownName:
    """The name of a list that is nearest to a color.

    Attributes
    ----------
    name : str
        As the list writes it: "darkslateblue" in CSS, "dusty rose" in the survey.
    rgb : tuple of int
        The color that has this name in the list; sRGB, 0 to 255.
    difference : float
        CIEDE2000 of that color and the given one.
    """

    name: str
    rgb: Color
    difference: float

    def as_dict(self) -> dict[str, Any]:
        """Return the name and the difference as JSON types."""
        return {"name": self.name, "difference": round(self.difference, 2)}


def nearest_names(rgb: NDArray[np.uint8]) -> list[dict[str, KnownName]]:
    """Find the names of known lists that are nearest to colors.

    Parameters
    ----------
    rgb : ndarray of uint8, shape (n, 3)

    Returns
    -------
    list of dict of str to KnownName
        For each color: "css", a name of CSS, and "xkcd", a name of the XKCD survey. The latter
        is left out if matplotlib, which has the list, is not installed.

    References
    ----------
    W3C, *CSS Color Module Level 4*, section 6.1; Randall Munroe, *Color Survey Results*, 2010,
    as in ``matplotlib.colors.XKCD_COLORS`` (public domain).

    Examples
    --------
    >>> [found] = nearest_names(np.array([[72, 61, 140]], np.uint8))
    >>> found["css"].name, round(found["css"].difference, 1)
    ('darkslateblue', 0.2)
    """
    lists = {source: known for source, known in (("css", _css()), ("xkcd", _xkcd())) if known}
    near = _nearest(rgb, [*lists.values()])
    return [dict(zip(lists, row, strict=True)) for row in near]


@dataclass(frozen=True, eq=False)
class _Known:
    """A list of names, and the color that each has."""

    names: tuple[str, ...]
    rgb: NDArray[np.uint8]

    @cached_property
    def lab(self) -> Floats:
        return to_lab(self.rgb)

    @cached_property
    def din99o(self) -> Floats:
        return to_din99o(self.rgb)

    def named(self, place: np.intp, difference: np.float64) -> KnownName:
        return KnownName(self.names[place], as_color(self.rgb[place]), float(difference))

    @classmethod
    def of(cls, colors: Mapping[str, str]) -> _Known:
        rgb = [ImageColor.getrgb(color)[:3] for color in colors.values()]
        return cls(tuple(colors), np.array(rgb, np.uint8))


def _nearest(rgb: NDArray[np.uint8], lists: list[_Known]) -> list[list[KnownName]]:
    """Compare by CIEDE2000 only those that are near in DIN99o, where that is quickly computed."""
    places = to_din99o(rgb)
    near = [_candidates(places, known) for known in lists]  # shapes (n, _CANDIDATES)
    lab = np.stack([known.lab[each] for known, each in zip(lists, near, strict=True)], axis=1)
    differences = ciede2000(to_lab(rgb)[:, None, None], lab)
    return [
        [
            known.named(each[place], errors[place])
            for known, each, errors in zip(lists, candidates, rows, strict=True)
            for place in [errors.argmin()]
        ]
        for candidates, rows in zip(np.stack(near, axis=1), differences, strict=True)
    ]


def _candidates(places: Floats, known: _Known) -> NDArray[np.intp]:
    squares = (known.din99o**2).sum(axis=-1) - 2 * places @ known.din99o.T
    near = np.argpartition(squares, _CANDIDATES, axis=-1)[:, :_CANDIDATES]
    near.sort(axis=-1)  # of equal differences, that of the first counts
    return near


@cache
def _css() -> _Known:
    names = (name for name in ImageColor.colormap if "grey" not in name)
    return _Known.of({name: name for name in names if name not in SECOND_SPELLINGS})


@cache
def _xkcd() -> _Known | None:
    try:
        from matplotlib.colors import XKCD_COLORS
    except ImportError:
        return None
    listed = ((key.removeprefix("xkcd:"), str(code)) for key, code in XKCD_COLORS.items())
    return _Known.of({name: code for name, code in listed if not COARSE & {*name.split()}})
