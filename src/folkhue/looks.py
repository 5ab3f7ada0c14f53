"""What photographs look like, small: enough to tell copies and black-and-white ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from folkhue.colorspace import to_lab
from folkhue.images import Photo, fingerprint

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
        Mean colours of 8 × 8 parts, sRGB.
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
            How far apart, on average, the colours may be, in steps of 255.
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
    looks: Sequence[bytes], classes: Sequence[Iterable[str]], *, bits: int, shade: float
) -> dict[int, int]:
    """Find photographs that look like an earlier one of the same class.

    Parameters
    ----------
    looks : sequence of bytes
        From `Look.packed`, in the order in which photographs are to be preferred.
    classes : sequence of iterable of str
        The weak labels of each.
    bits, shade
        As of `Look.like`. Of photographs with little contrast less is allowed, as their
        fingerprints say little: two plain walls of like colours are no copies.

    Returns
    -------
    dict of int to int
        Number of each copy → number of the photograph it looks like, which is none itself.
    """
    packed = np.frombuffer(b"".join(looks), np.uint8).reshape(len(looks), -1)
    prints = packed[:, :8].copy().view(np.uint64)[:, 0]
    colors = packed[:, 8:].reshape(len(looks), 64, 3)
    members: dict[str, list[int]] = {}
    found: dict[int, int] = {}
    for number, names in enumerate(classes):
        for name in names or [""]:
            earlier = np.asarray(members.get(name, []), np.int64)
            near = earlier[np.bitwise_count(prints[earlier] ^ prints[number]) <= bits]
            if not len(near):
                continue
            own = colors[number].astype(np.int16)
            contrast = np.abs(own - own.mean(axis=0)).mean()
            apart = np.abs(colors[near] - own).mean(axis=(1, 2))
            alike = near[apart <= min(shade, contrast / 4)]
            if len(alike):
                found[number] = int(alike[0])
                break
        else:
            for name in names or [""]:
                members.setdefault(name, []).append(number)
    return found
