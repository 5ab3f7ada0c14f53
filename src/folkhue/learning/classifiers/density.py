"""How dense a class's pixels are around each color: a classifier by histograms."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import gaussian_filter, map_coordinates
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils._param_validation import Interval

Floats = NDArray[np.float64]

_WIDER = ((4, 0.1), (16, 0.01))  # further blurs, in multiples of the first, and their weights

_LEAST = 1e-12  # where even the widest blur has nothing, all classes are equal


class DensityClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Give the class whose pixels are densest, as if all classes had the same number.

    The density of a class is its histogram over all axes, blurred. A little of two much
    wider blurs is added, so that a color seen nowhere gets the name of those nearest by;
    between the bins' centers it is interpolated, so that borders are smooth.

    Parameters
    ----------
    bins : int
        Along each axis, from the least to the greatest value seen; at least 2.
    blur : float
        Standard deviation in bins, above 0.

    Attributes
    ----------
    classes_ : ndarray
    densities_ : ndarray of float64, shape (classes, bins, …, bins)

    References
    ----------
    J. van de Weijer, C. Schmid, J. Verbeek, "Learning color names from real-world images",
    CVPR 2007, names colors by such histograms.
    """

    _parameter_constraints: ClassVar[Mapping[str, Any]] = {
        "bins": [Interval(Integral, 2, 64, closed="both")],
        "blur": [Interval(Real, 0, None, closed="neither")],
    }

    def __init__(self, bins: int = 32, blur: float = 1.0) -> None:
        self.bins = bins
        self.blur = blur

    def fit(self, X: ArrayLike, y: ArrayLike) -> DensityClassifier:
        """Count the pixels X, shape (n, axes), of each class."""
        points, labels = np.asarray(X, float), np.asarray(y)
        self._validate_params()
        self.classes_ = np.unique(labels)
        self.low_ = points.min(axis=0)
        self.step_ = np.maximum(np.ptp(points, axis=0), 1e-9) / (self.bins - 1)
        bins = np.rint(self._place(points)).astype(int)
        densities = [self._density(bins[labels == label]) for label in self.classes_]
        self.densities_ = np.stack(densities)
        return self

    def predict(self, X: ArrayLike) -> NDArray[np.int64]:
        """Name the densest class of each row."""
        named: NDArray[np.int64] = self.classes_[self.predict_proba(X).argmax(axis=1)]
        return named

    def predict_proba(self, X: ArrayLike) -> Floats:
        """Give each class's part of the densities, shape (n, classes)."""
        place = self._place(np.asarray(X, float)).T
        densities = [map_coordinates(density, place, order=1) for density in self.densities_]
        found = np.stack(densities, axis=1)
        shares: Floats = found / found.sum(axis=1, keepdims=True)
        return shares

    def _place(self, points: Floats) -> Floats:
        """Where points lie among the bins' centers, 0 to bins - 1."""
        inside: Floats = ((points - self.low_) / self.step_).clip(0, self.bins - 1)
        return inside

    def _density(self, bins: NDArray[np.int64]) -> Floats:
        shares = np.zeros((self.bins,) * bins.shape[1])
        np.add.at(shares, tuple(bins.T), 1 / len(bins))
        density: Floats = gaussian_filter(shares, self.blur)
        for factor, weight in _WIDER:
            density = density + weight * gaussian_filter(shares, factor * self.blur)
        return density + _LEAST
