"""Colors in a plane, with boundaries between their names, and the names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage

from folkhue.color.vocabulary import UNNAMED
from folkhue.learning.evaluation.survey import index_names
from folkhue.render.report.map_labels import place_labels
from folkhue.render.theme import BACKGROUND, FOREGROUND
from folkhue.table.color_table import ColorTable

OUTSIDE = -1
"""Index of pixels that show no color."""


@dataclass(frozen=True, eq=False)
class Area:
    """A connected area of pixels with one name.

    Attributes
    ----------
    name : str
    mask : ndarray of bool, shape (height, width)
        Its pixels within its bounding box.
    top, left : int
        Position of the bounding box.
    """

    name: str
    mask: NDArray[np.bool_]
    top: int
    left: int

    @property
    def size(self) -> int:
        """Number of pixels."""
        return int(self.mask.sum())

    def middle(self, width: int, height: int) -> tuple[int, int]:
        """Find the pixel (x, y) deepest inside, of those that a text of this size fits around."""
        padded = np.pad(self.mask, 1)
        depth = ndimage.distance_transform_edt(padded)
        room = ndimage.minimum_filter(padded, (height, width), mode="constant")
        best = np.where(room, depth, 0) if room.any() else depth
        deepest = np.argwhere(best > best.max() - 1)
        off = np.abs(deepest - deepest.mean(axis=0)).sum(axis=1)
        y, x = deepest[off.argmin()].tolist()
        return self.left + x - 1, self.top + y - 1


@dataclass(frozen=True, eq=False)
class NamedPlane:
    """Colors in a plane, and the names that a table predicts for them.

    Attributes
    ----------
    rgb : ndarray of uint8, shape (height, width, 3)
    index : ndarray of int16, shape (height, width)
        Index of the name of each pixel; `OUTSIDE` where there is no color.
    names : ndarray of str, shape (n,)
        The name of each index; an empty one is not written.
    """

    rgb: NDArray[np.uint8]
    index: NDArray[np.int16]
    names: NDArray[np.str_]

    @classmethod
    def from_table(
        cls, table: ColorTable, rgb: NDArray[np.uint8], shown: NDArray[np.bool_] | None = None
    ) -> NamedPlane:
        """Predict the names of the pixels of an image, or only of those that `shown` marks."""
        index = table.predict(rgb).astype(np.int16)
        if shown is not None:
            index[~shown] = OUTSIDE
        return cls(rgb, index, index_names(table))

    def enlarged(self, width: int, height: int) -> NamedPlane:
        """Enlarge every pixel to a cell of this size."""
        return NamedPlane(
            self.rgb.repeat(height, axis=0).repeat(width, axis=1),
            self.index.repeat(height, axis=0).repeat(width, axis=1),
            self.names,
        )

    @property
    def boundaries(self) -> NDArray[np.bool_]:
        """Pixels whose right or lower neighbor has another name; bool, shape (height, width)."""
        found = np.zeros(self.index.shape, bool)
        for here, there, part in (
            (self.index[:, :-1], self.index[:, 1:], found[:, :-1]),
            (self.index[:-1], self.index[1:], found[:-1]),
        ):
            part |= (here != there) & (here != OUTSIDE) & (there != OUTSIDE)
        return found

    def areas(self, min_pixels: int = 1) -> list[Area]:
        """List the connected areas with a name of at least `min_pixels`, the largest first."""
        found = [
            Area(str(self.names[index]), mask, top, left)
            for index in np.unique(self.index[self.index != OUTSIDE])
            if self.names[index]
            for mask, top, left in _components(self.index == index)
        ]
        large = [area for area in found if area.size >= min_pixels]
        return sorted(large, key=lambda area: (-area.size, area.top, area.left))

    def draw(self, min_pixels: int = 1) -> Image.Image:
        """Draw colors and boundaries, hatch unnamed colors, and label areas of `min_pixels`."""
        rows, columns = np.ogrid[: self.index.shape[0], : self.index.shape[1]]
        hatched = (self.index == UNNAMED) & ((rows + columns) % 7 == 0)
        light = self.rgb @ np.array([0.299, 0.587, 0.114]) > 110
        contrasting = np.where(light[..., None], FOREGROUND, BACKGROUND).astype(np.uint8)
        picture = Image.fromarray(
            np.where((self.boundaries | hatched)[..., None], contrasting, self.rgb)
        )
        pen = ImageDraw.Draw(picture)
        found = place_labels(self.areas(min_pixels), picture.size)
        colors = [
            (FOREGROUND, BACKGROUND) if light[label.at[::-1]] else (BACKGROUND, FOREGROUND)
            for label in found
        ]
        for label, (fill, halo) in zip(found, colors, strict=True):
            label.draw_line(pen, fill, halo)
        for label, (fill, halo) in zip(found, colors, strict=True):
            label.draw_text(pen, fill, halo)
        return picture


def _components(region: NDArray[np.bool_]) -> Iterator[tuple[NDArray[np.bool_], int, int]]:
    labels, _ = ndimage.label(region)
    for number, (rows, columns) in enumerate(ndimage.find_objects(labels), 1):
        yield labels[rows, columns] == number, rows.start, columns.start
