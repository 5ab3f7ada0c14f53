"""Adaptive refinement: the names of all colors, from a classifier too slow to predict them all.

It predicts a coarse lattice, then the nodes of finer ones between neighbors whose names differ, and
in the end both sides of every border. All other names are inferred from their neighbors'.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter, minimum_filter

from folkhue.learning.classifiers import ColorClassifier
from folkhue.learning.compile.all_colors import Names, predict_into

COARSE_STEP = 8
"""Step of red, green and blue in the first lattice; a power of two."""

N_CHECKED = 100_000
"""Inferred names that are checked in the end."""

NEAR = 4
"""A color is near a border of names if it is at most so many steps away."""

_COLORS_PER_TASK = 4096

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Refinement:
    """The names of all colors, most of them inferred.

    Attributes
    ----------
    names : ndarray of uint8, shape (2**24,)
    evaluated : int
        Colors that the classifier predicted, without those of the check.
    checked, missed : int
        Inferred names that were checked, half of them near a border and half elsewhere,
        and how many were wrong. These are corrected, with the regions they belong to.
    """

    names: Names
    evaluated: int
    checked: int
    missed: int


def refine(classifier: ColorClassifier, unnamed_below: float = 0.0) -> Refinement:
    """Predict names where they may change, and infer the others.

    A region between all nodes of the coarse lattice can be missed, so inferred names are
    checked; where one is wrong, the border of its region is followed.

    Parameters
    ----------
    classifier : ColorClassifier
    unnamed_below : float
        Colors whose most probable name has a probability below this get none.
    """
    cube = _PredictedCube(classifier, unnamed_below)
    coarse = cube.predict_lattice(COARSE_STEP, np.ones(3 * [256 // COARSE_STEP + 1], bool))
    for step in (COARSE_STEP >> halvings for halvings in range(1, COARSE_STEP.bit_length())):
        low, high = _halve(coarse, np.minimum), _halve(coarse, np.maximum)
        coarse = np.where(low == high, low, cube.predict_lattice(step, low != high))
    cube.infer(coarse[:-1, :-1, :-1])
    cube.follow_borders()
    evaluated = int(cube.evaluated.sum())
    checked, missed = cube.check(np.random.default_rng(0))
    return Refinement(cube.names.reshape(-1), evaluated, checked, missed)


class _PredictedCube:
    """The RGB cube with the names that are known so far, and which colors were predicted."""

    def __init__(self, classifier: ColorClassifier, unnamed_below: float) -> None:
        self.classifier, self.unnamed_below = classifier, unnamed_below
        self.names = np.zeros((256, 256, 256), np.uint8)
        self.evaluated = np.zeros((256, 256, 256), bool)

    def predict(self, wanted: Mask) -> None:
        """Predict colors where `wanted`, of shape (256, 256, 256), is true."""
        codes = np.flatnonzero(wanted & ~self.evaluated)
        predict_into(
            self.names.reshape(-1),
            codes,
            self.classifier,
            self.unnamed_below,
            at_once=_COLORS_PER_TASK,
            title="colors named",
        )
        self.evaluated.reshape(-1)[codes] = True

    def predict_lattice(self, step: int, wanted: Mask) -> Names:
        """Predict nodes of a lattice; return the names there, valid where they were wanted."""
        nodes = np.minimum(np.arange(0, 257, step), 255)
        colors = np.zeros((256, 256, 256), bool)
        colors[tuple(nodes[axis] for axis in np.nonzero(wanted))] = True
        self.predict(colors)
        names: Names = self.names[np.ix_(nodes, nodes, nodes)]
        return names

    def infer(self, names: Names) -> None:
        """Take over the names of the colors that were not predicted."""
        self.names[:] = np.where(self.evaluated, self.names, names)

    def follow_borders(self) -> None:
        """Predict both sides of every border, until no new border appears."""
        while (unsure := borders(self.names) & ~self.evaluated).any():
            self.predict(unsure)

    def check(self, rng: np.random.Generator) -> tuple[int, int]:
        """Predict some inferred colors; count them, and those whose name was wrong."""
        drawn = self._draw_inferred(rng)
        inferred = self.names[drawn]
        self.predict(drawn)
        missed = int((inferred != self.names[drawn]).sum())
        self.follow_borders()
        return len(inferred), missed

    def _draw_inferred(self, rng: np.random.Generator) -> Mask:
        """Draw inferred colors: half of them near a border, if there are so many."""
        near = _names_differ_within(self.names, 2 * NEAR + 1)
        drawn = np.zeros((256, 256, 256), bool)
        for place, number in ((near, N_CHECKED // 2), (~near, N_CHECKED)):
            inferred = np.flatnonzero(place & ~self.evaluated)
            number = min(number - int(drawn.sum()), len(inferred))
            drawn.reshape(-1)[rng.choice(inferred, number, replace=False)] = True
        return drawn


def borders(names: Names) -> Mask:
    """Find the colors of a cube that have one of their six neighbors under another name."""
    border = np.zeros(names.shape, bool)
    for axis in range(3):
        moved, found = np.moveaxis(names, axis, 0), np.moveaxis(border, axis, 0)
        differ = moved[1:] != moved[:-1]
        found[1:] |= differ
        found[:-1] |= differ
    return border


def _halve(nodes: Names, choose: Callable[[Names, Names], Names]) -> Names:
    """Halve the step of a lattice: a new node gets the minimum or maximum of its neighbors."""
    for axis in range(3):
        moved = np.moveaxis(nodes, axis, 0)
        finer = np.empty((2 * len(moved) - 1, *moved.shape[1:]), np.uint8)
        finer[::2], finer[1::2] = moved, choose(moved[:-1], moved[1:])
        nodes = np.moveaxis(finer, 0, axis)
    return nodes


def _names_differ_within(names: Names, width: int) -> Mask:
    """Find the colors around which a cube of this width has several names."""
    several: Mask = maximum_filter(names, width) != minimum_filter(names, width)
    return several
