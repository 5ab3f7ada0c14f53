"""The words of a query."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from folkhue.errors import QueryError

_WORD = re.compile(
    r"#\w+|(?:rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\([^()]*\)"
    r"|\d+(?:\.\d+)?|[<>]=|[^\W\d_]+(?:-[^\W\d_]+)*|\S"
)


class Tokens:
    """The words of a query that are not parsed yet.

    Parameters
    ----------
    text : str
    hyphenated : collection of str
        Words that a hyphen does not divide; "dark-blue" is two.

    Attributes
    ----------
    text : str
        The whole query.
    left : list of str
        In lower case.
    """

    def __init__(self, text: str, hyphenated: Collection[str] = ()) -> None:
        self.text = text
        self.left: list[str] = []
        for word in _WORD.findall(text.lower()):
            is_whole = word in hyphenated or "(" in word or "-" not in word[1:]
            self.left += [word] if is_whole else word.split("-")

    def match(self, phrases: Iterable[str], after: int = 0) -> str:
        """Return the longest of the phrases that comes next; empty if none does."""
        for phrase in sorted(phrases, key=len, reverse=True):
            words = _WORD.findall(phrase)
            if words and self.left[after : after + len(words)] == words:
                return phrase
        return ""

    def take(self, phrases: Iterable[str]) -> str:
        """Consume and return the longest of the phrases that comes next."""
        phrase = self.match(phrases)
        del self.left[: word_count(phrase)]
        return phrase

    def take_all(self, phrases: Iterable[str]) -> list[str]:
        """Consume and return the phrases that come next."""
        taken = []
        while phrase := self.take(phrases):
            taken.append(phrase)
        return taken

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


def word_count(phrase: str) -> int:
    """Count the words of a phrase."""
    return len(_WORD.findall(phrase))
