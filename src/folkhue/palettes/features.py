"""What else than its color is known of a pixel, for palettes that are guided by it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from folkhue.color.spaces import to_lab
from folkhue.images.photo import Photo
from folkhue.networks.frame import frame_of
from folkhue.networks.subject import SIDE, is_shipped, subject_mask

NAMES = ("subject", "row", "column", "texture")
"""The features of `pixel_features`, in order."""

TEXTURE_SIDE = 24
"""Number of squares along each side, in each of which texture is measured."""

MAX_TEXTURE = 20.0
"""Standard deviation of lightness (CIELAB), in a square, that counts as texture 1."""


def pixel_features(photo: Photo) -> NDArray[np.float32]:
    """Describe each pixel by the subject, which a network finds, its position, and texture.

    Parameters
    ----------
    photo : Photo

    Returns
    -------
    ndarray of float32, shape (height, width, 4)
        In the order of `NAMES`, each from 0 to 1: how likely it belongs to the subject (0 if no
        network is there); its row and column, as a share of height and width; the standard
        deviation of lightness around it.
    """
    height, width = photo.opaque.shape
    found = np.zeros((height, width, len(NAMES)), np.float32)
    if is_shipped():
        found[..., 0] = subject_mask(photo)
    found[..., 1] = ((np.arange(height) + 0.5) / height)[:, None]
    found[..., 2] = (np.arange(width) + 0.5) / width
    rows, columns = (np.arange(n) * TEXTURE_SIDE // n for n in (height, width))
    found[..., 3] = _texture(photo)[rows[:, None], columns]
    return found


def _texture(photo: Photo) -> NDArray[np.float64]:
    """Compute the texture of each square from the cells of the frame in it."""
    lightness = to_lab(frame_of(photo, SIDE).rgb)[..., 0]
    cells = SIDE // TEXTURE_SIDE
    squares = lightness.reshape(TEXTURE_SIDE, cells, TEXTURE_SIDE, cells)
    return np.asarray(np.minimum(squares.std(axis=(1, 3)) / MAX_TEXTURE, 1))
