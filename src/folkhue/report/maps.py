"""Maps of names: colours in a plane, borders between what they are called, and the names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage

from folkhue.agreement import names_in
from folkhue.paper import INK, PAPER
from folkhue.table import ColorTable
from folkhue.vocabulary import UNNAMED

OUTSIDE = -1
"""Index of what is no colour."""

_PAD = 3  # pixels left free around a name
# Where a name may go, relative to the middle of its area: there, or else as near as can be.
_OFFSETS = sorted(
    product(range(-160, 161, 8), range(-120, 121, 6)), key=lambda at: (at[0] ** 2 + at[1] ** 2, at)
)

Box = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class Area:
    """Pixels of a map that have one name and hang together.

    Attributes
    ----------
    name : str
    piece : ndarray of bool, shape (height, width)
        The pixels, in the smallest box that holds them.
    top, left : int
        Where that box lies.
    """

    name: str
    piece: NDArray[np.bool_]
    top: int
    left: int

    @property
    def size(self) -> int:
        """Number of pixels."""
        return int(self.piece.sum())

    def middle(self, width: int, height: int) -> tuple[int, int]:
        """Find the pixel (x, y) furthest inside; if there is one, with room for such a text."""
        padded = np.pad(self.piece, 1)
        depth = ndimage.distance_transform_edt(padded)
        room = ndimage.minimum_filter(padded, (height, width), mode="constant")
        best = np.where(room, depth, 0) if room.any() else depth
        deepest = np.argwhere(best > best.max() - 1)
        off = np.abs(deepest - deepest.mean(axis=0)).sum(axis=1)
        y, x = deepest[off.argmin()].tolist()
        return self.left + x - 1, self.top + y - 1


@dataclass(frozen=True, eq=False)
class NameMap:
    """Colours in a plane, and what a table calls them.

    Attributes
    ----------
    rgb : ndarray of uint8, shape (height, width, 3)
    index : ndarray of int16, shape (height, width)
        Of each pixel's name; `OUTSIDE` where there is no colour.
    names : ndarray of str, shape (256,)
        What the indices stand for.
    """

    rgb: NDArray[np.uint8]
    index: NDArray[np.int16]
    names: NDArray[np.str_]

    @classmethod
    def of(
        cls, table: ColorTable, rgb: NDArray[np.uint8], shown: NDArray[np.bool_] | None = None
    ) -> NameMap:
        """Ask for the names of an image's pixels; of those shown, if not all are."""
        index = table.predict(rgb).astype(np.int16)
        if shown is not None:
            index[~shown] = OUTSIDE
        return cls(rgb, index, names_in(table))

    def enlarged(self, width: int, height: int) -> NameMap:
        """Make every pixel a cell of this size."""
        return NameMap(
            self.rgb.repeat(height, axis=0).repeat(width, axis=1),
            self.index.repeat(height, axis=0).repeat(width, axis=1),
            self.names,
        )

    @property
    def borders(self) -> NDArray[np.bool_]:
        """The pixels to the right of which or below which another name begins."""
        found = np.zeros(self.index.shape, bool)
        for here, there, part in (
            (self.index[:, :-1], self.index[:, 1:], found[:, :-1]),
            (self.index[:-1], self.index[1:], found[:-1]),
        ):
            part |= (here != there) & (here != OUTSIDE) & (there != OUTSIDE)
        return found

    def areas(self, least: int = 1) -> list[Area]:
        """List the areas of one name that hang together and have `least` pixels, largest first."""
        found = [
            Area(str(self.names[index]), piece, top, left)
            for index in np.unique(self.index[self.index != OUTSIDE])
            for piece, top, left in _pieces(self.index == index)
        ]
        large = [area for area in found if area.size >= least]
        return sorted(large, key=lambda area: (-area.size, area.top, area.left))

    def draw(self, least: int = 1) -> Image.Image:
        """Draw the colours, borders, and names of areas of `least` pixels; hatch the unnamed."""
        rows, columns = np.ogrid[: self.index.shape[0], : self.index.shape[1]]
        hatched = (self.index == UNNAMED) & ((rows + columns) % 7 == 0)
        light = self.rgb @ np.array([0.299, 0.587, 0.114]) > 110
        seen = np.where(light[..., None], INK, PAPER).astype(np.uint8)
        picture = np.where((self.borders | hatched)[..., None], seen, self.rgb)
        return _with_names(Image.fromarray(picture), self.areas(least), light)


def _pieces(region: NDArray[np.bool_]) -> Iterator[tuple[NDArray[np.bool_], int, int]]:
    labels, _ = ndimage.label(region)
    for number, (rows, columns) in enumerate(ndimage.find_objects(labels), 1):
        yield labels[rows, columns] == number, rows.start, columns.start


def _with_names(picture: Image.Image, areas: list[Area], light: NDArray[np.bool_]) -> Image.Image:
    """Write each area's name in it or, if others are in the way, beside it with a line to it."""
    pen, taken = ImageDraw.Draw(picture), list[Box]()
    for area in areas:
        letters = _letters(area.name, picture.width)
        left, top, right, bottom = letters.getbbox(area.name, anchor="mm")
        x, y = area.middle(round(right - left) + 2 * _PAD, round(bottom - top) + 2 * _PAD)
        text: Box = (x + left - _PAD, y + top - _PAD, x + right + _PAD, y + bottom + _PAD)
        dx, dy = _free(text, taken, picture.size)
        taken.append(_moved(text, dx, dy))
        fill, halo = (INK, PAPER) if light[y, x] else (PAPER, INK)
        if not _overlap(taken[-1], (x, y, x, y)):
            pen.line((x, y, x + dx, y + dy), fill)
            pen.ellipse((x - 2, y - 2, x + 2, y + 2), fill)
        pen.text((x + dx, y + dy), area.name, fill, letters, "mm", stroke_width=1, stroke_fill=halo)
    return picture


def _letters(name: str, width: int) -> ImageFont.FreeTypeFont:
    """Choose a size in which a name fits into a picture."""
    fitting = (size for size in (14, 12, 10) if font(size).getlength(name) <= width - 2 * _PAD)
    return font(next(fitting, 8))


def _free(text: Box, taken: list[Box], size: tuple[int, int]) -> tuple[int, int]:
    """Find the smallest step that brings a text into the picture and off all others."""
    for dx, dy in _OFFSETS:
        left, top, right, bottom = _moved(text, dx, dy)
        within = left >= 0 and top >= 0 and right <= size[0] and bottom <= size[1]
        if within and not any(_overlap((left, top, right, bottom), box) for box in taken):
            return dx, dy
    return 0, 0


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _moved(box: Box, dx: float, dy: float) -> Box:
    return box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """Load the font that comes with matplotlib: it has the letters of most languages."""
    import matplotlib

    path = Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSans.ttf"
    return ImageFont.truetype(path, size)
