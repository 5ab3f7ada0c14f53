"""Names of a photograph's pixels, each by its own color or in its context."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from folkhue.color.vocabulary import UNNAMED
from folkhue.images.photo import ChannelOrder, Photo, PhotoSource, read_photo
from folkhue.networks.context import ContextNetwork, load_context
from folkhue.table.color_table import ColorTable, load
from folkhue.table.name_counts import NameCounts
from folkhue.table.name_map import NameMap


@dataclass(frozen=True, eq=False)
class PixelNaming:
    """How pixels are named: by a table, which a network may correct.

    Attributes
    ----------
    table : ColorTable
    network : ContextNetwork, optional
        Corrects names by what surrounds a pixel.
    """

    table: ColorTable
    network: ContextNetwork | None = None

    @classmethod
    def of(cls, table: ColorTable, *, context: bool) -> PixelNaming:
        """Name pixels by a table, in context if that is wanted.

        Raises
        ------
        TableError
            If no network ships for the terms of the table.
        """
        return cls(table, load_context(table.terms) if context else None)

    def names(self, photo: Photo) -> NDArray[np.uint8]:
        """Return the name of each pixel; see `name_pixels`."""
        if self.network:
            return self.network.predict(photo, self.table)
        names = self.table.predict(photo.rgb)
        if not photo.opaque.all():
            names[~photo.opaque] = UNNAMED
        return names

    def name_map(self, photo: Photo) -> NameMap:
        """Return the names of pixels with the terms and their swatches."""
        return NameMap(self.names(photo), photo.opaque, self.table.terms, self.table.swatches)

    def counts(self, photo: Photo) -> NameCounts:
        """Count the opaque pixels of each name."""
        if self.network:
            return self.name_map(photo).counts
        return self.table.counts(photo.rgb, photo.opaque)


def name_pixels(
    photo: PhotoSource,
    table: ColorTable | None = None,
    context: bool = True,
    *,
    order: ChannelOrder = "rgb",
) -> NDArray[np.uint8]:
    """Name every pixel of a photograph.

    Parameters
    ----------
    photo : path, bytes, file, Photo, PIL.Image.Image or array
        See `folkhue.read_photo`.
    table : ColorTable, optional
        By default, that of `folkhue.load`.
    context : bool
        Whether what surrounds a pixel counts, too: a shirt keeps its name in its folds, and
        specks are gone. Without, each pixel is named by its own color alone.
    order : str
        Of an array's channels: "rgb" or "bgr".

    Returns
    -------
    ndarray of uint8, shape (height, width)
        Indices into the table's terms; 255 where the photograph is transparent, or the table
        leaves the color unnamed.

    Raises
    ------
    ImageError
        If the photograph cannot be decoded.
    TableError
        If no network ships for the terms of the table.
    TypeError, ValueError
        If `folkhue.read_photo` raises one.

    Examples
    --------
    >>> import folkhue
    >>> shirt = np.full((60, 40, 3), (200, 20, 30), np.uint8)
    >>> table = folkhue.load()
    >>> table.terms[folkhue.name_pixels(shirt, table)[30, 20]]
    'red'
    """
    naming = PixelNaming.of(load() if table is None else table, context=context)
    return naming.names(read_photo(photo, order=order))
