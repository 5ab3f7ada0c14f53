"""The names that a classifier predicts for all 2**24 colors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from folkhue._utils.parallel import parallel_map
from folkhue.color.vocabulary import UNNAMED
from folkhue.images.histogram import unpack
from folkhue.learning.classifiers import ColorClassifier

Names = NDArray[np.uint8]


def name_all_colors(classifier: ColorClassifier, unnamed_below: float = 0.0) -> Names:
    """Predict the name of each of the 2**24 colors, on the workers that the caller set up.

    Parameters
    ----------
    classifier : ColorClassifier
    unnamed_below : float
        Colors whose most probable name has a probability below this get none.

    Returns
    -------
    ndarray of uint8, shape (2**24,)
        Indices into the classifier's terms, or 255, by ``r·65536 + g·256 + b``.
    """
    names = np.empty((256, 1 << 16), np.uint8)
    planes = parallel_map(_name_plane, range(256), classifier, unnamed_below, title="colors")
    for red, plane in enumerate(planes):
        names[red] = plane
    return names.reshape(-1)


def _name_plane(red: int, classifier: ColorClassifier, unnamed_below: float) -> Names:
    return predict_codes(np.arange(red << 16, (red + 1) << 16), classifier, unnamed_below)


def predict_codes(
    codes: NDArray[np.int64], classifier: ColorClassifier, unnamed_below: float
) -> Names:
    """Predict the names of colors given as ``r·65536 + g·256 + b``, shape (n,)."""
    colors = unpack(codes)
    if not unnamed_below:
        return classifier.predict(colors)
    probabilities = classifier.predict_proba(colors)
    names: Names = probabilities.argmax(axis=1).astype(np.uint8)
    names[probabilities.max(axis=1) < unnamed_below] = UNNAMED
    return names
