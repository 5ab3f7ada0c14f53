"""Pixels counted by name, and the shares of names in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from folkhue._utils.display import bars, card
from folkhue._utils.plotting import plot_shares
from folkhue._utils.text import counted
from folkhue.color.vocabulary import UNNAMED, UNNAMED_NAME, swatch_by_name
from folkhue.table.kernels import count_bytes

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, eq=False)
class NameCounts:
    """How many pixels have each name.

    Every share of a name that folkhue reports is computed here.

    Parameters
    ----------
    terms : tuple of str
    counts : ndarray of int64, shape (terms + 1,)
        Pixels of each term and, last, of those without a name.

    Examples
    --------
    >>> counts = NameCounts(("red", "blue"), np.array([1, 0, 3]))
    >>> counts.total, counts.dominant
    (4, 'unnamed')
    >>> counts.shares()
    {'unnamed': 0.75, 'red': 0.25}
    """

    terms: tuple[str, ...]
    counts: NDArray[np.int64]

    @classmethod
    def empty(cls, terms: Sequence[str]) -> NameCounts:
        """Count no pixel."""
        return cls(tuple(terms), np.zeros(len(terms) + 1, np.int64))

    @classmethod
    def from_histogram(cls, histogram: ArrayLike, terms: Sequence[str]) -> NameCounts:
        """Take a histogram of indices, shape (256,), of which 255 is for pixels without a name."""
        pixels = np.asarray(histogram, np.int64)
        return cls(tuple(terms), np.append(pixels[: len(terms)], pixels[UNNAMED]))

    @classmethod
    def from_names(
        cls, names: NDArray[np.uint8], terms: Sequence[str], mask: NDArray[np.bool_] | None = None
    ) -> NameCounts:
        """Count names.

        Parameters
        ----------
        names : ndarray of uint8, shape (height, width)
            Indices into `terms`; 255 for unnamed.
        terms : sequence of str
        mask : ndarray of bool, shape (height, width), optional
            Pixels to count; all of them if absent.
        """
        return cls.from_histogram(count_bytes(names, mask), terms)

    def __add__(self, other: NameCounts) -> NameCounts:
        return NameCounts(self.terms, self.counts + other.counts)

    @property
    def labels(self) -> tuple[str, ...]:
        """What each count is of: the terms and, last, ``"unnamed"``."""
        return (*self.terms, UNNAMED_NAME)

    @property
    def total(self) -> int:
        """Number of pixels."""
        return int(self.counts.sum())

    @property
    def dominant(self) -> str | None:
        """The label of most pixels, the first of several; None if there are no pixels."""
        return self.labels[int(self.counts.argmax())] if self.total else None

    @property
    def fractions(self) -> NDArray[np.float64]:
        """Share of each label, from 0 to 1; shape (terms + 1,). Zeros if there are no pixels."""
        shares: NDArray[np.float64] = self.counts / max(1, self.total)
        return shares

    def shares(self) -> dict[str, float]:
        """Return the shares of the labels that occur, the largest first.

        Returns
        -------
        dict of str to float
            From 0 to 1; equal ones in the order of `labels`. Empty if there are no pixels.
        """
        fractions = dict(zip(self.labels, self.fractions.tolist(), strict=True))
        present = (label for label, fraction in fractions.items() if fraction > 0)
        return {label: fractions[label] for label in sorted(present, key=lambda x: -fractions[x])}

    def plot(
        self, ax: Axes | None = None, swatches: Mapping[str, tuple[int, int, int]] | None = None
    ) -> Axes:
        """Draw a bar for each name that occurs, in its swatch, by Matplotlib.

        Parameters
        ----------
        ax : Axes, optional
            Where to draw; those of a new figure if absent.
        swatches : mapping of str to (int, int, int), optional
            Label → sRGB color (0–255); if absent, those that a vocabulary gives the names.

        Returns
        -------
        Axes

        Raises
        ------
        MissingExtraError
            If Matplotlib is not installed.
        """
        shares, colors = self.shares(), swatches or swatch_by_name(self.terms)
        return plot_shares([*shares], [*shares.values()], [colors[each] for each in shares], ax)

    def _repr_html_(self) -> str:
        return card(counted(self.total, "pixel"), bars(self.shares(), swatch_by_name(self.terms)))
