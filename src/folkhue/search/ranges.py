"""Ranges of shares in queries, in numbers: "over 20 %", "a third", "20-40 %"."""

from __future__ import annotations

from folkhue.search.amounts import (
    FRACTIONS,
    Amount,
    about,
    at_least,
    at_most,
    between,
    exact_percent,
)
from folkhue.search.colors import ColorParser
from folkhue.search.tokens import Tokens, word_count

_ABOUT = ("about", "around", "roughly", "between", "~", "≈")
_SIGNS_OVER, _SIGNS_UNDER = (">=", ">", "≥"), ("<=", "<", "≤")
OVER = (*_SIGNS_OVER, "at least", "more than", "over", "above")
UNDER = (*_SIGNS_UNDER, "at most", "less than", "fewer than", "under", "below")
_TO = ("-", "–", "to", "and")
_PERCENT = ("%", "percent", "per cent")


class RangeParser:
    """Parses ranges.

    ::

        range = ( "over" | "under" ) share | [ "about" ] share [ "to" share ]
              | share ( "<" | ">" )    and again after the series: 20 % < red < 40 %

    Parameters
    ----------
    tokens : Tokens
    colors : ColorParser
    """

    def __init__(self, tokens: Tokens, colors: ColorParser) -> None:
        self.tokens = tokens
        self.colors = colors

    def own(self) -> Amount | None:
        """Parse a range, if one comes next that is not that of the color after it."""
        before = self.tokens.left[:]
        limit = self.one()
        if limit and self.colors.comes_next():
            self.tokens.left = before
            return None
        return limit

    def one(self) -> Amount | None:
        """Parse a range in numbers, if one comes next."""
        tokens = self.tokens
        if tokens.take(OVER):
            return at_least(self._share())
        if tokens.take(UNDER):
            return at_most(self._share())
        if not (tokens.take(_ABOUT) or tokens.match(FRACTIONS) or tokens.match_number()):
            return None
        low = self._share()
        if tokens.take(_SIGNS_UNDER):  # "20 % < red"
            return at_least(low)
        if tokens.take(_SIGNS_OVER):
            return at_most(low)
        if not ((joiner := tokens.match(_TO)) and self._has_share(after=joiner)):
            return about(low)
        tokens.take(_TO)
        high = self._share()
        if low > high:
            raise tokens.error(f"{exact_percent(low)} to {exact_percent(high)} is not a range")
        return between(low, high)

    def narrowed(self, limit: Amount) -> Amount:
        """Parse the second half of "20 % < red < 40 %", if it comes next."""
        if limit.high == 1 and self.tokens.take(_SIGNS_UNDER):
            return between(limit.low, self._share())
        if limit.low == 0 and self.tokens.take(_SIGNS_OVER):
            return between(self._share(), limit.high)
        return limit

    def _has_share(self, after: str) -> bool:
        """Return whether a share comes after a word that comes next."""
        place = word_count(after)
        return bool(self.tokens.match(FRACTIONS, place) or self.tokens.match_number(place))

    def _share(self) -> float:
        tokens = self.tokens
        if fraction := tokens.take(FRACTIONS):
            return FRACTIONS[fraction]
        if not (number := tokens.take_number()):
            raise tokens.error(f'expected an amount such as "30 %" {tokens.position}')
        if not tokens.take(_PERCENT) and not tokens.match(_TO):
            raise tokens.error(f'"{number}" of what? Write "{number} %"')
        if float(number) > 100:
            raise tokens.error(f"{number} % is more than everything")
        return float(number) / 100
