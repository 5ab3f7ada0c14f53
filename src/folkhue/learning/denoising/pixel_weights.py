"""The table of pixel weights: the colors of each photograph, weighted under each of its terms.

A weight is a soft label: 1 means that the pixels of a color show what the photograph's tag
names, 0 that they do not. The table may be of any length. It is written, and read, a row group
at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from folkhue._utils.atomic import atomic_write
from folkhue.images.histogram import ColorHistogram
from folkhue.learning.denoising.origin import UNKNOWN, Origin

MIN_WEIGHT = 0.02
"""Colors of a lower weight are left out: sampling would hardly ever draw them."""

NAMES = pa.dictionary(pa.int32(), pa.string())

SCHEMA = pa.schema(
    {
        "photo": NAMES,
        "term": NAMES,
        "r": pa.uint8(),
        "g": pa.uint8(),
        "b": pa.uint8(),
        "count": pa.int64(),
        "weight": pa.float32(),
        "group": NAMES,
        "held_out": pa.bool_(),
        "photo_weight": pa.float32(),
    }
)
"""A row for each color of a photograph under one of its terms.

``weight`` is from `MIN_WEIGHT` to 1. ``group`` is the picture that the photo was cut from,
``held_out`` whether the weights were learned without it, and ``photo_weight`` how much the photo
counts among those of the term.
"""


@dataclass(frozen=True)
class TaggedPhoto:
    """A photograph's id, its group, its terms and its origin.

    Attributes
    ----------
    photo : str
        The id of the photograph.
    group : str
        The picture it was cut from. Photographs of one group stay on one side of the split.
    terms : tuple of str
        Its weak labels, none or several.
    held_out : bool
        Whether the denoiser was fitted without it.
    origin : Origin
        Where it comes from, and how much it counts.
    """

    photo: str
    group: str
    terms: tuple[str, ...]
    held_out: bool = False
    origin: Origin = UNKNOWN


@dataclass(frozen=True, eq=False)
class WeightedColors:
    """The colors of a photograph under one term, and their weights.

    Attributes
    ----------
    photo : TaggedPhoto
    term : str
    counts : ColorHistogram
        Of n distinct colors.
    weights : ndarray of float64, shape (n,)
        From 0 to 1.
    """

    photo: TaggedPhoto
    term: str
    counts: ColorHistogram
    weights: NDArray[np.float64]

    def drop_negligible(self) -> WeightedColors:
        """Drop the colors whose weight is below `MIN_WEIGHT`."""
        kept = self.weights >= MIN_WEIGHT
        return WeightedColors(self.photo, self.term, self.counts.select(kept), self.weights[kept])


def to_table(parts: Sequence[WeightedColors]) -> pa.Table:
    """Lay out weighted colors as rows of `SCHEMA`, in the order given."""
    lengths = [len(part.counts) for part in parts]
    colors = np.concatenate([np.empty((0, 3), np.uint8), *(part.counts.colors for part in parts)])
    counts = [part.counts.counts for part in parts]
    weights = [part.weights.astype(np.float32) for part in parts]
    photo_weights = [part.photo.origin.weights.get(part.term, 1.0) for part in parts]
    columns = {
        "photo": _repeat([part.photo.photo for part in parts], lengths),
        "term": _repeat([part.term for part in parts], lengths),
        **{channel: pa.array(colors[:, axis].copy()) for axis, channel in enumerate("rgb")},
        "count": np.concatenate([np.empty(0, np.int64), *counts]),
        "weight": np.concatenate([np.empty(0, np.float32), *weights]),
        "group": _repeat([part.photo.group for part in parts], lengths),
        "held_out": np.repeat(np.array([part.photo.held_out for part in parts], bool), lengths),
        "photo_weight": np.repeat(np.array(photo_weights, np.float32), lengths),
    }
    return pa.table(columns, schema=SCHEMA)


def _repeat(names: Sequence[str], times: Sequence[int]) -> pa.DictionaryArray:
    codes_by_name = {name: code for code, name in enumerate(dict.fromkeys(names))}
    codes = np.array([codes_by_name[name] for name in names], np.int32)
    return pa.DictionaryArray.from_arrays(
        pa.array(codes.repeat(times)), pa.array(list(codes_by_name), pa.string())
    )


@contextmanager
def open_weights(path: Path) -> Iterator[pq.ParquetWriter]:
    """Open a Parquet writer of `SCHEMA`; the file appears only if the block ends without error."""
    with atomic_write(path) as temporary, pq.ParquetWriter(temporary, SCHEMA) as writer:
        yield writer


@dataclass(frozen=True)
class RowGroups:
    """Some row groups of a table of pixel weights; each holds whole photographs."""

    path: Path
    numbers: tuple[int, ...]
    rows: int

    def read(self, *columns: str) -> Iterator[pa.Table]:
        """Read one row group after the other; all columns, or those named."""
        with pq.ParquetFile(self.path) as file:
            for number in self.numbers:
                yield file.read_row_group(number, columns=list(columns) or None)


def row_groups(path: Path, batch_size: int) -> list[RowGroups]:
    """List a file's row groups in batches of `batch_size`, for workers to read."""
    with pq.ParquetFile(path) as file:
        rows = [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)]
    starts = range(0, len(rows), batch_size)
    batches = [range(len(rows))[start : start + batch_size] for start in starts]
    return [RowGroups(path, tuple(some), sum(rows[n] for n in some)) for some in batches]
