"""Maps of names: colors in a plane, borders between what they are called, and the names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage

from folkhue.color.vocabulary import UNNAMED
from folkhue.learning.evaluation.survey import index_names
from folkhue.render.theme import INK, PAPER
from folkhue.table.color_table import ColorTable

OUTSIDE = -1
"""Index of what is no color."""

_PAD = 3  # pixels left free around a name
# Where a name may go, relative to the middle of its area: there, or else as near as can be.
_STEPS = np.array(
    sorted(product(range(-90, 91, 6), repeat=2), key=lambda at: (at[0] ** 2 + at[1] ** 2, at))
)

Box = NDArray[np.float64]
"""Left, top, right, bottom; or of many boxes, shape (n, 4)."""

Color = tuple[int, int, int]


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
    """Colors in a plane, and what a table calls them.

    Attributes
    ----------
    rgb : ndarray of uint8, shape (height, width, 3)
    index : ndarray of int16, shape (height, width)
        Of each pixel's name; `OUTSIDE` where there is no color.
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
        return cls(rgb, index, index_names(table))

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
        """Draw the colors, borders, and names of areas of `least` pixels; hatch the unnamed."""
        rows, columns = np.ogrid[: self.index.shape[0], : self.index.shape[1]]
        hatched = (self.index == UNNAMED) & ((rows + columns) % 7 == 0)
        light = self.rgb @ np.array([0.299, 0.587, 0.114]) > 110
        seen = np.where(light[..., None], INK, PAPER).astype(np.uint8)
        picture = Image.fromarray(np.where((self.borders | hatched)[..., None], seen, self.rgb))
        pen = ImageDraw.Draw(picture)
        found = labels(self.areas(least), picture.size)
        colors = [(INK, PAPER) if light[label.at[::-1]] else (PAPER, INK) for label in found]
        for label, (fill, halo) in zip(found, colors, strict=True):
            label.point(pen, fill, halo)
        for label, (fill, halo) in zip(found, colors, strict=True):
            label.write(pen, fill, halo)
        return picture


def _pieces(region: NDArray[np.bool_]) -> Iterator[tuple[NDArray[np.bool_], int, int]]:
    labels, _ = ndimage.label(region)
    for number, (rows, columns) in enumerate(ndimage.find_objects(labels), 1):
        yield labels[rows, columns] == number, rows.start, columns.start


@dataclass(frozen=True, eq=False)
class Label:
    """A name that is written into a map.

    Attributes
    ----------
    name : str
    at : tuple of int
        The middle of the text, (x, y).
    of : tuple of int
        The middle of what it names.
    box : ndarray of float, shape (4,)
        What it takes up, with a little room around.
    letters : font
    """

    name: str
    at: tuple[int, int]
    of: tuple[int, int]
    box: Box
    letters: ImageFont.FreeTypeFont

    def point(self, pen: ImageDraw.ImageDraw, fill: Color, halo: Color) -> None:
        """Draw a line to what is named, if the name does not lie on it."""
        if _free(self.box, np.array([[*self.of, *self.of]]))[0]:
            # With a halo, as the line may lead from light to dark.
            for color, width in ((halo, 3), (fill, 1)):
                pen.line((*self.of, *self.at), color, width)
                pen.circle(self.of, 1.5 + width / 2, color)

    def write(self, pen: ImageDraw.ImageDraw, fill: Color, halo: Color) -> None:
        """Write the name."""
        pen.text(self.at, self.name, fill, self.letters, "mm", stroke_width=1, stroke_fill=halo)


def labels(areas: Iterable[Area], size: tuple[int, int]) -> list[Label]:
    """Find places for the names of areas in a picture of a size, the most important first.

    A name goes into the middle of its area or, if others are in the way, beside it. Where
    there is no room either, it is left out.
    """
    found: list[Label] = []
    for area in areas:
        letters = _letters(area.name, size[0])
        left, top, right, bottom = letters.getbbox(area.name, anchor="mm")
        text = np.array([left - _PAD, top - _PAD, right + _PAD, bottom + _PAD])
        of = area.middle(round(text[2] - text[0]), round(text[3] - text[1]))
        boxes = text + np.tile(of + _STEPS, 2)
        free = (boxes[:, :2] >= 0).all(axis=1) & (boxes[:, 2:] <= size).all(axis=1)
        for label in found:
            free &= _free(label.box, boxes)
        if free.any():
            x, y = (of + _STEPS[free.argmax()]).tolist()
            found.append(Label(area.name, (x, y), of, boxes[free.argmax()], letters))
    return found


def _free(taken: Box, boxes: Box) -> NDArray[np.bool_]:
    """Tell which boxes do not overlap one that is taken."""
    return np.asarray(((boxes[:, :2] >= taken[2:]) | (boxes[:, 2:] <= taken[:2])).any(axis=1))


def _letters(name: str, width: int) -> ImageFont.FreeTypeFont:
    """Choose a size in which a name fits into a picture."""
    fitting = (size for size in (14, 12, 10) if font(size).getlength(name) <= width - 2 * _PAD)
    return font(next(fitting, 8))


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """Load the font that comes with matplotlib: it has the letters of most languages."""
    import matplotlib

    path = Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSans.ttf"
    return ImageFont.truetype(path, size)
