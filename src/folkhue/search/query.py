"""Queries for photographs by how much of each color they have: "mostly red, some white".

A query is a list of clauses, set apart by commas or by *and*, *with*, *but*:

==============================  ==========================================================
clause                          meaning
==============================  ==========================================================
``mostly red``                  an amount (see `AMOUNTS`) and a color
``red``                         the same as ``much red``: the more, the better, up to a half
``no red``, ``without red``     none, but for a few pixels
``30 % blue``, ``half blue``    about so much; also ``20-40 % blue``, ``a third blue``
``> 40 % green``                at least, at most: ``>= 40 %``, ``over half``, ``under 5 %``
``more red than blue``          one before the other; also ``less red than blue``
``mostly red or orange``        colors taken together
``only red and white``          hardly anything else, and some of each
==============================  ==========================================================

An amount has soft edges: a share inside its range fits fully, one outside less the farther away
it is (see `Amount`). Colors are those of the table, in any spelling of the vocabulary ("grey").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from folkhue.color.vocabulary import UNNAMED_NAME, ColorTerm, spellings
from folkhue.errors import QueryError


@dataclass(frozen=True)
class Amount:
    """A range of shares with soft edges.

    Parameters
    ----------
    low, high : float
        Between them, a share fits fully. From 0 to 1, or from -1 to 1 for a difference.
    below, above : float
        How far below `low`, or above `high`, a share does not fit at all; in between the fit
        falls evenly.
    """

    low: float
    high: float
    below: float
    above: float

    def __str__(self) -> str:
        if self.low <= 0:
            return f"≤ {_percent(self.high)}"
        if self.high >= 1:
            return f"≥ {_percent(self.low)}"
        return f"{100 * self.low:.3g}–{_percent(self.high)}"


@dataclass(frozen=True)
class Clause:
    """What a query asks of some colors.

    Attributes
    ----------
    names : tuple of str
        Colors whose shares are added.
    amount : Amount
        How much there should be of them.
    than : tuple of str
        Colors whose shares are taken away first; mostly none.
    """

    names: tuple[str, ...]
    amount: Amount
    than: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.than:
            return f"{' or '.join(self.names)} > {' or '.join(self.than)}"
        return f"{' or '.join(self.names)} {self.amount}"


@dataclass(frozen=True)
class Query:
    """What is asked of a photograph.

    Attributes
    ----------
    clauses : tuple of Clause
        At least one.
    """

    clauses: tuple[Clause, ...]

    def __str__(self) -> str:
        return ", ".join(map(str, self.clauses))


_NONE = Amount(0, 0.02, 1, 0.08)
_LITTLE = Amount(0.02, 0.10, 0.02, 0.15)
_SOME = Amount(0.10, 0.40, 0.08, 0.20)
_MUCH = Amount(0.50, 1, 0.48, 1)
_MOST = Amount(0.75, 1, 0.50, 1)
_ALL = Amount(0.95, 1, 0.25, 1)
_MORE = Amount(0.10, 1, 0.10, 1)
_PRESENT = Amount(0.05, 1, 0.05, 1)

AMOUNTS: dict[str, Amount] = {
    **dict.fromkeys(("no", "not", "without", "zero", "hardly any", "almost no"), _NONE),
    **dict.fromkeys(("a little", "little", "a bit of", "a touch of", "a hint of"), _LITTLE),
    **dict.fromkeys(("some",), _SOME),
    **dict.fromkeys(("much", "lots of", "a lot of", "plenty of"), _MUCH),
    **dict.fromkeys(("mostly", "most", "mainly", "largely", "predominantly"), _MOST),
    **dict.fromkeys(("only", "all", "entirely", "nothing but"), _ALL),
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
}
"""Words for fractions, which may stand where a percentage may."""

_ABOUT = ("about", "around", "roughly", "between", "~")
_OVER = (">=", ">", "≥", "at least", "more than", "over", "above")
_UNDER = ("<=", "<", "≤", "at most", "less than", "fewer than", "under", "below")
_TO = ("-", "–", "to", "and")
_PERCENT = ("%", "percent", "per cent")
_NEAR, _FAR = 0.05, 0.10  # of a percentage: what fits fully, and how far beyond fits at all

_JOINERS = (",", ";", "&", "+", "and", "with", "but", "plus")
_BETWEEN = ("and", "or", "&", "+")  # colors after "only"
_WORD = re.compile(r"\d+(?:\.\d+)?|[<>]=|[^\W\d_]+(?:-[^\W\d_]+)*|\S")


def parse(text: str, terms: Iterable[str]) -> Query:
    """Read a query.

    Parameters
    ----------
    text : str
        Upper and lower case mean the same.
    terms : iterable of str
        The colors there are: those of a table.

    Returns
    -------
    Query

    Raises
    ------
    QueryError
        If a word is neither a color nor an amount, or stands where it means nothing. The text
        names the nearest that would be right.

    Examples
    --------
    >>> print(parse("mostly red, a little grey", ["red", "blue", "gray"]))
    red ≥ 75 %, gray 2–10 %
    >>> print(parse("more red than blue and over 20 % black", ["red", "blue", "black"]))
    red > blue, black ≥ 20 %
    """
    reader = _Reader(text, _known(terms))
    clauses: list[Clause] = []
    while reader.left:
        if not reader.skip(_JOINERS):
            clauses += reader.clauses()
    if not clauses:
        raise QueryError(f'the query is empty; ask for colors: "mostly {next(iter(reader.names))}"')
    return Query(tuple(clauses))


def _known(terms: Iterable[str]) -> dict[str, str]:
    """Give every spelling of the terms, in lower case, and the term it stands for."""
    listed = (*terms, UNNAMED_NAME)
    every = {term: term for term in listed} | spellings(ColorTerm(t, (0, 0, 0)) for t in listed)
    return {spelling.lower(): name for spelling, name in every.items() if name in listed}


class _Reader:
    """The words of a query, from left to right."""

    def __init__(self, text: str, names: Mapping[str, str]) -> None:
        self.text = text
        self.names = names
        self.left = _WORD.findall(text.lower())

    def next(self, phrases: Iterable[str], after: int = 0) -> str:
        """Tell the longest of some phrases that comes next; empty if none does."""
        for phrase in sorted(phrases, key=len, reverse=True):
            words = _WORD.findall(phrase)
            if self.left[after : after + len(words)] == words:
                return phrase
        return ""

    def skip(self, phrases: Iterable[str]) -> str:
        """Go past the longest of some phrases that comes next, and give it."""
        phrase = self.next(phrases)
        del self.left[: len(_WORD.findall(phrase))]
        return phrase

    def clauses(self) -> list[Clause]:
        """Read a clause, which may mean several."""
        if limit := self._limit():
            return [Clause(self._colors(), limit)]
        if compared := self.skip(("more", "less")):
            return [self._comparison(compared)]
        amount = AMOUNTS.get(self.skip(AMOUNTS), _MUCH)
        return self._alone() if amount is _ALL else [Clause(self._colors(), amount)]

    def _alone(self) -> list[Clause]:
        names, joiners = [self._color()], []
        while self.next(_BETWEEN) and self.next(self.names, after=1):
            joiners.append(self.skip(_BETWEEN))
            names.append(self._color())
        together = Clause(tuple(names), _ALL)
        if {*joiners} <= {"or"}:
            return [together]
        return [together, *(Clause((name,), _PRESENT) for name in names)]

    def _comparison(self, word: str) -> Clause:
        one = self._colors()
        if not self.skip(("than",)):
            raise self._error(f'expected "than" after "{word} {" or ".join(one)}"')
        other = self._colors()
        return Clause(one, _MORE, other) if word == "more" else Clause(other, _MORE, one)

    def _limit(self) -> Amount | None:
        """Read how much in numbers, if that comes next."""
        if self.skip(_OVER):
            return Amount(self._share(), 1, _NEAR, 1)
        if self.skip(_UNDER):
            return Amount(0, self._share(), 1, _NEAR)
        if not self.skip(_ABOUT) and not self.next(FRACTIONS) and not self._number(self.left[:1]):
            return None
        low = self._share()
        if not self.skip(_TO):
            return Amount(max(0.0, low - _NEAR), min(1.0, low + _NEAR), _FAR, _FAR)
        high = self._share()
        if low > high:
            raise self._error(f"{_percent(low)} to {_percent(high)} is no range")
        return Amount(low, high, _FAR, _FAR)

    def _share(self) -> float:
        if fraction := self.skip(FRACTIONS):
            return FRACTIONS[fraction]
        number = self._number(self.left[:1])
        if not number:
            raise self._error(f'expected an amount such as "30 %" {self._where()}')
        del self.left[0]
        if not self.skip(_PERCENT) and not self.next(_TO):
            raise self._error(f'"{number}" of what? Write "{number} %"')
        if float(number) > 100:
            raise self._error(f"{number} % is more than everything")
        return float(number) / 100

    def _number(self, words: list[str]) -> str:
        return words[0] if words and words[0][0].isdecimal() else ""

    def _colors(self) -> tuple[str, ...]:
        """Read a color, or several with "or" between them."""
        names = [self._color()]
        while self.skip(("or",)):
            names.append(self._color())
        return tuple(names)

    def _color(self) -> str:
        self.skip(("of",))
        if spelling := self.skip(self.names):
            return self.names[spelling]
        raise self._error(self._no_color())

    def _no_color(self) -> str:
        if not self.left:
            return "expected a color at the end"
        word, names = self.left[0], [*dict.fromkeys(self.names.values())][:-1]
        if word in spellings(()):
            listed = ", ".join(names)
            return f'"{word}" is none of the colors of this table ({listed}); basic11 has it'
        near = get_close_matches(word, [*self.names, *AMOUNTS, *FRACTIONS], n=1)
        hint = f'did you mean "{near[0]}"?' if near else f"colors are {', '.join(names)}"
        return f'"{word}" is neither a color nor an amount that can stand there; {hint}'

    def _where(self) -> str:
        return f'before "{self.left[0]}"' if self.left else "at the end"

    def _error(self, reason: str) -> QueryError:
        return QueryError(f'the query "{self.text}": {reason}')


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"
