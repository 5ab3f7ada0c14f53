"""Color words: points of a lattice in DIN99o, among which each color is shared by nearness.

Eleven names are too few to tell navy from black, or beige from white. A histogram over some hundred
points tells them apart, and changes little when all colors shift a little.
"""

from __future__ import annotations

from functools import cache, cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

from folkhue.color.notation import to_hex
from folkhue.color.spaces import to_din99o

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

NEAREST = 8
"""Points that a color is shared among."""

_BINS = 32**3
_PRECISION = 2**20
_AROUND = np.array(list(product((-1, 0, 1), repeat=3)))  # plane, a and b of candidates
_ABOVE = _AROUND[_AROUND[:, 1:].any(axis=1) == 0]  # the nearest candidate in each plane


class ColorWords:
    """A lattice of points in DIN99o, and how much each color belongs to those nearest to it.

    Every other plane of one lightness is shifted by half of a step, so that points are about
    equally near to each other. Points without a color of sRGB nearest to them are left out.

    Parameters
    ----------
    step : float
        Distance of neighbors, in units of DIN99o: black and white are 100 apart.

    Examples
    --------
    >>> words = ColorWords(40)
    >>> words.names[0], len(words.names)
    ('#0c0434', 23)
    """

    def __init__(self, step: float) -> None:
        self.step = step
        # Rows are computed when a bin first occurs: a picture has a few hundred of 32,768.
        self._is_known = np.zeros(_BINS, bool)
        self._points = np.zeros((_BINS, NEAREST), np.int32)
        self._weights = np.zeros((_BINS, NEAREST))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The color of sRGB that is nearest to each point: ``"#0c0434"``."""
        return tuple(to_hex(tuple(rgb)) for rgb in centers_of_bins()[self._occupied[1]].tolist())

    def histogram(
        self,
        bins: NDArray[np.integer],
        shares: Floats,
        parts: NDArray[np.integer] | None = None,
        number: int = 1,
    ) -> Floats:
        """Compute the share of each point, in one or several parts of a picture.

        Parameters
        ----------
        bins : ndarray of int, shape (n,)
            Colors; see `folkhue.table.color_table.ColorTable.bins`.
        shares : ndarray of float64, shape (n,)
            The share of each.
        parts : ndarray of int, shape (n,), optional
            The part that each is in, from 0; the first one, if absent.
        number : int
            How many parts there are.

        Returns
        -------
        ndarray of float64, shape (number * points,)
            Part by part. A color is shared among the points nearest to it by a Gaussian kernel,
            whose standard deviation is half of a step.
        """
        self._learn(bins)
        size = len(self.names)
        points = self._points[bins]
        places = points if parts is None else points + size * parts[:, None]
        weighted = self._weights[bins] * shares[:, None]
        return np.asarray(np.bincount(places.ravel(), weighted.ravel(), number * size), np.float64)

    def _learn(self, bins: NDArray[np.integer]) -> None:
        """Find the points nearest to bins, and how much they belong to each, once for a bin."""
        missing = bins[~self._is_known[bins]]
        if len(missing):
            colors = colors_of_bins()[missing]
            self._points[missing], self._weights[missing] = self._nearest(colors)
            self._is_known[missing] = True

    def _nearest(self, colors: Floats) -> tuple[Places, Floats]:
        candidates, distances = self._candidates(colors)
        places = np.searchsorted(self._codes, candidates).clip(0, len(self._codes) - 1)
        distances = np.where(self._codes[places] == candidates, distances, np.inf)
        chosen = np.argsort(distances, axis=1, kind="stable")[:, :NEAREST]
        nearness = np.exp(-2 * np.take_along_axis(distances, chosen, 1) / self.step**2)
        weights = nearness / nearness.sum(axis=1, keepdims=True)
        return np.take_along_axis(places, chosen, 1), weights

    @property
    def _codes(self) -> Places:
        """The code of each point, ascending."""
        return self._occupied[0]

    @cached_property
    def _occupied(self) -> tuple[Places, Places]:
        """The code of each point that a color is nearest to, ascending, and its nearest bin."""
        candidates, distances = self._candidates(colors_of_bins(), _ABOVE)
        nearest = distances.argmin(axis=1)
        rows = np.arange(_BINS)
        order = np.argsort(distances[rows, nearest], kind="stable")
        codes, first = np.unique(candidates[rows, nearest][order], return_index=True)
        return codes, order[first]

    def _candidates(self, colors: Floats, around: Places = _AROUND) -> tuple[Places, Floats]:
        """Return the codes of 27 points around each color, and the squares of their distances."""
        plane = np.floor(colors[:, :1] / self.step) + around[:, 0]
        shift = plane % 2 / 2
        a, b = (
            np.rint(colors[:, [axis]] / self.step - shift) + around[:, axis] + shift
            for axis in (1, 2)
        )
        points = np.stack([plane + 0.5, a, b], axis=-1)
        distances = ((points * self.step - colors[:, None]) ** 2).sum(axis=-1)
        codes = ((plane + 1) * 1000 + 2 * a + 500) * 1000 + 2 * b + 500
        return codes.astype(np.intp), distances


@cache
def color_words(step: float) -> ColorWords:
    """Return the one lattice of a step, whose weights are kept."""
    return ColorWords(step)


@cache
def colors_of_bins() -> Floats:
    """Return the center of each of 32³ bins in DIN99o, shape (32768, 3).

    They are rounded to a millionth, so that Python and the page's JavaScript, whose logarithms
    differ in the last bit, find the same points nearest.
    """
    return np.asarray(np.rint(to_din99o(centers_of_bins()) * _PRECISION) / _PRECISION)


@cache
def centers_of_bins() -> NDArray[np.uint8]:
    """Return the center of each of 32³ bins in sRGB, shape (32768, 3)."""
    bins = np.arange(_BINS)
    return np.stack([bins % 32, bins // 32 % 32, bins // 1024], axis=-1).astype(np.uint8) * 8 + 4
