"""Palettes: the colors of a picture, how much there is of each, and what people call them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from folkhue.color.spaces import to_hsl, to_lab, to_oklch
from folkhue.color.vocabulary import UNNAMED, UNNAMED_NAME
from folkhue.images.photo import Photo, read_strips
from folkhue.palettes.points import Points
from folkhue.palettes.quantize import METHODS, MOST, best_number, quantize

if TYPE_CHECKING:
    from folkhue.table.color_table import ColorTable

Image = str | Path | bytes | Photo
"""What a palette can be made of: a file, its contents, or a photograph that was read."""

ORDERS = ("share", "hue", "lightness")
"""What the colors of a palette can be sorted by."""

EMPHASES = ("share", "accent")
"""What makes a color count: how many pixels have it, or how much it stands out as well."""

WEIGHTS = ("image", "size")
"""What makes an image of several count: nothing, all weigh the same, or its pixels."""

ENOUGH = 500_000
"""Pixels to which a large JPEG may be reduced as it is decoded."""


def hex_of(rgb: Sequence[int]) -> str:
    """Write a color as CSS does.

    Examples
    --------
    >>> hex_of((214, 39, 40))
    '#d62728'
    """
    return "#{:02x}{:02x}{:02x}".format(*rgb)


@dataclass(frozen=True)
class PaletteColor:
    """A color of a palette.

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
        """The color as ``#rrggbb``."""
        return hex_of(self.rgb)

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
        """Give everything known about the color as JSON types."""
        return _as_dicts([self])[0]


@dataclass(frozen=True)
class Palette:
    """Colors, all different; empty if a picture is transparent everywhere.

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
        """Name colors.

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
        from folkhue.palettes.modifiers import describe

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
        """The colors, uint8, shape (n, 3)."""
        return np.array([color.rgb for color in self.colors], np.uint8).reshape(-1, 3)

    @property
    def shares(self) -> NDArray[np.float64]:
        """Share of each color, float64, shape (n,)."""
        return np.array([color.share for color in self.colors])

    def __len__(self) -> int:
        return len(self.colors)

    def ordered(self, by: str) -> Palette:
        """Sort the colors.

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
        return {"title": self.title, "colors": _as_dicts(self.colors)}


def _as_dicts(colors: Sequence[PaletteColor]) -> list[dict[str, Any]]:
    """Describe colors as JSON types; all are converted at once, as that is quicker."""
    rgb = np.array([color.rgb for color in colors], np.uint8).reshape(-1, 3)
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
        }
        | ({"label": color.label} if color.label else {})
        for place, color in enumerate(colors)
    ]


def palette(
    images: Image | Iterable[Image],
    k: int | str = 6,
    *,
    method: str = "kmeans",
    emphasis: str = "share",
    sort: str = "share",
    weigh: str = "image",
    table: ColorTable | None = None,
) -> Palette:
    """Find the colors of a picture, or of several together, and name them.

    Parameters
    ----------
    images : path, bytes or Photo, or several of them
        Of several, one palette is made.
    k : int or "auto"
        How many colors, at most 256. "auto" finds how many are needed, at most 12; see
        `folkhue.palettes.quantize.best_number`.
    method : str
        "kmeans" (see `folkhue.palettes.quantize.kmeans`), or "hue-slices" or "median-cut", which
        are simpler and less accurate.
    emphasis : str
        "share": colors count by their pixels. "accent": the colorful and the rare count for
        more, so that the red umbrella in a gray street is there; see `Points.accented`. Shares are
        always those of pixels.
    sort : str
        "share", "hue" or "lightness"; see `Palette.ordered`.
    weigh : str
        Of several images, "image": each counts the same; "size": by its pixels.
    table : ColorTable, optional
        Which names colors; the shipped one of eleven names if absent.

    Returns
    -------
    Palette
        `k` colors, or as many as there are in the picture if these are fewer; none if every
        pixel is transparent. The same images give the same palette.

    Raises
    ------
    ImageError
        If a file cannot be read as an image.
    ValueError
        If another argument is none of those above.

    Notes
    -----
    A JPEG of a million pixels or more is decoded at a half, a quarter or an eighth of its
    size, which leaves 500,000 or more, each the mean of those it stands for.
    """
    _check(k, method, emphasis, sort, weigh)
    several = [images] if isinstance(images, Image) else list(images)
    title = " + ".join(filter(None, map(_title, several)))
    found = palette_of(
        points_of(several, weigh), k, method=method, emphasis=emphasis, table=table, title=title
    )
    return found.ordered(sort)


def _check(k: int | str, method: str, emphasis: str, sort: str, weigh: str) -> None:
    for what, given, known in (
        ("method", method, METHODS),
        ("emphasis", emphasis, EMPHASES),
        ("sort", sort, ORDERS),
        ("weigh", weigh, WEIGHTS),
    ):
        if given not in known:
            raise ValueError(f"{what}: expected {' or '.join(known)}, got {given!r}")
    if k != "auto" and not (isinstance(k, int) and 1 <= k <= MOST):
        raise ValueError(f'k: expected 1 to {MOST}, or "auto", got {k!r}')


def points_of(images: Iterable[Image], weigh: str = "image") -> Points:
    """Gather the colors of images, each of which weighs the same or by its size."""
    gathered = Points.of_photos([])
    for image in images:
        points = Points.of_photos(_strips(image))
        own = points.scaled(1 / points.total) if weigh == "image" and len(points) else points
        gathered = gathered.merged(own)
    return gathered


def _strips(image: Image) -> Iterable[Photo]:
    return [image] if isinstance(image, Photo) else read_strips(image, min_pixels=ENOUGH)


def palette_of(
    points: Points,
    k: int | str,
    *,
    method: str = "kmeans",
    emphasis: str = "share",
    table: ColorTable | None = None,
    title: str = "",
) -> Palette:
    """Make a palette of colors that were gathered; see `palette`."""
    if not len(points):
        return Palette((), title)
    stressed = points.accented() if emphasis == "accent" else points
    number = best_number(stressed) if k == "auto" else int(k)
    rgb, nearest = quantize(stressed, number, method)
    shares = np.bincount(nearest, points.weights, len(rgb))
    return Palette.of(rgb, shares, table or eleven_names(), title=title)


@cache
def eleven_names() -> ColorTable:
    """Load the table that names colors of palettes: with eight, too many were white."""
    from folkhue.table.color_table import load

    return load("basic11")


def _title(image: Image) -> str:
    return Path(image).name if isinstance(image, str | Path) else ""


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
