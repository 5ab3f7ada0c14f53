"""Queries for photographs by their shares of colors: "mostly red, some white".

A query is a list of clauses, separated by commas or by *and*, *with*, *but*:

==============================  ==========================================================
clause                          meaning
==============================  ==========================================================
``mostly red``                  an amount (see `AMOUNTS`) and a color
``red``                         same as ``much red``: the more, the better, up to a half
``black and white``             each, up to an equal part of that half
``no red``, ``without red``     none, except for a few pixels
``30 % blue``, ``half blue``    about this share; also ``20-40 % blue``, ``a third blue``
``> 40 % green``                at least or at most: ``>= 40 %``, ``over half``, ``under 5 %``
``green > 40 %``                the same; also ``green over half``, ``green 20-40 %``
``more red than blue``          the larger share; also ``less red than blue``, ``red > blue``
``mostly red or orange``        the sum of both shares
``mostly red and white``        their sum, and some of each, as each cannot be most
``some red and white``          some of each
``only red and white``          hardly anything else, and some of each
==============================  ==========================================================

An amount is a fuzzy range: a share inside it matches fully, one outside less with its distance
(see `Amount`). A color is one of these:

==============================  ==========================================================
color                           meaning
==============================  ==========================================================
``blue``, ``grey``              a name of the table, in any spelling of the vocabulary
``dark blue``                   such a name with a modifier, as palettes describe colors (see
                                `folkhue.search.regions.MODIFIERS`)
``teal``, ``hot pink``          colors near one of the named colors of CSS
``#ff0000``, ``rgb(255 0 0)``   colors near one in the notation of CSS
``picture:blue``                a name of the whole picture (see `folkhue.picture_color`); its
                                amount is its probability; without one, the more the better
==============================  ==========================================================

`folkhue.search.parser` turns text into a `Query`.
"""

from __future__ import annotations

from dataclasses import dataclass

from folkhue.search.regions import Region

PICTURE = "picture:"
"""Before a name, it means that of the whole picture."""


@dataclass(frozen=True)
class Amount:
    """A fuzzy range of shares: a trapezoidal membership function.

    Parameters
    ----------
    low, high : float
        A share between them matches fully. From 0 to 1, or from -1 to 1 for a difference.
    below, above : float
        Widths of the ramps: a share that is so far below `low`, or above `high`, does not match
        at all.
    """

    low: float
    high: float
    below: float
    above: float

    def __str__(self) -> str:
        if self.low <= 0:
            return f"≤ {exact_percent(self.high)}"
        if self.high >= 1:
            return f"≥ {exact_percent(self.low)}"
        return f"{100 * self.low:.3g}–{exact_percent(self.high)}"


@dataclass(frozen=True)
class Clause:
    """A condition on the shares of some colors.

    Attributes
    ----------
    names : tuple of str
        Colors whose shares are added.
    amount : Amount
        The range that their sum should be in.
    than : tuple of str
        Colors whose shares are subtracted first; usually none.
    """

    names: tuple[str, ...]
    amount: Amount
    than: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.than:
            return f"{' or '.join(self.names)} > {' or '.join(self.than)}"
        if self.amount == LIKELY:
            return " or ".join(self.names)
        return f"{' or '.join(self.names)} {self.amount}"


@dataclass(frozen=True)
class Query:
    """Conditions that a photograph should meet.

    Attributes
    ----------
    clauses : tuple of Clause
        At least one.
    regions : tuple of Region
        Colors of the clauses that are not names of the table.
    pictures : tuple of str
        Names in the clauses that are those of whole pictures, with `PICTURE` before each.
    """

    clauses: tuple[Clause, ...]
    regions: tuple[Region, ...] = ()
    pictures: tuple[str, ...] = ()

    def __str__(self) -> str:
        return ", ".join(map(str, self.clauses))


NONE = Amount(0, 0.02, 1, 0.08)
LITTLE = Amount(0.02, 0.10, 0.02, 0.15)
SOME = Amount(0.10, 0.40, 0.08, 0.20)
MUCH = Amount(0.50, 1, 0.48, 1)
MOST = Amount(0.75, 1, 0.50, 1)
LIKELY = Amount(1, 1, 0.90, 1)  # of a picture: the more probable, the better
ALL = Amount(0.95, 1, 0.25, 1)
MORE = Amount(0.10, 1, 0.10, 1)
PRESENT = Amount(0.05, 1, 0.05, 1)

AMOUNTS: dict[str, Amount] = {
    **dict.fromkeys(("no", "not", "without", "zero", "hardly any", "almost no"), NONE),
    **dict.fromkeys(("a little", "little", "a bit of", "a touch of", "a hint of"), LITTLE),
    **dict.fromkeys(("some",), SOME),
    **dict.fromkeys(("much", "lots of", "a lot of", "plenty of"), MUCH),
    **dict.fromkeys(("mostly", "most", "mainly", "largely", "predominantly"), MOST),
    **dict.fromkeys(("only", "all", "entirely", "nothing but"), ALL),
}
"""Words for amounts → ranges; after L. A. Zadeh, "A computational approach to fuzzy
quantifiers in natural languages", Computers & Mathematics with Applications 9 (1), 1983."""

FRACTIONS = {
    "half": 1 / 2,
    "a half": 1 / 2,
    "a third": 1 / 3,
    "two thirds": 2 / 3,
    "a quarter": 1 / 4,
    "three quarters": 3 / 4,
    "½": 1 / 2,
    "⅓": 1 / 3,
    "⅔": 2 / 3,
    "¼": 1 / 4,
    "¾": 3 / 4,
}
"""Words for fractions; they may replace a percentage."""


def exact_percent(share: float) -> str:
    """Write a share with three digits: "28.3 %"."""
    return f"{100 * share:.3g} %"
