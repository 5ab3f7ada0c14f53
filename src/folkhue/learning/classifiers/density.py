"""A classifier by smoothed histograms: which class is densest around a color."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import gaussian_filter, map_coordinates
from sklearn.base import BaseEstimator, ClassifierMixin

from folkhue.errors import ParamsError

Floats = NDArray[np.float64]

MAX_BINS = 64

_WIDER = ((4, 0.1), (16, 0.01))  # further blurs, in multiples of the first, and their weights

_FLOOR = 1e-12  # where even the widest blur has nothing, all classes are equal


class DensityClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Predict the class whose pixels are densest, with equal priors.

    The density of a class is its histogram over all axes, blurred. A little of two much
    wider blurs is added, so that a color without examples gets the name of its nearest
    ones; between the centers of bins it is interpolated, so that borders are smooth.

    Parameters
    ----------
    bins : int
        Along each axis, from the lowest to the highest value seen; 2 to 64.
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

    def __init__(self, bins: int = 32, blur: float = 1.0) -> None:
        self.bins = bins
        self.blur = blur

    def fit(self, X: ArrayLike, y: ArrayLike) -> DensityClassifier:
        """Estimate the density of each class from pixels X, shape (n, axes).

        Raises
        ------
        ParamsError
            If a parameter is out of range.
        """
        self._check_parameters()
        points, labels = np.asarray(X, float), np.asarray(y)
        self.classes_ = np.unique(labels)
        self.low_ = points.min(axis=0)
        self.step_ = np.maximum(np.ptp(points, axis=0), 1e-9) / (self.bins - 1)
        bins = np.rint(self._coordinates(points)).astype(int)
        densities = [self._density(bins[labels == label]) for label in self.classes_]
        self.densities_ = np.stack(densities)
        return self

    def predict(self, X: ArrayLike) -> NDArray[np.int64]:
        """Predict the densest class of each row."""
        predicted: NDArray[np.int64] = self.classes_[self.predict_proba(X).argmax(axis=1)]
        return predicted

    def predict_proba(self, X: ArrayLike) -> Floats:
        """Return each class's share of the densities, shape (n, classes)."""
        coordinates = self._coordinates(np.asarray(X, float)).T
        densities = [map_coordinates(density, coordinates, order=1) for density in self.densities_]
        found = np.stack(densities, axis=1)
        shares: Floats = found / found.sum(axis=1, keepdims=True)
        return shares

    def _check_parameters(self) -> None:
        bins: Any = self.bins
        blur: Any = self.blur
        if not isinstance(bins, Integral) or not 2 <= int(bins) <= MAX_BINS:
            raise ParamsError(
                f"the 'bins' parameter: expected a whole number from 2 to {MAX_BINS}, got {bins!r}"
            )
        if not isinstance(blur, Real) or not float(blur) > 0:
            raise ParamsError(f"the 'blur' parameter: expected a number above 0, got {blur!r}")

    def _coordinates(self, points: Floats) -> Floats:
        """Locate points among the centers of bins, 0 to bins - 1."""
        inside: Floats = ((points - self.low_) / self.step_).clip(0, self.bins - 1)
        return inside

    def _density(self, bins: NDArray[np.int64]) -> Floats:
        shares = np.zeros((self.bins,) * bins.shape[1])
        np.add.at(shares, tuple(bins.T), 1 / len(bins))
        density: Floats = gaussian_filter(shares, self.blur)
        for factor, weight in _WIDER:
            density = density + weight * gaussian_filter(shares, factor * self.blur)
        return density + _FLOOR
