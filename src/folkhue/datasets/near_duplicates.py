"""Photographs that look like another one, in another size or quality."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from folkhue._utils.tempdb import temporary_database
from folkhue.images.photo import Photo


@dataclass(frozen=True, eq=False)
class Fingerprint:
    """What a photograph looks like, in 200 bytes: a difference hash [1]_, and colors.

    Attributes
    ----------
    bits : ndarray of bool, shape (64,)
        Its difference hash: whether brightness rises between neighbors when it is
        shrunk to 9 × 8 pixels. In another size or quality nearly all bits are the same.
    colors : ndarray of uint8, shape (8, 8, 3)
        Mean colors of 8 × 8 parts, sRGB.

    References
    ----------
    .. [1] Neal Krawetz, *Kind of Like That*, The Hacker Factor Blog, 2013.
    """

    bits: NDArray[np.bool_]
    colors: NDArray[np.uint8]

    @classmethod
    def from_photo(cls, photo: Photo) -> Fingerprint:
        """Compute the fingerprint of a photograph."""
        import cv2  # it takes a tenth of a second

        # The large image is read once: both sizes divide this one, so areas stay exact.
        medium = cv2.resize(photo.rgb, (9 * 8, 8 * 8), interpolation=cv2.INTER_AREA)
        colors = cv2.resize(medium, (8, 8), interpolation=cv2.INTER_AREA)
        gray = cv2.cvtColor(medium, cv2.COLOR_RGB2GRAY)
        gray = cv2.resize(gray, (9, 8), interpolation=cv2.INTER_AREA)
        bits = (gray[:, 1:] > gray[:, :-1]).ravel()
        return cls(bits, np.asarray(colors, np.uint8))

    def is_near(self, other: Fingerprint, *, bits: int, shade: float) -> bool:
        """Return whether both may be of the same photograph, in another size or quality.

        Parameters
        ----------
        other : Fingerprint
        bits : int
            How many of the 64 bits may differ.
        shade : float
            How much the colors may differ, on average, from 0 to 255.
        """
        return bool(
            (self.bits != other.bits).sum() <= bits
            and np.abs(self.colors.astype(np.int64) - other.colors).mean() <= shade
        )

    def packed(self) -> bytes:
        """Pack into 200 bytes."""
        return np.packbits(self.bits).tobytes() + self.colors.tobytes()


def near_duplicates(
    photos: Iterable[tuple[str, bytes, Sequence[str]]], *, bits: int, shade: float
) -> Iterator[tuple[str, str]]:
    """Find photographs that look like an earlier one of the same class.

    Time grows with the number of photographs, memory hardly: the index is on disk.

    Parameters
    ----------
    photos : iterable of (str, bytes, sequence of str)
        Id, fingerprint (from `Fingerprint.packed`) and weak labels of each photograph, in the
        order of preference.
    bits, shade
        As in `Fingerprint.is_near`, from 0 to 64 and from 0 to 255. Photographs of low
        contrast must be more similar, as their bits carry little information: two plain walls
        of similar colors are not copies.

    Yields
    ------
    (str, str)
        Ids of each copy and of the photograph that it looks like, which is not a copy itself.
    """
    with temporary_database() as database:
        index = _Index(database, bits)
        for identity, packed, labels in photos:
            key = _Key.from_packed(packed, bits)
            classes = [index.number_of(label) for label in labels or [""]]
            found = (index.earliest(key, number, shade) for number in classes)
            if (earlier := next(filter(None, found), None)) is not None:
                yield identity, earlier
            else:
                index.add(identity, key, classes)


_TONE_WEIGHTS = np.array([100, 61, 37])
"""Weights whose sum of red, green and blue differs for nearly all mean colors."""

_ALL_BITS = (1 << 64) - 1

_MAX_INDEXED_BITS = 8
"""If more bits may differ, the parts of a fingerprint that must be equal are too short."""


@dataclass(frozen=True, eq=False)
class _Key:
    """A fingerprint, prepared for the index.

    If two fingerprints that differ in at most n of 64 bits are cut into n + 1 parts, at least
    one part is equal in both [1]_. And if their colors differ by x on average, their tones,
    weighted sums of all colors, differ at most by x times the largest weight, for each color.

    References
    ----------
    .. [1] Norouzi, Punjani and Fleet, *Fast search in Hamming space with multi-index hashing*,
       CVPR 2012.
    """

    packed: bytes
    bits: int
    parts: tuple[int, ...]
    colors: NDArray[np.uint8]
    tone: int

    @classmethod
    def from_packed(cls, packed: bytes, bits: int) -> _Key:
        hashed = int.from_bytes(packed[:8], "big", signed=True)  # SQLite's integers are signed
        width = min(32, 64 // (bits + 1))
        indexed = range(bits + 1) if bits <= _MAX_INDEXED_BITS else ()
        parts = tuple((hashed >> width * n) % (1 << width) for n in indexed) or (0,)
        colors = _colors(packed)
        tone = int(colors.sum(axis=0, dtype=np.int64) @ _TONE_WEIGHTS)
        return cls(packed, hashed, parts, colors, tone)

    def max_difference(self, shade: float) -> float:
        """Return how much the colors of a copy may differ, on average."""
        colors = self.colors.astype(np.int16)
        return min(shade, float(np.abs(colors - colors.mean(axis=0)).mean()) / 4)

    def numbers(self, class_number: int) -> Iterator[int]:
        """Return the numbers under which its parts are found in the index of a class."""
        for place, part in enumerate(self.parts):
            yield (class_number * len(self.parts) + place) << 32 | part


class _Index:
    """Photographs that are not copies, by class, part of the fingerprint and tone."""

    def __init__(self, database: sqlite3.Connection, bits: int) -> None:
        self._database, self._bits = database, bits
        self._classes: dict[str, int] = {}
        database.execute("CREATE TABLE photos (number INTEGER PRIMARY KEY, id TEXT, packed BLOB)")
        database.execute(
            "CREATE TABLE parts (key INTEGER, tone INTEGER, number INTEGER, bits INTEGER, "
            "PRIMARY KEY (key, tone, number)) WITHOUT ROWID"
        )

    def number_of(self, label: str) -> int:
        """Return the number of a class."""
        return self._classes.setdefault(label, len(self._classes))

    def add(self, identity: str, key: _Key, classes: Iterable[int]) -> None:
        """Add a photograph to its classes."""
        number = self._database.execute(
            "INSERT INTO photos (id, packed) VALUES (?, ?)", [identity, key.packed]
        ).lastrowid
        self._database.executemany(
            "INSERT OR IGNORE INTO parts VALUES (?, ?, ?, ?)",
            [(part, key.tone, number, key.bits) for name in classes for part in key.numbers(name)],
        )

    def earliest(self, key: _Key, class_number: int, shade: float) -> str | None:
        """Return the id of the first photograph of a class that looks similar."""
        limit = key.max_difference(shade)
        colors = key.colors.astype(np.int16)
        for number in sorted(set(self._candidates(key, class_number, limit))):
            query = "SELECT id, packed FROM photos WHERE number = ?"
            identity, packed = self._database.execute(query, [number]).fetchone()
            if np.abs(_colors(packed) - colors).mean() <= limit:
                return str(identity)
        return None

    def _candidates(self, key: _Key, class_number: int, limit: float) -> Iterator[int]:
        """Find photographs with nearly the same bits and possibly nearly the same colors."""
        reach = math.ceil(int(_TONE_WEIGHTS.max()) * key.colors.size * limit)
        query = "SELECT number, bits FROM parts WHERE key = ? AND tone BETWEEN ? AND ?"
        for part in key.numbers(class_number):
            rows = self._database.execute(query, [part, key.tone - reach, key.tone + reach])
            for number, bits in rows:
                if ((key.bits ^ bits) & _ALL_BITS).bit_count() <= self._bits:
                    yield number


def _colors(packed: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(packed, np.uint8, offset=8).reshape(64, 3)
