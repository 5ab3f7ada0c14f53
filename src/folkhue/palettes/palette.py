"""Find the palette of an image: its main colors, with their shares and names."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, get_args

from folkhue.color.display_p3 import to_p3
from folkhue.images.color_space import Gamut
from folkhue.images.photo import ChannelOrder, Photo, PhotoSource, check_gamut
from folkhue.images.sources import FileSource, HasArray
from folkhue.palettes.color_palette import COLUMNS, ORDERS, Order, Palette
from folkhue.palettes.gathering import Mask, gather_points, points_of_parts
from folkhue.palettes.palette_color import PaletteColor
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

__all__ = [
    "COLUMNS",
    "MAX_DISTINCT",
    "ORDERS",
    "WEIGHTS",
    "Order",
    "Palette",
    "PaletteColor",
    "Weight",
    "as_several",
    "check_options",
    "palette",
    "palette_from_points",
    "palettes_of_parts",
]

Weight = Literal["image", "size"]

WEIGHTS: tuple[Weight, ...] = get_args(Weight)
"""What the weights of several images are: equal, or their numbers of pixels."""


MAX_DISTINCT = 100
"""Maximum of the minimum distance of two colors: that of black and white."""


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
