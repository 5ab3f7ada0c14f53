"""Labeled pixels, as the tables of training and test pixels hold them.

A row is a color of a photograph under a term: ``photo``, ``term``, ``r``, ``g``, ``b``, ``count``
and ``group``, the picture that the photograph was cut from.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def to_pixels(rows: pd.DataFrame) -> tuple[NDArray[np.uint8], NDArray[np.str_]]:
    """Repeat each row ``count`` times: pixels, shape (n, 3), and their terms, shape (n,)."""
    pixels = rows[["r", "g", "b"]].to_numpy(np.uint8).repeat(rows["count"], axis=0)
    return pixels, rows["term"].to_numpy(str).repeat(rows["count"])


def to_groups(rows: pd.DataFrame) -> NDArray[np.str_]:
    """Repeat each row's group ``count`` times, in the order of `to_pixels`; shape (n,)."""
    return rows["group"].to_numpy(str).repeat(rows["count"])
