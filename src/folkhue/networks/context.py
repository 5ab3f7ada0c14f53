"""Names in context: what a table says of a pixel, corrected by what surrounds it.

A network sees the frame of a photograph at low resolution: its colors, and how probable the table
finds each name for them. It returns a correction of the logarithm of each name's probability at
each place of a grid. What the table says counts in two halves: for the pixel's own color, and for
the mean colors of the cells of the frame around it. Each pixel gets the name with the highest sum.
Specks are lost in the mean; and as the rest is smooth, the pixel's own color keeps edges in place.

All that happens at full resolution is arithmetic of whole numbers, units of 1/64 nat: the same on
any processor.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import as_file, files
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkhue.color.spaces import to_oklab
from folkhue.color.vocabulary import UNNAMED
from folkhue.errors import TableError
from folkhue.images.photo import Photo
from folkhue.networks.encoder_decoder import check_layers, forward
from folkhue.networks.frame import SIDE, frame_of
from folkhue.networks.layers import enlarged
from folkhue.networks.weights_file import NetworkFile
from folkhue.table.color_table import ColorTable

KIND = "folkhue context network"
"""What a file says that it is."""

SHIPPED_CONTEXTS = ("context8", "context11")
"""Networks inside the package, each with a card (``data/NAME.md``) on its training data."""

UNIT = 64
"""Scores are whole numbers of 64ths of a nat."""

_STEPS = 32  # positions between two points of the grid
_MAX_CORRECTION = 16 * UNIT  # so that interpolated ones are exact in float32
_FLOOR = 1e-3  # least probability of a name
_AHEAD = 1 / 16  # nats
_OWN = 0.5  # what a pixel's own color counts; the rest is for the cells around it
_BLOCK = 256  # rows and columns that are named at a time, as they fit the processor's cache

Floats = NDArray[np.float64]


class TableEvidence:
    """What a table says of a color: the logarithm of the probability of each name.

    Probabilities are those of 32³ bins; the table itself tells names apart more finely. So the
    name that it gives a color is always ahead of all others, by at least 1/16 nat.

    Parameters
    ----------
    table : ColorTable

    Attributes
    ----------
    table : ColorTable
    logs : ndarray of float64, shape (32768, terms)
        By bin, in nats; probabilities below 0.001 count as that.
    ahead : ndarray of float64, shape (32768,)
        By bin, of the name that the table gives.
    """

    def __init__(self, table: ColorTable) -> None:
        floored = np.maximum(table.probabilities().astype(np.float64), _FLOOR)
        self.table = table
        self.logs: Floats = np.log(floored / floored.sum(axis=1, keepdims=True))
        self.ahead: Floats = self.logs.max(axis=1) + _AHEAD

    def of(self, rgb: NDArray[np.uint8]) -> Floats:
        """Return the logarithms for pixels: uint8 (..., 3) → float64 (..., terms)."""
        bins, names = self.table.bins(rgb), self.table.predict(rgb)
        is_name = names[..., None] == np.arange(len(self.table.terms))
        return np.where(is_name, self.ahead[bins][..., None], self.logs[bins])


def network_inputs(frame: NDArray[np.uint8], evidence: TableEvidence) -> Floats:
    """Return what the network sees of a frame.

    Parameters
    ----------
    frame : ndarray of uint8, shape (..., 3)
    evidence : TableEvidence

    Returns
    -------
    ndarray of float64, shape (..., 3 + terms)
        OKLab and logarithms of probabilities, both about from -1 to 1.
    """
    lab = (to_oklab(frame) - [0.6, 0, 0]) * [3, 8, 8]
    return np.concatenate([lab, evidence.of(frame) / 3 + 0.7], axis=-1)


@dataclass(frozen=True, eq=False)
class ContextNetwork:
    """A network that corrects a table's names by their surroundings.

    Attributes
    ----------
    terms : tuple of str
        Names that it corrects; those of the table, in the same order.
    layers : mapping of str to (ndarray, ndarray)
        See `folkhue.networks.encoder_decoder`.
    evidence : float
        What the logarithms of the table's probabilities are multiplied by.
    metadata : mapping
        How it was made; JSON types only.
    """

    terms: tuple[str, ...]
    layers: Mapping[str, tuple[Floats, Floats]]
    evidence: float
    metadata: Mapping[str, Any]

    @cached_property
    def fingerprint(self) -> str:
        """Hexadecimal digits that differ for another network."""
        return self._file.fingerprint

    @property
    def _file(self) -> NetworkFile:
        numbers = {"evidence": self.evidence}
        return NetworkFile(KIND, self.terms, self.layers, numbers, self.metadata)

    @classmethod
    def load(cls, path: str | Path) -> ContextNetwork:
        """Read a network. No code in the file is run.

        Raises
        ------
        TableError
            If it is missing, damaged, altered, of another version or for something else.
        """
        found = NetworkFile.load(path, KIND)
        evidence = found.numbers.get("evidence", 0.0)
        terms = len(found.terms)
        if check_layers(found.layers) != (3 + terms, terms) or not 0 < evidence < 8:
            raise TableError(f"{path}: its layers do not fit its {terms} terms")
        return cls(found.terms, found.layers, evidence, found.metadata)

    def save(self, path: str | Path) -> None:
        """Write the network; the same one gives the same bytes."""
        self._file.save(path)

    def predict(self, photo: Photo, table: ColorTable) -> NDArray[np.uint8]:
        """Name every pixel of a photograph.

        Parameters
        ----------
        photo : Photo
            Of any size; besides the result, memory of a few megabytes is used.
        table : ColorTable
            Of the same terms.

        Returns
        -------
        ndarray of uint8, shape (height, width)
            Indices into `terms`; 255 where the photograph is transparent, or the table leaves
            the color unnamed.

        Raises
        ------
        TableError
            If the table has other terms.
        """
        self.check_table(table)
        evidence = TableEvidence(table)
        frame = frame_of(photo)
        cells = evidence.of(frame.rgb) * frame.visible[..., None]
        corrections = enlarged(forward(self.layers, network_inputs(frame.rgb, evidence)))
        around = (1 - _OWN) * self.evidence * cells + corrections
        own = _OWN * self.evidence * np.column_stack([evidence.logs, evidence.ahead])
        return _named(photo, table, _whole(around), _whole(own))

    def check_table(self, table: ColorTable) -> None:
        """Raise `TableError` if a table has other terms."""
        if table.terms != self.terms:
            raise TableError(
                f"the network corrects {', '.join(self.terms)}, and the table has "
                f"{', '.join(table.terms)}"
            )


def load_context(terms: tuple[str, ...]) -> ContextNetwork:
    """Load the network that ships for tables of some terms.

    Raises
    ------
    TableError
        If none ships for them.
    """
    for name in SHIPPED_CONTEXTS:
        network = _shipped(name)
        if network.terms == terms:
            return network
    raise TableError(
        f"no network that sees context ships for {', '.join(terms)}; there are some for the "
        "tables basic8, basic11, sampler8 and sampler11, or train one: make networks"
    )


@cache
def _shipped(name: str) -> ContextNetwork:
    with as_file(files("folkhue") / "data" / f"{name}.npz") as path:
        return ContextNetwork.load(path)


def _whole(scores: Floats) -> NDArray[np.float32]:
    """Round to units; whole numbers that float32 holds exactly, as are their sums here."""
    units = np.rint(scores * UNIT).clip(-_MAX_CORRECTION, _MAX_CORRECTION)
    return np.asarray(units, np.float32)


def _named(
    photo: Photo, table: ColorTable, around: NDArray[np.float32], own: NDArray[np.float32]
) -> NDArray[np.uint8]:
    """Name pixels by what the table says of them and of the cells around them, corrected.

    Parameters
    ----------
    photo : Photo
    table : ColorTable
    around : ndarray of float32, shape (128, 128, terms)
        Scores at the centers of the frame's cells, between which is interpolated.
    own : ndarray of float32, shape (32768, terms + 1)
        Scores of the pixel's own color by bin; in the last column that of the name which the
        table gives.
    """
    found = np.empty(photo.opaque.shape, np.uint8)
    planes = np.ascontiguousarray(np.moveaxis(around, -1, 0))
    scores = np.ascontiguousarray(own.T) * np.float32(_STEPS**2)
    height, width = photo.opaque.shape
    for rows, columns in product(_blocks(height), _blocks(width)):
        down = interpolation(height, SIDE, rows)
        across = interpolation(width, SIDE, columns).T
        pixels, block = photo.rgb[rows, columns], found[rows, columns]
        bins, names = table.bins(pixels), table.predict(pixels)
        ahead = scores[-1][bins]
        best = np.full(bins.shape, -np.inf, np.float32)
        for name, plane in enumerate(planes):
            score = np.where(names == name, ahead, scores[name][bins])
            score += down @ plane @ across
            better = score > best
            np.copyto(best, score, where=better)
            np.copyto(block, np.uint8(name), where=better)
        block[~photo.opaque[rows, columns] | (names == UNNAMED)] = UNNAMED
    return found


def interpolation(
    size: int, points: int, rows: slice[int, int, None] | None = None
) -> NDArray[np.float32]:
    """Return the weights by which pixels take the values of a grid's points.

    Parameters
    ----------
    size : int
        Number of pixels in this direction.
    points : int
        Of the grid, at the centers of as many equal parts.
    rows : slice, optional
        Pixels that are wanted; all of them by default.

    Returns
    -------
    ndarray of float32, shape (pixels, points)
        Whole numbers; each row has at most two, next to each other, which sum to 32.
    """
    span = rows or slice(0, size)
    pixels = np.arange(span.start, span.stop)
    places = (2 * pixels + 1) * points * _STEPS // (2 * size) - _STEPS // 2
    places = places.clip(0, (points - 1) * _STEPS)
    point = np.minimum(places // _STEPS, max(points - 2, 0))
    weights = np.zeros((len(pixels), points), np.float32)
    row = np.arange(len(pixels))
    weights[row, point] = _STEPS * (point + 1) - places
    weights[row, point + 1] = places - _STEPS * point
    return weights


def _blocks(size: int) -> Iterator[slice[int, int, None]]:
    for start in range(0, size, _BLOCK):
        yield slice(start, min(size, start + _BLOCK))
