"""What photographs look like, small: enough to tell copies and black-and-white ones."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from folkhue._utils.tempdb import scratch
from folkhue.color.spaces import to_lab
from folkhue.images.photo import Photo, fingerprint

CHROMA = 8.0
"""Pixels of less chroma in CIELAB pass for gray; yellowed paper and noise reach about so far."""

_LOOKED_AT = 2_000


@dataclass(frozen=True, eq=False)
class Look:
    """What a photograph looks like.

    Attributes
    ----------
    bits : ndarray of bool, shape (64,)
        Its `fingerprint`.
    colors : ndarray of uint8, shape (8, 8, 3)
        Mean colors of 8 × 8 parts, sRGB.
    """

    bits: NDArray[np.bool_]
    colors: NDArray[np.uint8]

    @classmethod
    def of(cls, photo: Photo) -> Look:
        """Look at a photograph."""
        small = Image.fromarray(photo.rgb).resize((8, 8), Image.Resampling.BOX)
        return cls(fingerprint(photo), np.asarray(small))

    def like(self, other: Look, *, bits: int, shade: float) -> bool:
        """Tell whether both may be the same photograph, in another size or quality.

        Parameters
        ----------
        other : Look
        bits : int
            In how many of the 64 bits the fingerprints may differ.
        shade : float
            How far apart, on average, the colors may be, in steps of 255.
        """
        return bool(
            (self.bits != other.bits).sum() <= bits
            and np.abs(self.colors.astype(np.int64) - other.colors).mean() <= shade
        )

    def packed(self) -> bytes:
        """Pack into 200 bytes."""
        return np.packbits(self.bits).tobytes() + self.colors.tobytes()


def color_share(photo: Photo) -> float:
    """Give the share of a photograph's opaque pixels that are not gray."""
    small = photo.thin(_LOOKED_AT)
    lab = to_lab(small.rgb[small.opaque])
    return float((np.hypot(lab[:, 1], lab[:, 2]) >= CHROMA).mean())


def copies(
    looks: Iterable[tuple[str, bytes, Sequence[str]]], *, bits: int, shade: float
) -> Iterator[tuple[str, str]]:
    """Find photographs that look like an earlier one of the same class.

    The time grows with their number, the memory hardly: what was seen lies on disk.

    Parameters
    ----------
    looks : iterable of (str, bytes, sequence of str)
        Id, look (from `Look.packed`) and weak labels of each photograph, in the order in which
        they are to be preferred.
    bits, shade
        As of `Look.like`, from 0 to 64 and from 0. Of photographs with little contrast less is
        allowed, as their fingerprints say little: two plain walls of like colors are no copies.

    Yields
    ------
    (str, str)
        Ids of each copy and of the photograph it looks like, which is no copy itself.
    """
    with scratch() as database:
        seen = _Seen(database, bits)
        for identity, packed, names in looks:
            look = _Packed.of(packed, bits)
            classes = [seen.number_of(name) for name in names or [""]]
            found = (seen.earliest(look, number, shade) for number in classes)
            if (earlier := next(filter(None, found), None)) is not None:
                yield identity, earlier
            else:
                seen.add(identity, look, classes)


_TONE = np.array([100, 61, 37])
"""Weights that tell one mean color from nearly every other by a single number."""

_ALL = (1 << 64) - 1

_MOST_BITS = 8
"""Of fingerprints that may differ in more bits, no part of a useful length must be equal."""


@dataclass(frozen=True, eq=False)
class _Packed:
    """A look as it is looked up.

    Of two fingerprints that differ in at most n of 64 bits, cut into n + 1 parts, one part at
    least is the same (Norouzi, Punjani and Fleet, *Fast search in Hamming space with multi-index
    hashing*, CVPR 2012). And if all colors differ by x on average, so do their weighted sums by
    no more than the largest weight times x, for each color.
    """

    packed: bytes
    print: int
    parts: tuple[int, ...]
    colors: NDArray[np.uint8]
    tone: int

    @classmethod
    def of(cls, packed: bytes, bits: int) -> _Packed:
        print_ = int.from_bytes(packed[:8], "big", signed=True)  # as SQLite keeps 64 bits
        width = min(32, 64 // (bits + 1))
        every = range(bits + 1) if bits <= _MOST_BITS else ()
        parts = tuple((print_ >> width * n) % (1 << width) for n in every) or (0,)
        colors = np.frombuffer(packed, np.uint8, offset=8).reshape(64, 3)
        return cls(packed, print_, parts, colors, int(colors.sum(axis=0, dtype=np.int64) @ _TONE))

    def allowed(self, shade: float) -> float:
        """Give how far the colors of a copy may be off."""
        own = self.colors.astype(np.int16)
        return min(shade, float(np.abs(own - own.mean(axis=0)).mean()) / 4)

    def keys(self, number: int) -> Iterator[int]:
        """Give what its parts are filed under in a class."""
        for place, part in enumerate(self.parts):
            yield (number * len(self.parts) + place) << 32 | part


class _Seen:
    """Photographs seen, each filed by class, part of the fingerprint and tone."""

    def __init__(self, database: sqlite3.Connection, bits: int) -> None:
        self._db, self._bits = database, bits
        self._classes: dict[str, int] = {}
        self._db.execute("CREATE TABLE looks (number INTEGER PRIMARY KEY, id TEXT, look BLOB)")
        self._db.execute(
            "CREATE TABLE parts (key INTEGER, tone INTEGER, number INTEGER, print INTEGER, "
            "PRIMARY KEY (key, tone, number)) WITHOUT ROWID"
        )

    def number_of(self, name: str) -> int:
        """Give the number of a class."""
        return self._classes.setdefault(name, len(self._classes))

    def add(self, identity: str, look: _Packed, classes: Iterable[int]) -> None:
        """File a photograph that is no copy."""
        number = self._db.execute(
            "INSERT INTO looks (id, look) VALUES (?, ?)", [identity, look.packed]
        ).lastrowid
        self._db.executemany(
            "INSERT OR IGNORE INTO parts VALUES (?, ?, ?, ?)",
            [(key, look.tone, number, look.print) for name in classes for key in look.keys(name)],
        )

    def earliest(self, look: _Packed, number: int, shade: float) -> str | None:
        """Give the id of the first photograph of a class that looks alike."""
        allowed = look.allowed(shade)
        for near in sorted(set(self._near(look, number, allowed))):
            command = "SELECT id, look FROM looks WHERE number = ?"
            identity, packed = self._db.execute(command, [near]).fetchone()
            colors = np.frombuffer(packed, np.uint8, offset=8).reshape(64, 3)
            if np.abs(colors - look.colors.astype(np.int16)).mean() <= allowed:
                return str(identity)
        return None

    def _near(self, look: _Packed, number: int, allowed: float) -> Iterator[int]:
        """Find those with nearly the same fingerprint, and possibly the same colors."""
        reach = math.ceil(int(_TONE.max()) * look.colors.size * allowed)
        command = "SELECT number, print FROM parts WHERE key = ? AND tone BETWEEN ? AND ?"
        for key in look.keys(number):
            rows = self._db.execute(command, [key, look.tone - reach, look.tone + reach])
            for found, other in rows:
                if ((look.print ^ other) & _ALL).bit_count() <= self._bits:
                    yield found
