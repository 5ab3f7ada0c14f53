"""Color histograms: the distinct colors of a photograph, or of many, and their counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from folkhue._utils.display import RGB, Swatch, card, swatches
from folkhue._utils.plotting import plot_shares
from folkhue._utils.text import counted, percent
from folkhue.color.notation import to_hex
from folkhue.images.code_sort import sort_codes
from folkhue.images.photo import Photo

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_GROUPS = 12  # that are shown


@dataclass(frozen=True, eq=False)
class ColorHistogram:
    """Distinct colors and the number of pixels of each.

    Attributes
    ----------
    colors : ndarray of uint8, shape (n, 3)
        Distinct, in ascending order of ``pack(colors)``; sRGB unless another gamut was asked for.
    counts : ndarray of int64, shape (n,)
        At least 1 each.
    """

    colors: NDArray[np.uint8]
    counts: NDArray[np.int64]

    @classmethod
    def from_pixels(cls, rgb: NDArray[np.uint8]) -> ColorHistogram:
        """Count the pixels of an array of any shape (..., 3)."""
        codes = sort_codes(pack(rgb))
        is_first = np.ones(len(codes), bool)
        np.not_equal(codes[1:], codes[:-1], out=is_first[1:])
        first = np.flatnonzero(is_first)
        return cls(unpack(codes[first]), np.diff(first, append=len(codes)))

    @classmethod
    def from_photo(cls, photo: Photo, gamut: str = "srgb") -> ColorHistogram:
        """Count the opaque pixels of a photograph, in "srgb" or "p3"."""
        return cls.from_pixels(opaque_pixels(photo, gamut))

    @property
    def total(self) -> int:
        """Number of pixels."""
        return int(self.counts.sum())

    def __len__(self) -> int:
        return len(self.counts)

    def select(self, mask: NDArray[np.bool_]) -> ColorHistogram:
        """Keep the colors where `mask`, of shape (n,), is true."""
        return ColorHistogram(self.colors[mask], self.counts[mask])

    def to_pixels(self) -> NDArray[np.uint8]:
        """Repeat each color by its count; shape (total, 3)."""
        return np.repeat(self.colors, self.counts, axis=0)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw a bar for each group of similar colors by Matplotlib, the twelve largest groups.

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
        groups = self._largest_groups()
        shares = [share for _, share in groups]
        colors = [rgb for rgb, _ in groups]
        return plot_shares([*map(to_hex, colors)], shares, colors, ax)

    def _repr_html_(self) -> str:
        groups = self._largest_groups()
        size = f"{counted(len(self), 'color')}, {counted(self.total, 'pixel')}"
        shown = swatches(Swatch(rgb, (percent(share), to_hex(rgb))) for rgb, share in groups)
        return card(size, shown)

    def _largest_groups(self) -> list[tuple[RGB, float]]:
        """Return the mean color and the share of the largest of 8 × 8 × 8 equal cubes."""
        cubes = bin_codes(self.colors, 32)
        sizes = np.bincount(cubes, self.counts, 512)
        largest = np.argsort(-sizes, kind="stable")[:_GROUPS]
        sums = [np.bincount(cubes, self.counts * self.colors[:, each], 512) for each in range(3)]
        return [
            (_as_rgb([channel[cube] / sizes[cube] for channel in sums]), sizes[cube] / self.total)
            for cube in largest[sizes[largest] > 0].tolist()
        ]


def _as_rgb(mean: list[float]) -> RGB:
    red, green, blue = map(round, mean)
    return red, green, blue


def opaque_pixels(photo: Photo, gamut: str = "srgb") -> NDArray[np.uint8]:
    """Return the opaque pixels of a photograph, in "srgb" or "p3", shape (n, 3)."""
    pixels = photo.in_gamut(gamut)
    # Boolean indexing is slow, and nearly all photographs are opaque everywhere.
    opaque = pixels if photo.opaque.all() else pixels[photo.opaque]
    return opaque.reshape(-1, 3)


def pack(rgb: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Pack colors of shape (..., 3) into codes ``r·65536 + g·256 + b`` of shape (m,)."""
    triples = np.ascontiguousarray(rgb, np.uint8).reshape(-1, 3)
    codes = np.empty(len(triples), np.uint32)
    if len(triples) > 1:  # overlapping reads of four bytes are faster than of three
        np.right_shift(np.ndarray(len(triples) - 1, ">u4", triples, strides=(3,)), 8, codes[:-1])
    codes[-1:] = triples[-1:] @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    return codes


def unpack(codes: NDArray[np.integer]) -> NDArray[np.uint8]:
    """Unpack codes of shape (m,) into colors of shape (m, 3)."""
    quads = np.asarray(codes).astype(">u4").view(np.uint8).reshape(-1, 4)
    return np.ascontiguousarray(quads[:, 1:])


def bin_codes(colors: NDArray[np.uint8], width: int) -> NDArray[np.intp]:
    """Return the number of each color's bin, counted by red, then green, then blue.

    Parameters
    ----------
    colors : ndarray of uint8, shape (n, 3)
    width : int
        Levels of each channel in a bin.

    Returns
    -------
    ndarray of intp, shape (n,)

    Examples
    --------
    >>> bin_codes(np.array([[0, 0, 9], [255, 0, 0]], np.uint8), 8).tolist()
    [1, 31744]
    """
    side = -(-256 // width)
    red, green, blue = (colors // width).astype(np.intp).T
    codes: NDArray[np.intp] = (red * side + green) * side + blue
    return codes
