"""The picture that the files of the corpus hold, and what describes one of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from coloraide import Color
from numpy.typing import NDArray

SIDE = 16
"""Width and height of a patch, in pixels: chroma may be halved, and blocks have 8."""

COLORS = np.array(
    [
        [(0, 128, 128), (220, 180, 40), (140, 20, 30), (90, 160, 230)],
        [(60, 60, 60), (255, 255, 255), (120, 60, 160), (0, 0, 0)],
    ],
    np.uint8,
)
"""Of the patches."""

ALPHA = np.array([[255, 255, 160, 255], [0, 255, 64, 255]], np.uint8)
"""Of the patches, where there is alpha."""


def enlarged(patches: NDArray[np.generic]) -> NDArray[np.generic]:
    """Enlarge samples of patches, of shape (rows, columns, ...), to pixels."""
    return patches.repeat(SIDE, 0).repeat(SIDE, 1)


def rgb() -> NDArray[np.uint8]:
    return enlarged(COLORS)


def alpha() -> NDArray[np.uint8]:
    return enlarged(ALPHA)


def rgba() -> NDArray[np.uint8]:
    return np.dstack([rgb(), alpha()])


def gray() -> NDArray[np.uint8]:
    return enlarged(np.array([[0, 40, 85, 120], [170, 200, 235, 255]], np.uint8))


def from_lab(lab: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Convert CIELAB of D50, of shape (n, 3), to sRGB."""
    colors = [Color("lab", each).convert("srgb").clip()[:3] for each in lab.tolist()]
    return np.rint(255 * np.array(colors)).astype(np.uint8)


def opaque(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Add full alpha to colors or grays."""
    colors = pixels if pixels.ndim == 3 else np.dstack([pixels] * 3)
    return np.dstack([colors, np.full(colors.shape[:2], 255, np.uint8)])


@dataclass(frozen=True)
class Case:
    """A file of the corpus.

    Attributes
    ----------
    name : str
        ``format/mode/metadata``; the format is the suffix of the file.
    contents : bytes
    expected : ndarray of uint8, shape (height, width, 4), optional
        RGBA, known from how the file was made. Without it, another decoder tells.
    browser : bool
        Whether browsers read the format.
    like : str
        Name of a file that browsers show as this one should look, if they do not read this one.
    """

    name: str
    contents: bytes
    expected: NDArray[np.uint8] | None = None
    browser: bool = True
    like: str = ""

    @property
    def suffix(self) -> str:
        """Of the file, without the dot."""
        return self.name.partition("/")[0]
