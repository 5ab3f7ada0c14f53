"""Parse queries for photographs; see `folkhue.search.query` for the language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from folkhue._utils.text import did_you_mean
from folkhue.color.vocabulary import UNNAMED_NAME, ColorTerm, spellings
from folkhue.errors import QueryError
from folkhue.search.query import (
    ALL,
    AMOUNTS,
    FRACTIONS,
    MORE,
    MUCH,
    PRESENT,
    Amount,
    Clause,
    Query,
    exact_percent,
)

_ABOUT = ("about", "around", "roughly", "between", "~")
_OVER = (">=", ">", "≥", "at least", "more than", "over", "above")
_UNDER = ("<=", "<", "≤", "at most", "less than", "fewer than", "under", "below")
_TO = ("-", "–", "to", "and")
_PERCENT = ("%", "percent", "per cent")
_NEAR, _FAR = 0.05, 0.10  # around a percentage: what matches fully, and the ramps beyond

_CLAUSE_JOINERS = (",", ";", "&", "+", "and", "with", "but", "plus")
_LIST_JOINERS = ("and", "or", "&", "+")  # between colors after "only"
_WORD = re.compile(r"\d+(?:\.\d+)?|[<>]=|[^\W\d_]+(?:-[^\W\d_]+)*|\S")


def parse(text: str, terms: Iterable[str]) -> Query:
    """Parse a query.

    Parameters
    ----------
    text : str
        In upper or lower case.
    terms : iterable of str
        Color names: the terms of a table.

    Returns
    -------
    Query

    Raises
    ------
    QueryError
        If a word is neither a color nor an amount, or is in the wrong place. The message
        suggests a correction.

    Examples
    --------
    >>> print(parse("mostly red, a little grey", ["red", "blue", "gray"]))
    red ≥ 75 %, gray 2–10 %
    >>> print(parse("more red than blue and over 20 % black", ["red", "blue", "black"]))
    red > blue, black ≥ 20 %
    """
    parser = _Parser(_Tokens(text), _names_by_spelling(terms))
    clauses = parser.query()
    if not clauses:
        example = next(iter(parser.names))
        raise QueryError(f'the query is empty; name colors, as in "mostly {example}"')
    return Query(tuple(clauses))


def _names_by_spelling(terms: Iterable[str]) -> dict[str, str]:
    """Map every spelling of the terms, in lower case, to the term."""
    listed = (*terms, UNNAMED_NAME)
    every = {term: term for term in listed} | spellings(ColorTerm(t, (0, 0, 0)) for t in listed)
    return {spelling.lower(): name for spelling, name in every.items() if name in listed}


class _Tokens:
    """The words of a query that are not parsed yet.

    Attributes
    ----------
    text : str
        The whole query.
    left : list of str
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.left = _WORD.findall(text.lower())

    def match(self, phrases: Iterable[str], after: int = 0) -> str:
        """Return the longest of the phrases that comes next; empty if none does."""
        for phrase in sorted(phrases, key=len, reverse=True):
            words = _WORD.findall(phrase)
            if self.left[after : after + len(words)] == words:
                return phrase
        return ""

    def take(self, phrases: Iterable[str]) -> str:
        """Consume and return the longest of the phrases that comes next."""
        phrase = self.match(phrases)
        del self.left[: len(_WORD.findall(phrase))]
        return phrase

    def match_number(self) -> str:
        """Return the next word if it is a number, else an empty string."""
        return self.left[0] if self.left and self.left[0][0].isdecimal() else ""

    def take_number(self) -> str:
        """Consume and return the next word if it is a number."""
        number = self.match_number()
        if number:
            del self.left[0]
        return number

    @property
    def position(self) -> str:
        """Where parsing is, for messages."""
        return f'before "{self.left[0]}"' if self.left else "at the end"

    def error(self, reason: str) -> QueryError:
        """Make an error about this query."""
        return QueryError(f'the query "{self.text}": {reason}')


class _Parser:
    """A recursive-descent parser; each method parses one rule of the grammar.

    ::

        query      = clause { joiner clause }
        clause     = range colors | comparison | only | [ amount ] colors
        comparison = ( "more" | "less" ) colors "than" colors
        only       = "only" color { ( "and" | "or" ) color }
        range      = ( "over" | "under" ) share | [ "about" ] share [ "to" share ]
        colors     = color { "or" color }
    """

    def __init__(self, tokens: _Tokens, names: Mapping[str, str]) -> None:
        self.tokens = tokens
        self.names = names

    def query(self) -> list[Clause]:
        clauses: list[Clause] = []
        while self.tokens.left:
            if not self.tokens.take(_CLAUSE_JOINERS):
                clauses += self.clause()
        return clauses

    def clause(self) -> list[Clause]:
        """Parse a clause; "only red and white" means several."""
        if limit := self.range():
            return [Clause(self.colors(), limit)]
        if direction := self.tokens.take(("more", "less")):
            return [self.comparison(direction)]
        amount = AMOUNTS.get(self.tokens.take(AMOUNTS), MUCH)
        return self.only() if amount is ALL else [Clause(self.colors(), amount)]

    def comparison(self, direction: str) -> Clause:
        one = self.colors()
        if not self.tokens.take(("than",)):
            raise self.tokens.error(f'expected "than" after "{direction} {" or ".join(one)}"')
        other = self.colors()
        return Clause(one, MORE, other) if direction == "more" else Clause(other, MORE, one)

    def only(self) -> list[Clause]:
        names, joiners = [self.color()], set()
        while self.tokens.match(_LIST_JOINERS) and self.tokens.match(self.names, after=1):
            joiners.add(self.tokens.take(_LIST_JOINERS))
            names.append(self.color())
        together = Clause(tuple(names), ALL)
        if joiners <= {"or"}:
            return [together]
        return [together, *(Clause((name,), PRESENT) for name in names)]

    def range(self) -> Amount | None:
        """Parse a range in numbers, if one comes next."""
        tokens = self.tokens
        if tokens.take(_OVER):
            return Amount(self.share(), 1, _NEAR, 1)
        if tokens.take(_UNDER):
            return Amount(0, self.share(), 1, _NEAR)
        if not (tokens.take(_ABOUT) or tokens.match(FRACTIONS) or tokens.match_number()):
            return None
        low = self.share()
        if not tokens.take(_TO):
            return Amount(max(0.0, low - _NEAR), min(1.0, low + _NEAR), _FAR, _FAR)
        high = self.share()
        if low > high:
            raise tokens.error(f"{exact_percent(low)} to {exact_percent(high)} is not a range")
        return Amount(low, high, _FAR, _FAR)

    def share(self) -> float:
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

    def colors(self) -> tuple[str, ...]:
        names = [self.color()]
        while self.tokens.take(("or",)):
            names.append(self.color())
        return tuple(names)

    def color(self) -> str:
        self.tokens.take(("of",))
        if spelling := self.tokens.take(self.names):
            return self.names[spelling]
        raise self.tokens.error(self._no_color())

    def _no_color(self) -> str:
        if not self.tokens.left:
            return "expected a color at the end"
        word, names = self.tokens.left[0], [*dict.fromkeys(self.names.values())][:-1]
        if word in spellings(()):
            listed = ", ".join(names)
            return f'"{word}" is not a color of this table ({listed}); basic11 has it'
        known = [*self.names, *AMOUNTS, *FRACTIONS]
        hint = did_you_mean(word, known, listed=names, quote='"')
        return f'"{word}" is neither an amount nor a color that fits here; {hint}'
