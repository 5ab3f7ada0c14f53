"""Simple ways to let the surroundings of a pixel count, for comparison."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from folkhue.images.photo import Photo
from folkhue.networks.frame import frame_of
from folkhue.palettes.superpixels import Superpixels
from folkhue.table.color_table import ColorTable

SIDE = 224
"""Longer side of the photographs whose probabilities are blurred, in pixels."""

SIGMA = 5.0
"""Standard deviation of the blur, in pixels of those photographs."""

Naming = Callable[[Photo], NDArray[np.uint8]]


def blurred(table: ColorTable) -> Naming:
    """Name pixels by the table's probabilities after a Gaussian blur."""
    probabilities = table.probabilities()

    def names(photo: Photo) -> NDArray[np.uint8]:
        sides = np.array(photo.opaque.shape)
        frame = probabilities[table.bins(frame_of(photo, SIDE).rgb)]
        found = gaussian_filter(frame, (*SIGMA * sides.max() / sides, 0)).argmax(axis=-1)
        rows, columns = (np.arange(side) * SIDE // side for side in sides)
        return np.asarray(found[rows][:, columns], np.uint8)

    return names


def by_superpixel(table: ColorTable) -> Naming:
    """Name superpixels by the mean of their pixels' probabilities."""
    probabilities = table.probabilities().astype(np.float64)

    def names(photo: Photo) -> NDArray[np.uint8]:
        superpixels = Superpixels.from_photo(photo)
        means = superpixels.means(probabilities[table.bins(photo.rgb)])
        found = superpixels.to_pixels(means.argmax(axis=1).astype(np.int32))
        return np.asarray(found, np.uint8)

    return names
