"""Palettes: the main colors of an image, with their shares and names."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from folkhue._utils.display import Swatch, card, line, swatches
from folkhue._utils.extras import require
from folkhue._utils.plotting import plot_shares
from folkhue._utils.text import percent
from folkhue.color.display_p3 import is_wide, to_css, to_p3
from folkhue.color.known_names import KnownName, nearest_names
from folkhue.color.notation import to_hex
from folkhue.color.spaces import to_hsl, to_lab, to_oklch
from folkhue.color.to_srgb import Color, as_color
from folkhue.images.color_space import Gamut
from folkhue.images.photo import ChannelOrder, Photo, PhotoSource, check_gamut
from folkhue.images.sources import FileSource, HasArray
from folkhue.palettes.gathering import Mask, gather_points, points_of_parts
from folkhue.palettes.points import Points
from folkhue.palettes.quantize import (
    DISTINCT,
    EMPHASES,
    MAX_COLORS,
    METHODS,
    Emphasis,
    Method,
    best_number,
    quantize,
)
from folkhue.table.color_table import ColorTable, default_table

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from folkhue.palettes.confusable import Confusable
    from folkhue.palettes.roles import Role, TextColor

Order = Literal["share", "hue", "lightness"]

ORDERS: tuple[Order, ...] = get_args(Order)
"""Orders of the colors of a palette; see `Palette.ordered`."""

Weight = Literal["image", "size"]

WEIGHTS: tuple[Weight, ...] = get_args(Weight)
"""What the weights of several images are: equal, or their numbers of pixels."""


COLUMNS = ("hex", "red", "green", "blue", "share", "name", "confidence", "description")
"""Of `Palette.to_dataframe`."""

MAX_DISTINCT = 100
"""Maximum of the minimum distance of two colors: that of black and white."""


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
        return _as_dicts([self])[0]

    def _repr_html_(self) -> str:
        return card("", swatches([_swatch(self)]))


@dataclass(frozen=True)
class Palette(Sequence[PaletteColor]):
    """Distinct colors; empty if an image is transparent everywhere.

    It is a sequence of its colors: ``palette[0]``, ``for color in palette``. Palettes of the same
    colors, shares and names are equal.

    Attributes
    ----------
    colors : tuple of PaletteColor
        Their shares sum to 1. Distinct; in Display P3, if they have `PaletteColor.p3`.
    title : str
        What the palette belongs to, such as the name of a file.
    """

    colors: tuple[PaletteColor, ...]
    title: str = ""

    @classmethod
    def from_colors(
        cls,
        rgb: NDArray[np.uint8],
        shares: ArrayLike,
        table: ColorTable,
        *,
        title: str = "",
        labels: Sequence[str] | None = None,
        p3: NDArray[np.uint8] | None = None,
    ) -> Palette:
        """Name colors, and make a palette of them.

        Parameters
        ----------
        rgb : ndarray of uint8, shape (n, 3)
            Distinct, or else `p3` is.
        shares : array_like of float, shape (n,)
            In any unit; they are normalized to the sum 1.
        table : ColorTable
            Names the colors.
        title : str
        labels : sequence of str, optional
            Names of the colors in a palette file.
        p3 : ndarray of uint8, shape (n, 3), optional
            The colors in Display P3.
        """
        from folkhue.palettes.modifiers import names_and_descriptions

        parts = np.asarray(shares, float)
        parts = parts / parts.sum() if len(parts) else parts
        rows = zip(
            map(as_color, rgb),
            parts.tolist(),
            names_and_descriptions(rgb, table),
            labels or [""] * len(rgb),
            [None] * len(rgb) if p3 is None else map(as_color, p3),
            strict=True,
        )
        colors = (
            PaletteColor(rgb, share, *named, label, wide) for rgb, share, named, label, wide in rows
        )
        return cls(tuple(colors), title)

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

    @overload
    def __getitem__(self, place: int) -> PaletteColor: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[PaletteColor, ...]: ...

    def __getitem__(self, place: int | slice) -> PaletteColor | tuple[PaletteColor, ...]:
        return self.colors[place]

    def ordered(self, by: Order) -> Palette:
        """Sort the colors.

        Parameters
        ----------
        by : str
            "share": the largest first. "hue": by OKLCh hue from red, then grays from light to
            dark. "lightness": from light to dark.
        """
        keys = {"share": _by_share, "hue": _by_hue, "lightness": _by_lightness}
        if by not in keys:
            raise ValueError(f"by: expected {' or '.join(ORDERS)}, got {by!r}")
        return replace(self, colors=tuple(sorted(self.colors, key=keys[by])))

    def roles(self, table: ColorTable | None = None) -> dict[str, Role]:
        """Find the color for each role in a design: dominant, background, accent and so on.

        Parameters
        ----------
        table : ColorTable, optional
            Names derived colors; the shipped one of eleven names if absent.

        Returns
        -------
        dict of str to Role
            All of `folkhue.palettes.roles.ROLES`, or none if the palette is empty. See
            `folkhue.palettes.roles` for what each means.
        """
        from folkhue.palettes.roles import roles

        return roles(self, table)

    def text_colors(self) -> tuple[TextColor, ...]:
        """Choose a color of text on each color.

        Returns
        -------
        tuple of TextColor
            For each color, that of the role light or dark which contrasts more, if by 4.5 or
            more; else black or white.
        """
        from folkhue.palettes.roles import text_colors

        return text_colors(self)

    def confusable(self) -> tuple[Confusable, ...]:
        """Find colors that look alike with protan, deutan or tritan vision, but not without."""
        from folkhue.palettes.confusable import confusable

        return confusable(self)

    def as_dict(self) -> dict[str, Any]:
        """Return the palette as JSON types."""
        return {"title": self.title, "colors": _as_dicts(self.colors)}

    def to_json(self, indent: int | None = None) -> str:
        """Return the palette as JSON; see `as_dict`."""
        return json.dumps(self.as_dict(), indent=indent)

    def to_dataframe(self) -> pd.DataFrame:
        """Return a row for each color: hex, red, green, blue, share, name, confidence, description.

        Raises
        ------
        MissingExtraError
            If pandas is not installed.
        """
        require("download", "Palette.to_dataframe", "pandas")
        import pandas

        rows = [
            (color.hex, *color.rgb, color.share, color.name, color.confidence, color.description)
            for color in self.colors
        ]
        return pandas.DataFrame(rows, columns=list(COLUMNS))

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw a bar for the share of each color, in this color, by Matplotlib.

        Parameters
        ----------
        ax : Axes, optional
            Where to draw; those of a new figure if absent.

        Returns
        -------
        Axes

        Raises
        ------
        MissingExtraError
            If Matplotlib is not installed.
        """
        labels = [f"{color.label or color.description}  {color.hex}" for color in self.colors]
        ax = plot_shares(labels, self.shares.tolist(), [color.rgb for color in self.colors], ax)
        ax.set_title(self.title, parse_math=False)
        return ax

    def _repr_html_(self) -> str:
        shown = swatches(map(_swatch, self.colors)) if self.colors else line("no colors")
        return card(self.title, shown)


def _swatch(color: PaletteColor) -> Swatch:
    return Swatch(color.rgb, (percent(color.share), color.hex, color.label or color.description))


def _as_dicts(colors: Sequence[PaletteColor]) -> list[dict[str, Any]]:
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


def palette(
    images: PhotoSource | Iterable[PhotoSource],
    k: int | Literal["auto"] = 6,
    *,
    method: Method = "kmeans",
    emphasis: Emphasis = "share",
    distinct: float = DISTINCT,
    sort: Order = "share",
    weigh: Weight = "image",
    table: ColorTable | None = None,
    gamut: Gamut = "srgb",
    order: ChannelOrder = "rgb",
) -> Palette:
    """Find the main colors of an image, or of several images together, and name them.

    Parameters
    ----------
    images : path, bytes, file, Photo, PIL.Image.Image or array, or an iterable of them
        See `folkhue.read_photo`. Several images give one palette.
    k : int or "auto"
        Number of colors, at most 256. "auto" finds a suitable number, at most 12; see
        `folkhue.palettes.quantize.best_number`.
    method : str
        "kmeans" (see `folkhue.palettes.quantize.kmeans`), "guided", by features of pixels
        (see `folkhue.palettes.quantize.guided`), or the simpler and less accurate "hue-slices"
        and "median-cut".
    emphasis : str
        Which colors come in. "share": those near all pixels. "accent": also rare, colorful ones,
        such as a red umbrella in a gray street; see `folkhue.palettes.quantize.quantize`. Either
        way, each color is the median of its own pixels, and its share is theirs.
    distinct : float
        Minimum distance of two colors of the palette, from 0 to 100, in DIN99o, where distances
        are close to those of CIEDE2000. The default leaves out colors that look alike.
    sort : str
        "share", "hue" or "lightness"; see `Palette.ordered`.
    weigh : str
        Weights of several images. "image": equal; "size": their numbers of pixels.
    table : ColorTable, optional
        Names the colors; the shipped one of eleven names if absent.
    gamut : str
        "srgb", or "p3": colors also have `PaletteColor.p3`, and those of photographs with colors
        outside sRGB are found in Display P3. A decoded photograph has such colors only if
        `folkhue.read_photo` was told to keep them.
    order : str
        Of the channels of arrays: "rgb" or "bgr".

    Returns
    -------
    Palette
        `k` colors, or fewer if the image has not so many distinct ones; none if every pixel is
        transparent. It is deterministic: the same images give the same palette.

    Raises
    ------
    ImageError
        If a file cannot be read as an image.
    TypeError, ValueError
        If `folkhue.read_photo` raises one, or another argument has none of the values above.

    Notes
    -----
    JPEGs of a million pixels or more are decoded at 1/2, 1/4 or 1/8 of their size, to at least
    250,000 pixels, each the mean of a block.
    """
    check_options(k, method, emphasis, sort, weigh, distinct=distinct, gamut=gamut)
    several = as_several(images)
    title = " + ".join(filter(None, map(_title, several)))
    found = palette_from_points(
        gather_points(several, weigh, gamut, method, order),
        k,
        method=method,
        emphasis=emphasis,
        distinct=distinct,
        table=table,
        title=title,
        gamut=gamut,
    )
    return found.ordered(sort)


def check_options(
    k: int | str,
    method: str = "kmeans",
    emphasis: str = "share",
    sort: str = "share",
    weigh: str = "image",
    *,
    distinct: float = DISTINCT,
    gamut: str = "srgb",
) -> None:
    """Raise a `ValueError` if an option of `palette` has none of its values."""
    for what, given, known in (
        ("method", method, METHODS),
        ("emphasis", emphasis, EMPHASES),
        ("sort", sort, ORDERS),
        ("weigh", weigh, WEIGHTS),
    ):
        if given not in known:
            raise ValueError(f"{what}: expected {' or '.join(known)}, got {given!r}")
    if k != "auto" and not (isinstance(k, int) and 1 <= k <= MAX_COLORS):
        raise ValueError(f'k: expected 1 to {MAX_COLORS}, or "auto", got {k!r}')
    if not 0 <= distinct <= MAX_DISTINCT:
        raise ValueError(f"distinct: expected 0 to {MAX_DISTINCT}, got {distinct!r}")
    check_gamut(gamut)


def palettes_of_parts(
    photo: Photo,
    masks: Iterable[Mask],
    k: int | str,
    *,
    method: str = "kmeans",
    table: ColorTable | None = None,
) -> list[Palette]:
    """Make a palette of each part of a photograph, which a mask selects; see `palette`."""
    check_options(k, method)
    return [
        palette_from_points(points, k, method=method, table=table).ordered("share")
        for points in points_of_parts(photo, masks, method=method)
    ]


def palette_from_points(
    points: Points,
    k: int | str,
    *,
    method: str = "kmeans",
    emphasis: str = "share",
    distinct: float = DISTINCT,
    table: ColorTable | None = None,
    title: str = "",
    gamut: str = "srgb",
) -> Palette:
    """Make a palette of collected colors; see `palette`."""
    if not len(points):
        return Palette((), title)
    number = best_number(points) if k == "auto" else int(k)
    colors, nearest = quantize(points, number, method, emphasis, distinct)
    shares = points.sizes(nearest, len(colors))
    rgb, p3 = points.to_srgb(colors), None
    if gamut == "p3":
        p3 = to_p3(colors) if points.gamut == "srgb" else colors
    return Palette.from_colors(rgb, shares, table or default_table(), title=title, p3=p3)


def as_several(images: PhotoSource | Iterable[PhotoSource]) -> list[PhotoSource]:
    """List images, of which there may be a single one; files and arrays, too, can be iterated."""
    if isinstance(images, FileSource | HasArray | Photo) or not isinstance(images, Iterable):
        return [images]
    return list(images)


def _title(image: PhotoSource) -> str:
    return Path(image).name if isinstance(image, str | os.PathLike) else ""


_GRAY = 0.03  # OKLCh chroma below which a hue is hardly visible


def _by_share(color: PaletteColor) -> tuple[float, ...]:
    return (-color.share, *color.rgb)


def _by_hue(color: PaletteColor) -> tuple[float, ...]:
    lightness, chroma, hue = color.oklch
    if chroma < _GRAY:
        return (1, -lightness, *color.rgb)
    return (0, hue, -lightness, *color.rgb)


def _by_lightness(color: PaletteColor) -> tuple[float, ...]:
    return (-color.oklch[0], *color.rgb)


def _array(rgb: Color) -> NDArray[np.uint8]:
    return np.array(rgb, np.uint8)


def _float_tuple(values: NDArray[np.float64]) -> tuple[float, float, float]:
    one, two, three = values.tolist()
    return one, two, three
