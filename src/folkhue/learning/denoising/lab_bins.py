"""CIELAB cut into bins, in which colors are counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

Floats = NDArray[np.float64]

LOW = np.array([0.0, -88.0, -112.0])
"""The lowest L*, a*, b* of the bins; sRGB lies within L* 0…100, a* -87…99, b* -108…95."""

EXTENT = np.array([104.0, 192.0, 208.0])
"""How far the bins reach above `LOW`."""

EDGE = 8.0
"""The edge of a bin of `FINE`, in CIELAB."""


@dataclass(frozen=True)
class LabBins:
    """A grid of bins over the part of CIELAB that sRGB fills.

    Attributes
    ----------
    shape : (int, int, int)
        Number of bins along L*, a* and b*; at most 65,536 in all.
    sigma : float
        Standard deviation, in bins, by which counts are smoothed.
    """

    shape: tuple[int, int, int]
    sigma: float = 2.0

    def __len__(self) -> int:
        lightness, a, b = self.shape
        return lightness * a * b

    def index(self, lab: Floats) -> NDArray[np.uint16]:
        """Return the bin of each color.

        Parameters
        ----------
        lab : ndarray of float64, shape (n, 3)
            CIELAB colors within sRGB.

        Returns
        -------
        ndarray of uint16, shape (n,)
            From 0 to below the number of bins.
        """
        lightness, a, b = ((lab - LOW) * (np.array(self.shape) / EXTENT)).astype(np.uint16).T
        index: NDArray[np.uint16] = (lightness * self.shape[1] + a) * self.shape[2] + b
        return index

    def smooth(self, counts: NDArray[np.int64]) -> Floats:
        """Spread the counts of all bins over their neighbors; shape (bins,), as it comes."""
        # Without reflection, a bin at the border of the grid loses some of its count to the
        # outside. The loss is the same for every term, so that comparisons are not affected.
        grid: Floats = gaussian_filter(
            counts.reshape(self.shape).astype(float), sigma=self.sigma, mode="constant"
        )
        return grid.ravel()


FINE = LabBins((13, 24, 26))
"""Bins with edges of 8 units, in which the likelihood of colors is estimated."""

COARSE = LabBins((10, 20, 20))
"""The bins of van de Weijer et al. 2009; see `folkhue.learning.denoising.plsa`."""
