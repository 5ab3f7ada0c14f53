"""The names that a classifier predicts for all 2**24 colors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from folkhue._utils.parallel import parallel_map
from folkhue.color.vocabulary import UNNAMED
from folkhue.images.histogram import unpack
from folkhue.learning.classifiers import ColorClassifier

Names = NDArray[np.uint8]
Codes = NDArray[np.integer]


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
    names = np.empty(1 << 24, np.uint8)
    codes = np.arange(1 << 24, dtype=np.uint32)
    predict_into(names, codes, classifier, unnamed_below, at_once=1 << 16, title="colors named")
    return names


def predict_into(
    names: Names,
    codes: Codes,
    classifier: ColorClassifier,
    unnamed_below: float,
    *,
    at_once: int,
    title: str,
) -> None:
    """Predict some colors, on the workers that the caller set up, and write down their names.

    Parameters
    ----------
    names : ndarray of uint8, shape (2**24,)
        Changed in place where the colors are.
    codes : ndarray of int, shape (n,)
        The colors, as ``r·65536 + g·256 + b``.
    classifier : ColorClassifier
    unnamed_below : float
    at_once : int
        Colors that a worker predicts at a time.
    title : str
        What is counted, for those who watch.
    """
    parts = [codes[start : start + at_once] for start in range(0, len(codes), at_once)]
    predicted = parallel_map(predict_codes, parts, classifier, unnamed_below, title=title, size=len)
    for part, found in zip(parts, predicted, strict=True):
        names[part] = found


def predict_codes(codes: Codes, classifier: ColorClassifier, unnamed_below: float) -> Names:
    """Predict the names of colors given as ``r·65536 + g·256 + b``, shape (n,)."""
    colors = unpack(codes)
    if not unnamed_below:
        return classifier.predict(colors)
    probabilities = classifier.predict_proba(colors)
    names: Names = probabilities.argmax(axis=1).astype(np.uint8)
    names[probabilities.max(axis=1) < unnamed_below] = UNNAMED
    return names
