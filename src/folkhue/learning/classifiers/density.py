"""A classifier by smoothed histograms: which class is densest around a color."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import gaussian_filter
from scipy.sparse import csr_array
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from folkhue.errors import ParamsError
from folkhue.learning.classifiers.color_space import AT_ONCE

Floats = NDArray[np.float64]

MAX_BINS = 64

MAX_AXES, MAX_CELLS = 10, 64**4

_WIDER = ((2.5, 0.2), (10, 0.02))  # further blurs, in multiples of the first, and their weights

_FLOOR = 1e-12  # where even the widest blur has nothing, all classes are equal


class DensityClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Predict the class whose pixels are densest.

    The density of a class is its histogram over all axes, blurred. A little of two much
    wider blurs is added, so that a color without examples gets the name of its nearest
    ones; between the centers of bins it is interpolated, so that borders are smooth.

    Parameters
    ----------
    bins : int
        Along each axis, from the lowest to the highest value seen; 2 to 64.
    blur : float
        Standard deviation in bins, above 0.
    spread : float
        With 0 the priors of all classes are equal. Then a name of many colors, such as blue,
        whose pixels are spread thinly, loses colors at its borders to a name of few, such as
        white. With a higher value, up to 1, a class's prior is the number of bins that its
        pixels effectively fill, to this power. 1 is the prior under which a class's density,
        if it were even, would be 1 wherever it is: a degree of membership.

    Attributes
    ----------
    classes_ : ndarray
    densities_ : ndarray of float64, shape (bins, …, bins, classes)

    References
    ----------
    J. van de Weijer, C. Schmid, J. Verbeek, "Learning color names from real-world images",
    CVPR 2007, names colors by such histograms.

    L. Jost, "Entropy and diversity", Oikos 113 (2), 2006: the exponential of the entropy as an
    effective number.
    """

    def __init__(self, bins: int = 32, blur: float = 1.0, spread: float = 0.0) -> None:
        self.bins = bins
        self.blur = blur
        self.spread = spread

    def fit(
        self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None
    ) -> DensityClassifier:
        """Estimate the density of each class from pixels.

        Parameters
        ----------
        X : array_like, shape (n, axes)
        y : array_like, shape (n,)
        sample_weight : array_like, shape (n,), optional
            How many pixels each row stands for; one by default.

        Raises
        ------
        ParamsError
            If a parameter is out of range.
        ValueError
            If the rows are not finite numbers, or the histogram would be too large.
        """
        self._check_parameters()
        points, labels = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(labels)
        points, labels, weights = _weighted(points, labels, sample_weight)
        self._check_size(points.shape[1])
        self.classes_ = np.unique(labels)
        self.low_ = points.min(axis=0)
        self.step_ = np.maximum(np.ptp(points, axis=0), 1e-9) / (self.bins - 1)
        bins = self._bins(points)
        densities = [
            self._density(bins[labels == label], weights[labels == label], points.shape[1])
            for label in self.classes_
        ]
        priors = np.array([effective_number(density) ** self.spread for density in densities])
        self.densities_ = np.stack(densities, axis=-1) * (priors / priors.mean()) + _FLOOR
        return self

    def predict(self, X: ArrayLike) -> NDArray[np.int64]:
        """Predict the densest class of each row."""
        densest = self.predict_proba(X).argmax(axis=1)
        predicted: NDArray[np.int64] = self.classes_[densest]
        return predicted

    def predict_proba(self, X: ArrayLike) -> Floats:
        """Return each class's share of the densities, shape (n, classes)."""
        check_is_fitted(self)
        points = validate_data(self, X, reset=False, dtype=np.float64)
        densities = self.densities_.reshape(-1, len(self.classes_))
        shares: Floats = self._interpolation(points) @ densities
        shares /= shares.sum(axis=1, keepdims=True)
        return shares

    def _interpolation(self, points: Floats) -> csr_array:
        """Weight the corners of the cell around each point: a row of shape (bins**axes,)."""
        coordinates = self._coordinates(points).T
        cells = np.minimum(coordinates.astype(np.int32), self.bins - 2)
        corners, weights = np.zeros((1, len(points)), np.int32), np.ones((1, len(points)))
        for cell, share in zip(cells, coordinates - cells, strict=True):
            lower = corners * self.bins + cell
            corners = np.concatenate([lower, lower + 1])
            weights = np.concatenate([weights * (1 - share), weights * share])
        starts = np.arange(0, weights.size + 1, len(weights))
        shape = len(points), self.bins ** len(cells)
        return csr_array((weights.T.ravel(), corners.T.ravel(), starts), shape=shape)

    def _check_parameters(self) -> None:
        bins: Any = self.bins
        blur: Any = self.blur
        spread: Any = self.spread
        if not isinstance(bins, Integral) or not 2 <= int(bins) <= MAX_BINS:
            raise ParamsError(
                f"the 'bins' parameter: expected a whole number from 2 to {MAX_BINS}, got {bins!r}"
            )
        if not isinstance(blur, Real) or not float(blur) > 0:
            raise ParamsError(f"the 'blur' parameter: expected a number above 0, got {blur!r}")
        if not isinstance(spread, Real) or not 0 <= float(spread) <= 1:
            raise ParamsError(
                f"the 'spread' parameter: expected a number from 0 to 1, got {spread!r}"
            )

    def _check_size(self, axes: int) -> None:
        if axes > MAX_AXES or self.bins**axes > MAX_CELLS:
            raise ValueError(
                f"expected at most {MAX_AXES} axes and {MAX_CELLS:,} bins in all, got {axes} axes "
                f"of {self.bins} bins"
            )

    def _coordinates(self, points: Floats) -> Floats:
        """Locate points among the centers of bins, 0 to bins - 1."""
        inside: Floats = ((points - self.low_) / self.step_).clip(0, self.bins - 1)
        return inside

    def _bins(self, points: Floats) -> NDArray[np.int32]:
        """Return the number of each point's bin, a part at a time: there may be many millions."""
        bins = np.empty(len(points), np.int32)
        for start in range(0, len(points), AT_ONCE):
            part = slice(start, start + AT_ONCE)
            places = np.rint(self._coordinates(points[part])).astype(np.int32)
            bins[part] = np.ravel_multi_index(tuple(places.T), (self.bins,) * points.shape[1])
        return bins

    def _density(self, bins: NDArray[np.int32], weights: Floats, axes: int) -> Floats:
        sums = np.bincount(bins, weights, self.bins**axes).reshape((self.bins,) * axes)
        shares = sums / sums.sum()
        density: Floats = gaussian_filter(shares, self.blur)
        for factor, weight in _WIDER:
            density = density + weight * gaussian_filter(shares, factor * self.blur)
        return density


def _weighted(
    points: Floats, labels: NDArray[Any], sample_weight: ArrayLike | None
) -> tuple[Floats, NDArray[Any], Floats]:
    """Return the rows whose weight is above 0, and their weights; by default all, with 1."""
    if sample_weight is None:
        return points, labels, np.ones(len(points))
    weights = _check_sample_weight(
        sample_weight, points, dtype=np.float64, ensure_non_negative=True
    )
    counts = weights > 0
    if not counts.any():
        raise ValueError("expected a sample weight above zero, got zeros only")
    if counts.all():
        return points, labels, weights
    return points[counts], labels[counts], weights[counts]


def effective_number(density: Floats) -> float:
    """Return how many bins a density fills: the exponential of its entropy.

    Examples
    --------
    >>> round(effective_number(np.array([0.0, 2.0, 2.0, 2.0])), 6)
    3.0
    """
    shares = density[density > 0] / density.sum()
    return float(np.exp(-(shares * np.log(shares)).sum()))
