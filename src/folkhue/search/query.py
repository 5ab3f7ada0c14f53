"""Queries for photographs by their shares of colors: "mostly red, some white".

A query is a list of clauses, separated by commas or by *and*, *with*, *but*; a photograph should
meet all of them:

==============================  ==========================================================
clause                          meaning
==============================  ==========================================================
``mostly red``                  an amount (see `folkhue.search.amounts`) and a color
``red``                         same as ``much red``: the more, the better, up to a half
``black and white``             each, up to an equal part of that half
``a touch of red``,             a small share that stands out, as few other colors are like
``red accents``                 it; also ``a little``, ``details``, ``flourishes``, ``a hint``,
                                ``a pop of`` (see `folkhue.search.accents`)
``red accent 1-5 %``            the same, with a range of its own
``red but not dominant``        some, but no more than 30 %
``no red``, ``without red``     none, except for a few pixels; the less, the better
``not much red``                hardly more than 10 %
``30 % blue``, ``half blue``    about this share; also ``20-40 % blue``, ``a third blue``
``> 40 % green``                at least or at most: ``>= 40 %``, ``over half``, ``under 5 %``
``green > 40 %``                the same; also ``green over half``, ``green 20-40 %``
``more red than blue``          the larger share; also ``less red than blue``, ``red > blue``
``mostly red or orange``        the share of both together
``blue and (red or yellow)``    blue, and either of the others
``mostly red and white``        their sum, and some of each, as each cannot be most
``some red and white``          some of each
``only red and white``          hardly anything else, and some of each
==============================  ==========================================================

An amount is a fuzzy range: a share inside it matches fully, one outside less with its distance
(see `folkhue.search.amounts.Amount`). A color is one of these:

==============================  ==========================================================
color                           meaning
==============================  ==========================================================
``blue``, ``grey``              a name of the table, in any spelling of the vocabulary
``dark blue``                   such a name with a modifier, as palettes describe colors (see
                                `folkhue.search.regions.MODIFIERS`)
``teal``, ``hot pink``          if no name of the table, colors near one of CSS
``dark teal``                   such a color, darker
``#ff0000``, ``rgb(255 0 0)``   colors near one in the notation of CSS
``dark``, ``colorful``          colors of any hue (see `folkhue.search.tones.TONES`)
``black-and-white``             nothing but grays
``picture:blue``                a name of the whole picture (see `folkhue.picture_color`); its
                                amount is its probability; without one, the more the better
==============================  ==========================================================

`folkhue.search.parser` turns text into a `Query`.
"""

from __future__ import annotations

from dataclasses import dataclass

from folkhue.search.amounts import LIKELY, Amount
from folkhue.search.regions import Region

PICTURE = "picture:"
"""Before a name, it means that of the whole picture."""


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
    accent : bool
        Whether the colors should also stand out; see `folkhue.search.accents`.
    """

    names: tuple[str, ...]
    amount: Amount
    than: tuple[str, ...] = ()
    accent: bool = False

    def __str__(self) -> str:
        named = " or ".join(self.names)
        if self.than:
            return f"{named} > {' or '.join(self.than)}"
        if self.amount == LIKELY:
            return named
        return f"{named} accent {self.amount}" if self.accent else f"{named} {self.amount}"


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

    @property
    def any_color(self) -> bool:
        """Whether it needs more of the photographs than the shares of names."""
        return bool(self.regions) or any(clause.accent for clause in self.clauses)
