"""Labeled pixels, as the tables of training and test pixels hold them.

A row of a sample is a color of a photograph under a term: ``photo``, ``term``, ``r``, ``g``, ``b``,
``count`` and ``group``, the picture that the photograph was cut from. A row of all pixels is a
color under a term: ``term``, ``r``, ``g``, ``b`` and ``weight``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def to_pixels(rows: pd.DataFrame) -> tuple[NDArray[np.uint8], NDArray[np.str_]]:
    """Repeat each row ``count`` times: pixels, shape (n, 3), and their terms, shape (n,)."""
    pixels = rows[["r", "g", "b"]].to_numpy(np.uint8).repeat(rows["count"], axis=0)
    return pixels, rows["term"].to_numpy(str).repeat(rows["count"])


def to_examples(rows: pd.DataFrame) -> dict[str, Any]:
    """Return training pixels as arguments of `folkhue.learning.classifiers.classifier.train`.

    Those of a sample are repeated; all pixels are colors with weights.
    """
    if "weight" not in rows:
        pixels, terms = to_pixels(rows)
        return {"pixels": pixels, "terms": terms}
    colors, weights = rows[["r", "g", "b"]].to_numpy(np.uint8), rows["weight"].to_numpy(float)
    return {"pixels": colors, "terms": rows["term"].array, "weights": weights}


def to_groups(rows: pd.DataFrame) -> NDArray[np.str_]:
    """Repeat each row's group ``count`` times, in the order of `to_pixels`; shape (n,)."""
    return rows["group"].to_numpy(str).repeat(rows["count"])
