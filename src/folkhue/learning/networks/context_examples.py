"""Weakly labeled photographs as a network that sees context learns from them."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cache

import numpy as np
from numpy.typing import NDArray

from folkhue._utils.parallel import in_parallel
from folkhue.color.vocabulary import UNNAMED, Vocabulary
from folkhue.datasets.labels import labels_of
from folkhue.datasets.record import PhotoRecord
from folkhue.errors import FolkhueError
from folkhue.images.border import border_of
from folkhue.images.photo import Photo, read_photo
from folkhue.learning.networks.cut_outs import connected_to_border
from folkhue.networks.frame import SIDE, frame_of
from folkhue.table.color_table import ColorTable, load

_MIN_PIXELS = 4 * SIDE * SIDE  # a large JPEG is decoded at a reduced size
_NEARLY_WHITE = 235
_PLAIN_BORDER = 0.6  # of the border that is nearly white, in a photograph of a product


@dataclass(frozen=True, eq=False)
class ContextExamples:
    """Photographs, all of the same size.

    Attributes
    ----------
    frames : ndarray of uint8, shape (n, 128, 128, 3)
        What a network sees; see `folkhue.networks.frame`.
    pixels : ndarray of uint8, shape (n, 128, 128, 3)
        One pixel of each cell, drawn at random.
    visible : ndarray of bool, shape (n, 128, 128)
        Whether that pixel is opaque.
    subject : ndarray of bool, shape (n, 128, 128)
        What tags are about: all but the white background of a product.
    plain : ndarray of bool, shape (n,)
        Whether there is such a background.
    shares : ndarray of float64, shape (n, terms)
        Of the table's names in the frame.
    tagged : ndarray of bool, shape (n, terms)
        Names in what people wrote about the photograph.
    """

    frames: NDArray[np.uint8]
    pixels: NDArray[np.uint8]
    visible: NDArray[np.bool_]
    subject: NDArray[np.bool_]
    plain: NDArray[np.bool_]
    shares: NDArray[np.float64]
    tagged: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.frames)

    def take(self, places: NDArray[np.intp]) -> ContextExamples:
        """Return some of the photographs."""
        return ContextExamples(*(getattr(self, each.name)[places] for each in fields(self)))


def context_examples(
    records: Iterable[PhotoRecord], table: str, seed: int
) -> tuple[ContextExamples, dict[str, str]]:
    """Read photographs; the caller chooses the workers, see ``folkhue._utils.parallel``.

    Parameters
    ----------
    records : iterable of PhotoRecord
    table : str
        As for `folkhue.load`. Photographs are left out if nothing that people wrote about them
        has one of its terms.
    seed : int

    Returns
    -------
    examples : ContextExamples
    failed : dict of str to str
        The ids of photographs that cannot be used, and what is wrong with each.
    """
    vocabulary = Vocabulary.of(list(load(table).terms))
    every = ((record, labels_of(record, vocabulary)) for record in records if record.path)
    labeled = [(record, labels) for record, labels in every if labels]
    items = [(record.path, record.id) for record, _ in labeled]
    rows: list[Sequence[NDArray[np.generic]]] = []
    failed: dict[str, str] = {}
    found = in_parallel(_example, items, table, seed, title="frames", total=len(items))
    for (record, labels), row in zip(labeled, found, strict=True):
        if isinstance(row, str):
            failed[record.id] = row
        else:
            rows.append((*row, np.isin(vocabulary.names, labels)))
    columns = (np.stack(column) for column in zip(*rows, strict=True))
    return ContextExamples(*columns), failed


def _example(item: tuple[str, str], table: str, seed: int) -> tuple[NDArray[np.generic], ...] | str:
    """Read a photograph, or say why that cannot be; in the order of `ContextExamples`."""
    path, name = item
    try:
        photo = read_photo(path, min_pixels=_MIN_PIXELS)
    except FolkhueError as error:
        return str(error)
    if not photo.opaque.any():
        return "every pixel is transparent"
    frame = frame_of(photo).rgb
    pixels, visible = _drawn_pixels(photo, np.random.default_rng([seed, zlib.crc32(name.encode())]))
    background, names = plain_background(frame), _table(table).predict(frame)
    plain = np.array(background.any())
    shares = np.bincount(names[names != UNNAMED], minlength=len(_table(table).terms)) / names.size
    return frame, pixels, visible, ~background, plain, shares


def _drawn_pixels(
    photo: Photo, rng: np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Draw a pixel of each cell of the frame; say which are opaque."""
    place = [
        ((np.arange(SIDE)[:, None] + rng.random((SIDE, SIDE))) * size / SIDE).astype(np.intp)
        for size in photo.opaque.shape
    ]
    rows, columns = place[0], place[1].T
    return photo.rgb[rows, columns], photo.opaque[rows, columns]


def plain_background(frame: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Find the white background of a product.

    Parameters
    ----------
    frame : ndarray of uint8, shape (side, side, 3)

    Returns
    -------
    ndarray of bool, shape (side, side)
        Nearly white cells connected with the border; none, unless most of the border is nearly
        white.
    """
    white = frame.min(axis=-1) > _NEARLY_WHITE
    if border_of(white).mean() < _PLAIN_BORDER:
        return np.zeros_like(white)
    return connected_to_border(white)


@cache
def _table(name: str) -> ColorTable:
    return load(name)
