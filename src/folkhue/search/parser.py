"""Parse queries for photographs; see `folkhue.search.query` for the language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from folkhue.errors import QueryError
from folkhue.search.amounts import (
    ACCENT,
    ACCENTS,
    ALL,
    AMOUNTS,
    LIKELY,
    MORE,
    MUCH,
    NONE,
    PRESENT,
    SMALL,
    STANDINGS,
    Amount,
)
from folkhue.search.colors import ColorParser, names_by_spelling
from folkhue.search.query import PICTURE, Clause, Query
from folkhue.search.ranges import OVER, UNDER, RangeParser
from folkhue.search.tokens import Tokens
from folkhue.search.tones import TONES, WHOLE_TONES

_MAX_LENGTH = 1000
"""Characters of a query; errors repeat it."""

_IS = ("is", "are", ":", "=")
_HARDLY = MUCH.low - MUCH.below  # a share that does not match "much" at all

_CLAUSE_JOINERS = (",", ";", "&", "+", "and", "with", "but", "plus", "in")
_THINGS = ("photo", "photos", "photograph", "photographs", "image", "images", "pictures")
_AND = ("and", "&", "+")
_LIST_JOINERS = ("and", "or", "&", "+")  # between colors after "only"
_ARTICLES = ("a", "an", "the", "some", "few", "as", "in")

_BARE = replace(MUCH)  # of a color without an amount, until all of them are known


def parse(text: str, terms: Iterable[str], pictures: Sequence[str] | None = None) -> Query:
    """Parse a query.

    Parameters
    ----------
    text : str
        In upper or lower case.
    terms : iterable of str
        Color names: the terms of a table.
    pictures : sequence of str, optional
        Color names of whole pictures: the terms of a model; by default of the one that ships.

    Returns
    -------
    Query

    Raises
    ------
    QueryError
        If a word is neither a color nor an amount, or is in the wrong place; the message
        suggests a correction. Or if there are more than a thousand characters.

    Examples
    --------
    >>> print(parse("mostly red, a little grey", ["red", "blue", "gray"]))
    red ≥ 75 %, gray accent 0.3–8 %
    >>> print(parse("more red than blue and over 20 % black", ["red", "blue", "black"]))
    red > blue, black ≥ 20 %
    >>> print(parse("black and white, teal > 5 %", ["red", "black", "white"]))
    black ≥ 25 %, white ≥ 25 %, teal ≥ 5 %
    """
    if len(text) > _MAX_LENGTH:
        raise QueryError(f"the query has {len(text):,} characters, more than {_MAX_LENGTH:,}")
    names = names_by_spelling(terms)
    tokens = Tokens(text, {*names, *TONES})
    colors = ColorParser(tokens, names, pictures)
    clauses = _share_half(_Parser(tokens, colors).query())
    if not clauses:
        raise QueryError(f'the query is empty; name colors, as in "mostly {next(iter(names))}"')
    for clause in clauses:
        _check_not_mixed(clause, tokens)
    return Query(tuple(clauses), tuple(colors.regions.values()), tuple(colors.pictures))


def _check_not_mixed(clause: Clause, tokens: Tokens) -> None:
    """Check that probabilities of pictures are not added to, or compared with, shares."""
    names = [*clause.names, *clause.than]
    pictured = {name.startswith(PICTURE) for name in names}
    if len(pictured) > 1:
        listed = " and ".join(names)
        raise tokens.error(f"{listed}: a picture's name cannot be counted with shares; use a comma")
    if clause.accent and True in pictured:
        raise tokens.error(f"{names[0]}: a whole picture is no accent; give a probability in %")


def _share_half(clauses: Sequence[Clause]) -> list[Clause]:
    """Give colors without an amount equal parts of the half that a single one is given."""
    clauses = [_of_whole(clause) for clause in clauses]
    bare = sum(clause.amount is _BARE for clause in clauses)
    low = MUCH.low / max(1, bare)
    part = Amount(low, 1, max(low - _HARDLY, low / 2), 1)
    return [
        replace(clause, amount=part) if clause.amount is _BARE else clause for clause in clauses
    ]


def _of_whole(clause: Clause) -> Clause:
    """Give what the whole picture is, if it has no amount, its own: "picture:blue"."""
    if clause.amount is _BARE and all(name.startswith(PICTURE) for name in clause.names):
        return replace(clause, amount=LIKELY)
    if clause.amount is _BARE and WHOLE_TONES.issuperset(clause.names):
        return replace(clause, amount=ALL)
    return clause


class _Parser:
    """A recursive-descent parser; each method parses one rule of the grammar.

    ::

        query      = clause { joiner clause }
        clause     = range series | comparison | only | amount series
                   | small series [ range ] | series [ postfix ]
        comparison = ( "more" | "less" ) colors "than" colors
        only       = "only" color { ( "and" | "or" ) color }
        series     = colors { "and" colors }
        small      = "little" | "a touch of" | …
        postfix    = "accent" [ range ] | "but not dominant"
                   | [ "is" ] ( range | ( ">" | "<" ) colors )
        colors     = color { "or" color } | "(" color { "or" color } ")"

    `folkhue.search.colors.ColorParser` parses a color, `folkhue.search.ranges.RangeParser` a range.
    """

    def __init__(self, tokens: Tokens, colors: ColorParser) -> None:
        self.tokens = tokens
        self.color = colors
        self.limits = RangeParser(tokens, colors)

    def query(self) -> list[Clause]:
        clauses: list[Clause] = []
        while self.tokens.left:
            if not self.tokens.take((*_CLAUSE_JOINERS, *_THINGS)):
                clauses += self.clause()
        return clauses

    def clause(self) -> list[Clause]:
        """Parse a clause; "only red and white" means several."""
        if limit := self.limits.one():
            series = self.series()
            return _distributed(self.limits.narrowed(limit), series)
        if direction := self.tokens.take(("more", "less")):
            return [self.comparison(direction)]
        if word := self.tokens.take(AMOUNTS):
            return self.amounted(AMOUNTS[word])
        if self.small():
            return self.accents(self.series())
        listed = self.series()
        return self.postfix(listed) or [Clause(colors, _BARE) for colors in listed]

    def amounted(self, amount: Amount) -> list[Clause]:
        """Parse what comes after a word for an amount."""
        if amount is ALL:
            return self.only()
        is_small = self.small()  # "no hint of red", "some red details"
        listed = self.series()
        is_small = bool(self.accent_noun()) or is_small
        if is_small and amount is not NONE:
            return self.accents(listed)
        return _distributed(amount, listed)

    def small(self) -> bool:
        """Consume words before a color that mean an accent of it, if they come next."""
        before = self.tokens.left[:]
        words = self.tokens.take_all((*_ARTICLES, *SMALL))
        noun = self.tokens.take((*ACCENTS, "amount of", "amounts of"))
        if noun or any(word in SMALL for word in words):
            self.tokens.take(("of", "in", ":"))
            return True
        self.tokens.left = before
        return False

    def accent_noun(self) -> str:
        """Consume words after a color that mean an accent of it, if they come next."""
        before = self.tokens.left[:]
        self.tokens.take_all((*_ARTICLES, *SMALL))
        noun = self.tokens.take(ACCENTS)
        if noun and not (self.tokens.match(("of",)) or self.color.comes_next()):
            return noun
        self.tokens.left = before  # the words are about the color after them
        return ""

    def accents(self, listed: list[tuple[str, ...]]) -> list[Clause]:
        """Parse the rest of a clause about accents: a noun, and a range of its own."""
        self.accent_noun()
        amount = self.limits.own() or ACCENT
        return [Clause(colors, amount, accent=True) for colors in listed]

    def comparison(self, direction: str) -> Clause:
        one = self.colors()
        if not self.tokens.take(("than",)):
            raise self.tokens.error(f'expected "than" after "{direction} {" or ".join(one)}"')
        other = self.colors()
        return Clause(one, MORE, other) if direction == "more" else Clause(other, MORE, one)

    def only(self) -> list[Clause]:
        names, joiners = [self.color.one()], set()
        while (joiner := self.tokens.match(_LIST_JOINERS)) and self.color.comes_next(joiner):
            joiners.add(self.tokens.take(_LIST_JOINERS))
            names.append(self.color.one())
        together = Clause(tuple(names), ALL)
        if joiners <= {"or"}:
            return [together]
        return [together, *(Clause((name,), PRESENT) for name in names)]

    def series(self) -> list[tuple[str, ...]]:
        """Parse colors that are joined by "and", each without an amount of its own."""
        listed = [self.colors()]
        while (joiner := self.tokens.match(_AND)) and self.color.comes_next(joiner):
            self.tokens.take(_AND)
            listed.append(self.colors())
        return listed

    def postfix(self, listed: list[tuple[str, ...]]) -> list[Clause]:
        """Parse a condition on the colors before it, if one comes next: "> 20 %"."""
        if self.accent_noun():
            return self.accents(listed)
        if standing := self.tokens.take(STANDINGS):
            return _distributed(STANDINGS[standing], listed)
        before = self.tokens.left[:]
        said = bool(self.tokens.take(_IS))
        if compared := self.compared(listed):
            return compared
        if limit := self.limits.one() if said else self.limits.own():
            return _distributed(limit, listed)
        if said:
            raise self.tokens.error(f'expected an amount such as "30 %" {self.tokens.position}')
        self.tokens.left = before
        return []

    def compared(self, listed: list[tuple[str, ...]]) -> list[Clause]:
        """Parse a comparison with other colors, if it comes next: "> blue"."""
        for signs in (OVER, UNDER):
            if (sign := self.tokens.match(signs)) and self.color.comes_next(sign):
                self.tokens.take(signs)
                other = self.colors()
                pairs = [(colors, other) if signs is OVER else (other, colors) for colors in listed]
                return [Clause(more, MORE, less) for more, less in pairs]
        return []

    def colors(self) -> tuple[str, ...]:
        """Parse colors that are joined by "or", perhaps in parentheses."""
        if not self.tokens.take(("(",)):
            return self.alternatives()
        names = self.alternatives()
        if not self.tokens.take((")",)):
            raise self.tokens.error(
                f'expected ")" {self.tokens.position}; parentheses hold colors and "or"'
            )
        return names

    def alternatives(self) -> tuple[str, ...]:
        names = [self.color.one()]
        while self.tokens.take(("or",)):
            names.append(self.color.one())
        return tuple(names)


def _distributed(amount: Amount, listed: Sequence[tuple[str, ...]]) -> list[Clause]:
    """Ask for an amount of each color or, if that is more than everything, of all together."""
    if len(listed) == 1 or len(listed) * amount.low < 1:
        return [Clause(colors, amount) for colors in listed]
    together = tuple(name for colors in listed for name in colors)
    return [Clause(together, amount), *(Clause(colors, PRESENT) for colors in listed)]
