"""The colors believed of photographs, as a table of any length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from folkhue._utils.atomic import atomic_write
from folkhue.images.histogram import ColorHistogram
from folkhue.learning.denoising.clustering import ClusteredPhoto
from folkhue.learning.denoising.methods import Denoiser

UNBELIEVED = 0.02
"""Colors that are believed less are left out: they would hardly ever be drawn."""

NAMES = pa.dictionary(pa.int32(), pa.string())

SCHEMA = pa.schema(
    {
        "photo": NAMES,
        "term": NAMES,
        "r": pa.uint8(),
        "g": pa.uint8(),
        "b": pa.uint8(),
        "count": pa.int64(),
        "belief": pa.float32(),
        "group": NAMES,
    }
)
"""A row for each color believed of a photograph under one of its terms.

``belief`` is above 0 and at most 1; ``group`` is the picture that the photo was cut from.
"""


@dataclass(frozen=True)
class Named:
    """What a photograph is called, the picture it was cut from, and its terms."""

    photo: str
    group: str
    terms: tuple[str, ...]


@dataclass(frozen=True)
class Tally:
    """Photographs with a term, and how much of them was kept.

    A pixel that is half believed counts as half a pixel kept.
    """

    photos: int = 0
    photos_kept: int = 0
    pixels: int = 0
    pixels_kept: float = 0.0

    @classmethod
    def of(cls, photo: ClusteredPhoto, weights: NDArray[np.float64]) -> Tally:
        """Tally one photograph, the colors of which are believed so far."""
        kept = int((weights >= UNBELIEVED).any())
        return cls(1, kept, photo.counts.total, float(photo.counts.counts @ weights))

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.photos + other.photos,
            self.photos_kept + other.photos_kept,
            self.pixels + other.pixels,
            self.pixels_kept + other.pixels_kept,
        )


def review(
    batch: tuple[Iterable[ClusteredPhoto], Sequence[Named]], denoiser: Denoiser
) -> tuple[pa.Table, dict[str, Tally]]:
    """Lay out and tally what is believed of photographs that a denoiser was fitted with."""
    parts: list[Part] = []
    tallies: dict[str, Tally] = {}
    for photo, name in zip(*batch, strict=True):
        for term, weights in denoiser.review(photo, name.terms).items():
            tallies[term] = tallies.get(term, Tally()) + Tally.of(photo, weights)
            parts.append(Part.of(photo, weights, name, term))
    return to_table(parts), tallies


@dataclass(frozen=True, eq=False)
class Part:
    """The colors believed of a photograph under a term, n of them."""

    name: Named
    term: str
    counts: ColorHistogram
    belief: NDArray[np.float64]

    @classmethod
    def of(
        cls, photo: ClusteredPhoto, weights: NDArray[np.float64], name: Named, term: str
    ) -> Part:
        """Take what is believed enough."""
        kept = weights >= UNBELIEVED
        return cls(name, term, photo.counts.select(kept), weights[kept])


def to_table(parts: Sequence[Part]) -> pa.Table:
    """Lay out parts in rows of `SCHEMA`, in their order."""
    lengths = [len(part.counts) for part in parts]
    colors = np.concatenate([np.empty((0, 3), np.uint8), *(part.counts.colors for part in parts)])
    counts = [part.counts.counts for part in parts]
    belief = [part.belief.astype(np.float32) for part in parts]
    columns = {
        "photo": _repeated([part.name.photo for part in parts], lengths),
        "term": _repeated([part.term for part in parts], lengths),
        **{channel: pa.array(colors[:, place].copy()) for place, channel in enumerate("rgb")},
        "count": np.concatenate([np.empty(0, np.int64), *counts]),
        "belief": np.concatenate([np.empty(0, np.float32), *belief]),
        "group": _repeated([part.name.group for part in parts], lengths),
    }
    return pa.table(columns, schema=SCHEMA)


def _repeated(names: Sequence[str], times: Sequence[int]) -> pa.DictionaryArray:
    places = {name: place for place, name in enumerate(dict.fromkeys(names))}
    codes = np.array([places[name] for name in names], np.int32)
    return pa.DictionaryArray.from_arrays(
        pa.array(codes.repeat(times)), pa.array(list(places), pa.string())
    )


@contextmanager
def believed_file(path: Path) -> Iterator[pq.ParquetWriter]:
    """Give a writer of tables, a row group each, to a file that is whole or not there."""
    with atomic_write(path) as temporary, pq.ParquetWriter(temporary, SCHEMA) as writer:
        yield writer


@dataclass(frozen=True)
class RowGroups:
    """Some row groups of a file of believed colors: whole photographs."""

    path: Path
    numbers: tuple[int, ...]

    def read(self, *columns: str) -> Iterator[pa.Table]:
        """Read one after the other; all columns unless some are named."""
        with pq.ParquetFile(self.path) as file:
            for number in self.numbers:
                yield file.read_row_group(number, columns=list(columns) or None)


def row_groups(path: Path, at_a_time: int) -> list[RowGroups]:
    """Cut a file into pieces of so many row groups, for workers to read."""
    with pq.ParquetFile(path) as file:
        numbers = range(file.num_row_groups)
    starts = range(0, len(numbers), at_a_time)
    return [RowGroups(path, tuple(numbers[start : start + at_a_time])) for start in starts]
