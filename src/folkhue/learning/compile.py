"""Compile a classifier: predict the name of every color there is, or of as many as matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter, minimum_filter

from folkhue._utils.parallel import parallel_map
from folkhue.color.vocabulary import UNNAMED
from folkhue.images.histogram import unpack
from folkhue.learning.classifiers import ColorClassifier
from folkhue.table.color_table import ColorTable
from folkhue.table.lut import ColorLut
from folkhue.table.probabilities import NODE_VALUES, STEPS

FIRST = 8
"""Steps of red, green and blue at which a slow classifier is asked first; a power of two."""

CHECKED = 100_000
"""Colors that are asked in the end of those whose names were inferred."""

NEAR = 4
"""So many steps from a border of names a color is near to it."""

_TASK = 4096

Names = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Refined:
    """Names of all colors, most of them inferred from their neighbors'.

    Attributes
    ----------
    names : ndarray of uint8, shape (2**24,)
    asked : int
        Colors that the classifier was asked for, but for those of the check.
    checked, missed : int
        Inferred names that were checked, half of them near a border, half away from any, and
        how many were wrong. They are right now, and so is what hangs together with them.
    """

    names: Names
    asked: int
    checked: int
    missed: int


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
        A slow one is evaluated near the borders between names, and inferred elsewhere; see
        `refine`. The metadata say how many colors were checked, and how many were wrong.
    swatches : sequence of (int, int, int)
        The sRGB color, 0 to 255, of each term in pictures.
    metadata : mapping, optional
        How the table came about; JSON types only.
    unnamed_below : float
        Colors whose most probable name has a probability below this get none.

    Raises
    ------
    TrainingError
        If `unnamed_below` is above 0, but the classifier has no probabilities.
    """
    names, checks = name_colors(classifier, unnamed_below)
    lattice = _probabilities(classifier) if classifier.has_probabilities else None
    lut = ColorLut.from_names(names)
    return ColorTable(classifier.terms, swatches, lut, {**(metadata or {}), **checks}, lattice)


def _probabilities(classifier: ColorClassifier) -> NDArray[np.uint8]:
    """Probabilities on the table's lattice, in its steps; shape (17, 17, 17, terms)."""
    nodes = np.stack(np.meshgrid(*3 * [NODE_VALUES], indexing="ij"), axis=-1)
    probabilities = classifier.predict_proba(nodes)
    return np.rint(STEPS * probabilities).astype(np.uint8)


def name_colors(
    classifier: ColorClassifier, unnamed_below: float = 0.0
) -> tuple[Names, dict[str, int]]:
    """Name all colors: by `name_all`, or by `refine` if the classifier is slow.

    Returns
    -------
    names : ndarray of uint8, shape (2**24,)
    checks : dict
        Of a slow one, ``asked``, ``checked`` and ``missed``, as of `Refined`.
    """
    if not classifier.slow:
        return name_all(classifier, unnamed_below), {}
    refined = refine(classifier, unnamed_below)
    return refined.names, {
        "asked": refined.asked,
        "checked": refined.checked,
        "missed": refined.missed,
    }


def name_all(classifier: ColorClassifier, unnamed_below: float = 0.0) -> Names:
    """Ask for the name of each of the 2**24 colors.

    Parameters
    ----------
    classifier : ColorClassifier
    unnamed_below : float
        Colors whose likeliest name has a probability below this get none.

    Returns
    -------
    ndarray of uint8, shape (2**24,)
        Indices into the classifier's terms, or 255, by ``r·65536 + g·256 + b``.
    """
    names = np.empty((256, 1 << 16), np.uint8)
    asked = parallel_map(_name_red, range(256), classifier, unnamed_below, title="colors")
    for red, row in enumerate(asked):
        names[red] = row
    return names.reshape(-1)


def refine(classifier: ColorClassifier, unnamed_below: float = 0.0) -> Refined:
    """Ask a slow classifier where names may change, and infer the others.

    It is asked for every eighth red, green and blue, then between answers that differ at
    half of that distance, and so on; in the end for both sides of every border there is.
    A region of a name that lies between all colors asked can be missed, so inferred names are
    checked; from a wrong one on, its border is followed all around.

    Parameters
    ----------
    classifier : ColorClassifier
    unnamed_below : float
        As of `name_all`.

    Returns
    -------
    Refined
    """
    known = _Known(classifier, unnamed_below)
    coarse = known.ask_lattice(FIRST, np.ones(3 * [256 // FIRST + 1], bool))
    for step in (FIRST >> halvings for halvings in range(1, FIRST.bit_length())):
        low, high = _halved(coarse, np.minimum), _halved(coarse, np.maximum)
        coarse = np.where(low == high, low, known.ask_lattice(step, low != high))
    names = known.names
    names[:] = np.where(known.asked, names, coarse[:-1, :-1, :-1])
    known.follow_borders()
    asked = int(known.asked.sum())
    checked, missed = known.check(np.random.default_rng(0))
    return Refined(names.reshape(-1), asked, checked, missed)


class _Known:
    """What a classifier called the colors that it was asked for."""

    def __init__(self, classifier: ColorClassifier, unnamed_below: float) -> None:
        self.classifier, self.unnamed_below = classifier, unnamed_below
        self.names = np.zeros((256, 256, 256), np.uint8)
        self.asked = np.zeros((256, 256, 256), bool)

    def ask(self, wanted: NDArray[np.bool_]) -> None:
        """Ask for colors, where `wanted`, of shape (256, 256, 256), is true."""
        codes = np.flatnonzero(wanted & ~self.asked)
        tasks = [codes[start : start + _TASK] for start in range(0, len(codes), _TASK)]
        answers = parallel_map(
            _name, tasks, self.classifier, self.unnamed_below, title=f"{len(codes):,} colors"
        )
        for task, answer in zip(tasks, answers, strict=True):
            self.names.reshape(-1)[task] = answer
            self.asked.reshape(-1)[task] = True

    def ask_lattice(self, step: int, wanted: NDArray[np.bool_]) -> Names:
        """Ask for nodes of a lattice; give the names there, right where they were wanted."""
        nodes = np.minimum(np.arange(0, 257, step), 255)
        colors = np.zeros((256, 256, 256), bool)
        colors[tuple(nodes[axis] for axis in np.nonzero(wanted))] = True
        self.ask(colors)
        names: Names = self.names[np.ix_(nodes, nodes, nodes)]
        return names

    def follow_borders(self) -> None:
        """Ask for both sides of every border, until no new one turns up."""
        while (unsure := _borders(self.names) & ~self.asked).any():
            self.ask(unsure)

    def check(self, rng: np.random.Generator) -> tuple[int, int]:
        """Ask for some inferred colors; count them, and those whose name was wrong."""
        near = _differing(self.names, 2 * NEAR + 1)
        drawn = np.zeros((256, 256, 256), bool)
        for place, number in ((near, CHECKED // 2), (~near, CHECKED)):
            inferred = np.flatnonzero(place & ~self.asked)
            wanted = number - int(drawn.sum())
            drawn.reshape(-1)[rng.choice(inferred, min(wanted, len(inferred)), replace=False)] = (
                True
            )
        before = self.names[drawn]
        self.ask(drawn)
        missed = int((before != self.names[drawn]).sum())
        self.follow_borders()
        return len(before), missed


def _halved(nodes: Names, least: Any) -> Names:
    """Put nodes between those of a lattice: the least, or greatest, of their two neighbors."""
    for axis in range(3):
        moved = np.moveaxis(nodes, axis, 0)
        finer = np.empty((2 * len(moved) - 1, *moved.shape[1:]), np.uint8)
        finer[::2], finer[1::2] = moved, least(moved[:-1], moved[1:])
        nodes = np.moveaxis(finer, 0, axis)
    return nodes


def _borders(names: Names) -> NDArray[np.bool_]:
    """Find the colors of which one of the six neighbors has another name."""
    border = np.zeros(names.shape, bool)
    for axis in range(3):
        moved, found = np.moveaxis(names, axis, 0), np.moveaxis(border, axis, 0)
        differ = moved[1:] != moved[:-1]
        found[1:] |= differ
        found[:-1] |= differ
    return border


def _differing(names: Names, width: int) -> NDArray[np.bool_]:
    """Find the colors around which, in a cube of this width, are several names."""
    several: NDArray[np.bool_] = maximum_filter(names, width) != minimum_filter(names, width)
    return several


def _name_red(red: int, classifier: ColorClassifier, unnamed_below: float) -> Names:
    return _name(np.arange(red << 16, (red + 1) << 16), classifier, unnamed_below)


def _name(codes: NDArray[np.int64], classifier: ColorClassifier, unnamed_below: float) -> Names:
    colors = unpack(codes)
    if not unnamed_below:
        return classifier.predict(colors)
    probabilities = classifier.predict_proba(colors)
    names: Names = probabilities.argmax(axis=1).astype(np.uint8)
    names[probabilities.max(axis=1) < unnamed_below] = UNNAMED
    return names
