"""Compile a classifier to a table of the names of all colors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkhue.learning.classifiers import ColorClassifier
from folkhue.learning.compile.all_colors import Names, name_all_colors
from folkhue.learning.compile.refine import refine
from folkhue.table.color_table import ColorTable
from folkhue.table.lut import ColorLut
from folkhue.table.probabilities import NODE_VALUES, STEPS


def compile_table(
    classifier: ColorClassifier,
    swatches: tuple[tuple[int, int, int], ...],
    metadata: Mapping[str, Any] | None = None,
    unnamed_below: float = 0.0,
) -> ColorTable:
    """Compile a classifier to a table of the names of all 2**24 colors.

    Parameters
    ----------
    classifier : ColorClassifier
        A slow one is evaluated near the borders between names, and its names elsewhere are
        inferred; see `refine`. The metadata then hold ``asked``, how many colors were
        evaluated, ``checked``, how many inferred names were checked, and ``missed``, how
        many of these were wrong.
    swatches : sequence of (int, int, int)
        The sRGB color, 0 to 255, of each term in pictures.
    metadata : mapping, optional
        How the table was made; JSON types only.
    unnamed_below : float
        Colors whose most probable name has a probability below this get none.

    Raises
    ------
    TrainingError
        If `unnamed_below` is above 0, but the classifier has no probabilities.
    """
    names, checks = _name_colors(classifier, unnamed_below)
    lattice = _probabilities(classifier) if classifier.has_probabilities else None
    lut = ColorLut.from_names(names)
    return ColorTable(classifier.terms, swatches, lut, {**(metadata or {}), **checks}, lattice)


def _name_colors(classifier: ColorClassifier, unnamed_below: float) -> tuple[Names, dict[str, int]]:
    """Name all colors; of a slow classifier, also count how its names were found."""
    if not classifier.slow:
        return name_all_colors(classifier, unnamed_below), {}
    found = refine(classifier, unnamed_below)
    counts = {"asked": found.evaluated, "checked": found.checked, "missed": found.missed}
    return found.names, counts


def _probabilities(classifier: ColorClassifier) -> NDArray[np.uint8]:
    """Predict probabilities on the table's lattice, in its steps; shape (17, 17, 17, terms)."""
    nodes = np.stack(np.meshgrid(*3 * [NODE_VALUES], indexing="ij"), axis=-1)
    probabilities = classifier.predict_proba(nodes)
    return np.rint(STEPS * probabilities).astype(np.uint8)
