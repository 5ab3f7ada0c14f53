"""Predictions of a classifier, computed once for each distinct color of all test sets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from folkhue._utils.progress import progress
from folkhue.images.histogram import pack
from folkhue.learning.classifiers import ColorClassifier


@dataclass(frozen=True, eq=False)
class PredictedColors:
    """What a classifier predicts for some colors.

    Attributes
    ----------
    codes : ndarray of uint32, shape (n,)
        The colors, ascending; see `folkhue.images.histogram.pack`.
    names : ndarray of uint8, shape (n,)
        Indices into the classifier's terms.
    probabilities : ndarray of float64, shape (n, terms), or None
        None if the classifier has none.
    """

    codes: NDArray[np.uint32]
    names: NDArray[np.uint8]
    probabilities: NDArray[np.float64] | None

    @classmethod
    def from_classifier(
        cls, classifier: ColorClassifier, colors: NDArray[np.uint8]
    ) -> PredictedColors:
        """Predict distinct colors, in ascending order of their codes; shape (n, 3)."""
        with progress(f"{len(colors):,} colors", None):
            return cls(pack(colors), *classifier.names_and_probabilities(colors))

    def find(self, colors: NDArray[np.uint8]) -> NDArray[np.intp]:
        """Return the places of some of these colors, shape (m, 3), in the arrays; shape (m,)."""
        return np.searchsorted(self.codes, pack(colors))

    def predict(self, colors: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Look up the names of some of these colors: uint8 (m, 3) → uint8 (m,)."""
        return self.names[self.find(colors)]
