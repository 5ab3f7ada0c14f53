"""Superpixels of a photograph: small areas of about one color, and which of them touch.

Large photographs are shrunk first.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from folkhue._utils.extras import require
from folkhue.images.grid_means import grid_means
from folkhue.images.photo import Photo

MAX_PIXELS = 300_000
"""Photographs with more pixels than this are shrunk before they are segmented."""

SUPERPIXELS = 600
"""Approximate number of superpixels."""

TRANSPARENT = -1
"""Label of transparent pixels."""

Floats = NDArray[np.float64]
Labels = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Superpixels:
    """Superpixels and their adjacency.

    Attributes
    ----------
    labels : ndarray of int32, shape (height, width)
        The superpixel of each pixel, from 0; `TRANSPARENT` where the photograph is.
    sizes : ndarray of int64, shape (n,)
        Number of pixels of each superpixel.
    neighbors : ndarray of int64, shape (m, 2)
        Pairs of superpixels that touch; the smaller number first, each pair once.
    """

    labels: Labels
    sizes: NDArray[np.int64]
    neighbors: NDArray[np.int64]

    @classmethod
    def from_photo(cls, photo: Photo) -> Superpixels:
        """Segment a photograph by SLIC.

        Raises
        ------
        MissingExtraError
            If scikit-image is not installed.

        References
        ----------
        R. Achanta et al., "SLIC Superpixels Compared to State-of-the-Art Superpixel Methods",
        IEEE Transactions on Pattern Analysis and Machine Intelligence 34 (11), 2012.
        """
        labels = _slic(photo)
        return cls(labels, np.bincount(labels[labels != TRANSPARENT]), _neighbors(labels))

    def __len__(self) -> int:
        return len(self.sizes)

    def means(self, values: Floats) -> Floats:
        """Average pixel values, shape (height, width, k), over each superpixel; shape (n, k)."""
        inside = self.labels != TRANSPARENT
        sums = [
            np.bincount(self.labels[inside], channel, len(self)) for channel in values[inside].T
        ]
        means: Floats = np.stack(sums, axis=-1) / self.sizes[:, None]
        return means

    def neighbor_distances(self, means: Floats) -> Floats:
        """Return the Euclidean distance of `means`, shape (n, k), of each pair; shape (m,)."""
        one, other = self.neighbors.T
        return np.asarray(np.linalg.norm(means[one] - means[other], axis=1))

    def to_pixels(self, values: Labels) -> Labels:
        """Assign each pixel the value of its superpixel; `TRANSPARENT` where it has none."""
        return np.append(values, TRANSPARENT).astype(np.int32)[self.labels]


def shrink(photo: Photo) -> tuple[Photo, int]:
    """Average blocks of pixels until at most `MAX_PIXELS` remain.

    Returns
    -------
    photo : Photo
        A block is opaque if any of its pixels is, and has the mean color of its opaque pixels.
    factor : int
        Side of a block in pixels; 1 if the photograph is returned as it is.
    """
    height, width = photo.opaque.shape
    factor = 1
    while -(-height // factor) * -(-width // factor) > MAX_PIXELS:
        factor += 1
    if factor == 1:
        return photo, 1
    rows, columns = (np.arange(0, n, factor) for n in (height, width))
    return Photo(*grid_means(photo, rows, columns)), factor


def enlarge(labels: Labels, factor: int, photo: Photo) -> Labels:
    """Undo `shrink` for labels: assign each pixel of `photo` the label of its block."""
    height, width = photo.opaque.shape
    large = labels.repeat(factor, axis=0).repeat(factor, axis=1)[:height, :width]
    return np.where(photo.opaque, large, TRANSPARENT).astype(np.int32)


def pixel_positions(shape: tuple[int, ...]) -> Floats:
    """Return the position of each pixel, y and x from -1 to 1; shape (height, width, 2)."""
    y, x = (((np.arange(n) + 0.5) / n - 0.5) * 2 for n in shape)
    return np.stack(np.meshgrid(y, x, indexing="ij"), axis=-1)


def _slic(photo: Photo) -> Labels:
    inside = photo.opaque
    labels = np.full(inside.shape, TRANSPARENT, np.int32)
    if inside.any():
        # Without blur (sigma 0), superpixels do not cross sharp edges. Transparent pixels get
        # the median color, which attracts no boundaries; they are cut off afterwards.
        median = np.median(photo.rgb[inside], axis=0).astype(np.uint8)
        filled = np.where(inside[..., None], photo.rgb, median)
        found = _segmentation().slic(filled, SUPERPIXELS, compactness=10, start_label=0)
        labels[inside] = np.unique(found[inside], return_inverse=True)[1]
    return labels


def _neighbors(labels: Labels) -> NDArray[np.int64]:
    count = int(labels.max()) + 1
    horizontal, vertical = (labels[:, :-1], labels[:, 1:]), (labels[:-1], labels[1:])
    codes = []
    for one, other in (horizontal, vertical):
        touch = (one != other) & (one != TRANSPARENT) & (other != TRANSPARENT)
        low, high = np.minimum(one, other)[touch], np.maximum(one, other)[touch]
        codes.append(np.unique(low * np.int64(count) + high))
    return np.stack(np.divmod(np.union1d(*codes), max(1, count)), axis=1)


def _segmentation() -> ModuleType:
    require("palettes", "finding regions of a photograph", "scipy", "skimage")
    from skimage import segmentation

    module: ModuleType = segmentation
    return module
