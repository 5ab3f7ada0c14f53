"""Parse queries for photographs; see `folkhue.search.query` for the language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from PIL import ImageColor

from folkhue._utils.text import did_you_mean
from folkhue.color.notation import parse_color, to_hex
from folkhue.color.vocabulary import UNNAMED_NAME, ColorTerm, spellings
from folkhue.errors import QueryError
from folkhue.search.query import (
    ALL,
    AMOUNTS,
    FRACTIONS,
    LIKELY,
    MORE,
    MUCH,
    PICTURE,
    PRESENT,
    Amount,
    Clause,
    Query,
    exact_percent,
)
from folkhue.search.regions import MODIFIERS, Region

_MAX_LENGTH = 1000
"""Characters of a query; errors repeat it."""

_ABOUT = ("about", "around", "roughly", "between", "~", "≈")
_SIGNS_OVER, _SIGNS_UNDER = (">=", ">", "≥"), ("<=", "<", "≤")
_OVER = (*_SIGNS_OVER, "at least", "more than", "over", "above")
_UNDER = (*_SIGNS_UNDER, "at most", "less than", "fewer than", "under", "below")
_IS = ("is", "are", ":", "=")
_TO = ("-", "–", "to", "and")
_PERCENT = ("%", "percent", "per cent")
_NEAR, _FAR = 0.05, 0.10  # around a percentage: what matches fully, and the ramps beyond
_HARDLY = MUCH.low - MUCH.below  # a share that does not match "much" at all

_CLAUSE_JOINERS = (",", ";", "&", "+", "and", "with", "but", "plus")
_AND = ("and", "&", "+")
_LIST_JOINERS = ("and", "or", "&", "+")  # between colors after "only"
_MAX_CSS_WORDS = 4  # "light golden rod yellow"
_WORD = re.compile(
    r"#\w+|(?:rgb|hsl|lab|lch|oklab|oklch)a?\([^()]*\)|\d+(?:\.\d+)?|[<>]=|[^\W\d_]+(?:-[^\W\d_]+)*|\S"
)

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
    red ≥ 75 %, gray 2–10 %
    >>> print(parse("more red than blue and over 20 % black", ["red", "blue", "black"]))
    red > blue, black ≥ 20 %
    >>> print(parse("black and white, teal > 5 %", ["red", "black", "white"]))
    black ≥ 25 %, white ≥ 25 %, teal ≥ 5 %
    """
    if len(text) > _MAX_LENGTH:
        raise QueryError(f"the query has {len(text):,} characters, more than {_MAX_LENGTH:,}")
    parser = _Parser(_Tokens(text), _names_by_spelling(terms), pictures)
    clauses = _share_half(parser.query())
    if not clauses:
        example = next(iter(parser.names))
        raise QueryError(f'the query is empty; name colors, as in "mostly {example}"')
    for clause in clauses:
        _check_not_mixed(clause, parser.tokens)
    return Query(tuple(clauses), tuple(parser.regions.values()), tuple(parser.pictures))


def _check_not_mixed(clause: Clause, tokens: _Tokens) -> None:
    """Check that probabilities of pictures are not added to, or compared with, shares."""
    names = [*clause.names, *clause.than]
    if len({name.startswith(PICTURE) for name in names}) > 1:
        listed = " and ".join(names)
        raise tokens.error(f"{listed}: a picture's name cannot be counted with shares; use a comma")


def _share_half(clauses: Sequence[Clause]) -> list[Clause]:
    """Give colors without an amount equal parts of the half that a single one is given."""
    clauses = [_of_picture(clause) for clause in clauses]
    bare = sum(clause.amount is _BARE for clause in clauses)
    low = MUCH.low / max(1, bare)
    part = Amount(low, 1, max(low - _HARDLY, low / 2), 1)
    return [
        replace(clause, amount=part) if clause.amount is _BARE else clause for clause in clauses
    ]


def _of_picture(clause: Clause) -> Clause:
    """Ask for a probable name, if a picture's name has no amount."""
    is_bare = clause.amount is _BARE and all(name.startswith(PICTURE) for name in clause.names)
    return replace(clause, amount=LIKELY) if is_bare else clause


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

    def match_number(self, after: int = 0) -> str:
        """Return the word that comes next if it is a number; else an empty string."""
        rest = self.left[after:]
        return rest[0] if rest and rest[0][0].isdecimal() else ""

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
        clause     = range series | comparison | only | amount series | series [ postfix ]
        comparison = ( "more" | "less" ) colors "than" colors
        only       = "only" color { ( "and" | "or" ) color }
        series     = colors { "and" colors }
        postfix    = [ "is" ] ( range | ( ">" | "<" ) colors )
        range      = ( "over" | "under" ) share | [ "about" ] share [ "to" share ]
                   | share ( "<" | ">" )    and again after the series: 20 % < red < 40 %
        colors     = color { "or" color }
        color      = [ modifier ] name | color of CSS | "picture" ":" name

    Attributes
    ----------
    regions : dict of str to Region
        Those in the query so far, by their labels.
    pictures : dict of str to None
        Names of pictures in the query so far.
    """

    def __init__(
        self, tokens: _Tokens, names: Mapping[str, str], pictured: Sequence[str] | None
    ) -> None:
        self.tokens = tokens
        self.names = names
        self._pictured = pictured
        self.regions: dict[str, Region] = {}
        self.pictures: dict[str, None] = {}

    def query(self) -> list[Clause]:
        clauses: list[Clause] = []
        while self.tokens.left:
            if not self.tokens.take(_CLAUSE_JOINERS):
                clauses += self.clause()
        return clauses

    def clause(self) -> list[Clause]:
        """Parse a clause; "only red and white" means several."""
        if limit := self.range():
            series = self.series()
            return _distributed(self.narrowed(limit), series)
        if direction := self.tokens.take(("more", "less")):
            return [self.comparison(direction)]
        if word := self.tokens.take(AMOUNTS):
            amount = AMOUNTS[word]
            return self.only() if amount is ALL else _distributed(amount, self.series())
        listed = self.series()
        return self.postfix(listed) or [Clause(colors, _BARE) for colors in listed]

    def comparison(self, direction: str) -> Clause:
        one = self.colors()
        if not self.tokens.take(("than",)):
            raise self.tokens.error(f'expected "than" after "{direction} {" or ".join(one)}"')
        other = self.colors()
        return Clause(one, MORE, other) if direction == "more" else Clause(other, MORE, one)

    def only(self) -> list[Clause]:
        names, joiners = [self.color()], set()
        while (joiner := self.tokens.match(_LIST_JOINERS)) and self.has_color(after=joiner):
            joiners.add(self.tokens.take(_LIST_JOINERS))
            names.append(self.color())
        together = Clause(tuple(names), ALL)
        if joiners <= {"or"}:
            return [together]
        return [together, *(Clause((name,), PRESENT) for name in names)]

    def series(self) -> list[tuple[str, ...]]:
        """Parse colors that are joined by "and", each without an amount of its own."""
        listed = [self.colors()]
        while (joiner := self.tokens.match(_AND)) and self.has_color(after=joiner):
            self.tokens.take(_AND)
            listed.append(self.colors())
        return listed

    def postfix(self, listed: list[tuple[str, ...]]) -> list[Clause]:
        """Parse a condition on the colors before it, if one comes next: "> 20 %"."""
        before = self.tokens.left[:]
        said = bool(self.tokens.take(_IS))
        for signs in (_OVER, _UNDER):
            if (sign := self.tokens.match(signs)) and self.has_color(after=sign):
                self.tokens.take(signs)
                other = self.colors()
                pairs = [
                    (colors, other) if signs is _OVER else (other, colors) for colors in listed
                ]
                return [Clause(more, MORE, less) for more, less in pairs]
        limit = self.range()
        if limit and (said or not self.has_color()):
            return _distributed(limit, listed)
        if said:
            raise self.tokens.error(f'expected an amount such as "30 %" {self.tokens.position}')
        self.tokens.left = before  # the amount is that of the color after it
        return []

    def range(self) -> Amount | None:
        """Parse a range in numbers, if one comes next."""
        tokens = self.tokens
        if tokens.take(_OVER):
            return _at_least(self.share())
        if tokens.take(_UNDER):
            return _at_most(self.share())
        if not (tokens.take(_ABOUT) or tokens.match(FRACTIONS) or tokens.match_number()):
            return None
        low = self.share()
        if tokens.take(_SIGNS_UNDER):  # "20 % < red"
            return _at_least(low)
        if tokens.take(_SIGNS_OVER):
            return _at_most(low)
        if not ((joiner := tokens.match(_TO)) and self.has_share(after=joiner)):
            return _between(max(0.0, low - _NEAR), min(1.0, low + _NEAR))
        tokens.take(_TO)
        high = self.share()
        if low > high:
            raise tokens.error(f"{exact_percent(low)} to {exact_percent(high)} is not a range")
        return _between(low, high)

    def narrowed(self, limit: Amount) -> Amount:
        """Parse the second half of "20 % < red < 40 %", if it comes next."""
        if limit.high == 1 and self.tokens.take(_SIGNS_UNDER):
            return _between(limit.low, self.share())
        if limit.low == 0 and self.tokens.take(_SIGNS_OVER):
            return _between(self.share(), limit.high)
        return limit

    def has_share(self, after: str) -> bool:
        """Return whether a share comes after a word that comes next."""
        place = len(_WORD.findall(after))
        return bool(self.tokens.match(FRACTIONS, place) or self.tokens.match_number(place))

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

    def has_color(self, after: str = "") -> bool:
        """Return whether a color comes next, or after a phrase that comes next."""
        tokens, regions, pictures = self.tokens, dict(self.regions), dict(self.pictures)
        before = tokens.left[:]
        del tokens.left[: len(_WORD.findall(after))]
        try:
            return self.find_color() is not None
        finally:
            tokens.left, self.regions, self.pictures = before, regions, pictures

    def color(self) -> str:
        self.tokens.take(("of", "of the", "the"))
        if found := self.find_color():
            return found
        raise self.tokens.error(self._no_color())

    def find_color(self) -> str | None:
        """Consume a color, if one comes next; a name of the table goes before one of CSS."""
        tokens = self.tokens
        if tokens.take([PICTURE]):
            return self._picture()
        if len(_WORD.findall(spelling := tokens.match(self.names))) > 1:
            return self.names[tokens.take([spelling])]
        modifier = tokens.match(MODIFIERS)
        if modifier and (spelling := tokens.match(self.names, after=1)):
            del tokens.left[0]
            name = self.names[tokens.take([spelling])]
            return self._region(Region(f"{modifier} {name}", modifier=modifier, name=name))
        if (words := self._css_words()) > 1 or (words and not spelling):
            return self._css_color(words)
        return self.names[tokens.take([spelling])] if spelling else None

    def _picture(self) -> str:
        """Consume the name of a picture."""
        from folkhue.batch.picture_colors import picture_terms

        terms = self._pictured or picture_terms()
        names, tokens = _names_by_spelling(terms), self.tokens
        spelling = tokens.match(names)
        if not spelling or names[spelling] == UNNAMED_NAME:
            listed = ", ".join(terms)
            raise tokens.error(f'expected a name after "{PICTURE}" {tokens.position}: {listed}')
        name = f"{PICTURE}{names[tokens.take([spelling])]}"
        self.pictures[name] = None
        return name

    def _css_words(self) -> int:
        """Count the words of the longest color of CSS that comes next."""
        for number in range(min(_MAX_CSS_WORDS, len(self.tokens.left)), 0, -1):
            words = self.tokens.left[:number]
            if number == 1 and words[0] in spellings(()):
                return 0  # a basic term, which this table lacks
            if "".join(words) in ImageColor.colormap or (number == 1 and parse_color(words[0])):
                return number
        return 0

    def _css_color(self, words: int) -> str:
        """Consume a color of CSS, with a name that may follow, as in "navy blue"."""
        tokens = self.tokens
        text = "".join(tokens.left[:words])
        label = " ".join(tokens.left[:words])
        del tokens.left[:words]
        rgb = parse_color(text)
        if not text.isalpha():
            label = to_hex(rgb or ())
        elif name := tokens.take(self.names):
            label = f"{label} {name}"
        return self._region(Region(label, rgb))

    def _region(self, region: Region) -> str:
        return self.regions.setdefault(region.label, region).label

    def _no_color(self) -> str:
        if not self.tokens.left:
            return "expected a color at the end"
        word, names = self.tokens.left[0], [*dict.fromkeys(self.names.values())][:-1]
        if word in spellings(()):
            listed = ", ".join(names)
            return f'"{word}" is not a color of this table ({listed}); basic11 has it'
        if word.startswith("#") or "(" in word:
            return f'"{word}" is not a color as CSS writes it, such as "#c8362b"'
        if word in MODIFIERS:
            return f'expected a color after "{word}", as in "{word} {names[0]}"'
        known = [*self.names, *AMOUNTS, *FRACTIONS, *MODIFIERS, *ImageColor.colormap]
        hint = did_you_mean(word, known, listed=names, quote='"')
        return f'"{word}" is neither an amount nor a color that fits here; {hint}'


def _distributed(amount: Amount, listed: Sequence[tuple[str, ...]]) -> list[Clause]:
    """Ask for an amount of each color or, if that is more than everything, of all together."""
    if len(listed) == 1 or len(listed) * amount.low < 1:
        return [Clause(colors, amount) for colors in listed]
    together = tuple(name for colors in listed for name in colors)
    return [Clause(together, amount), *(Clause(colors, PRESENT) for colors in listed)]


def _at_least(low: float) -> Amount:
    """Ask for at least a share; without any of the color, nothing matches."""
    return Amount(low, 1, min(_NEAR, low) or _NEAR, 1)


def _at_most(high: float) -> Amount:
    return Amount(0, high, 1, _NEAR)


def _between(low: float, high: float) -> Amount:
    return Amount(low, high, min(_FAR, low) or _FAR, _FAR)
