"""Colors in queries: names of a table, those with modifiers, those of CSS, tones, pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PIL import ImageColor

from folkhue._utils.text import did_you_mean
from folkhue.color.notation import parse_color, to_hex
from folkhue.color.vocabulary import UNNAMED_NAME, ColorTerm, spellings
from folkhue.search.amounts import ACCENTS, AMOUNTS, FRACTIONS, SMALL
from folkhue.search.query import PICTURE
from folkhue.search.regions import MODIFIERS, SHIFTS, Region
from folkhue.search.tokens import Tokens, word_count
from folkhue.search.tones import TONES

_BEFORE = ("of", "the", "a", "an", "any", "shades of", "tones of")
_AFTER = ("color", "colors", "colour", "colours", "hues", "shades", "tones")
_MAX_CSS_WORDS = 4  # "light golden rod yellow"


def names_by_spelling(terms: Iterable[str]) -> dict[str, str]:
    """Map every spelling of terms, and of "unnamed", in lower case, to the term."""
    listed = (*terms, UNNAMED_NAME)
    every = {term: term for term in listed} | spellings(ColorTerm(t, (0, 0, 0)) for t in listed)
    return {spelling.lower(): name for spelling, name in every.items() if name in listed}


class ColorParser:
    """Parses colors, and collects those that are not names of the table.

    Parameters
    ----------
    tokens : Tokens
    names : mapping of str to str
        Spelling → name of the table.
    pictured : sequence of str, optional
        Names of whole pictures; by default, those of the model that ships.

    Attributes
    ----------
    regions : dict of str to Region
        Those in the query so far, by their labels.
    pictures : dict of str to None
        Names of pictures in the query so far.
    """

    def __init__(
        self, tokens: Tokens, names: Mapping[str, str], pictured: Sequence[str] | None = None
    ) -> None:
        self.tokens = tokens
        self.names = names
        self._pictured = pictured
        self.regions: dict[str, Region] = {}
        self.pictures: dict[str, None] = {}

    def comes_next(self, after: str = "") -> bool:
        """Return whether a color comes next, or after a phrase that comes next."""
        tokens, regions, pictures = self.tokens, dict(self.regions), dict(self.pictures)
        before = tokens.left[:]
        del tokens.left[: word_count(after)]
        try:
            return bool(tokens.take(("(",))) or self._find() is not None
        finally:
            tokens.left, self.regions, self.pictures = before, regions, pictures

    def one(self) -> str:
        """Consume a color, and words around it that mean nothing.

        Raises
        ------
        QueryError
            If none comes next.
        """
        self.tokens.take_all(_BEFORE)
        if not (found := self._find()):
            raise self.tokens.error(self._missing())
        self.tokens.take(_AFTER)
        return found

    def _find(self) -> str | None:
        """Consume a color, if one comes next; a name of the table goes before one of CSS."""
        tokens = self.tokens
        if tokens.take([PICTURE]):
            return self._picture()
        if word_count(spelling := tokens.match(self.names)) > 1:
            return self.names[tokens.take([spelling])]
        modifier = tokens.match(MODIFIERS)
        if modifier and tokens.match(self.names, after=1):
            del tokens.left[0]
            name = self.names[tokens.take(self.names)]
            return self._region(Region(f"{modifier} {name}", modifier=modifier, name=name))
        if (words := self._css_words()) > 1 or (words and not spelling):
            return self._css_color(words)
        if spelling:
            return self.names[tokens.take([spelling])]
        if modifier in SHIFTS and self._css_words(after=1):
            del tokens.left[0]
            return self._css_color(self._css_words(), modifier)
        return self._tone()

    def _picture(self) -> str:
        """Consume the name of a picture."""
        from folkhue.batch.picture_colors import picture_terms

        terms = self._pictured or picture_terms()
        names, tokens = names_by_spelling(terms), self.tokens
        spelling = tokens.match(names)
        if not spelling or names[spelling] == UNNAMED_NAME:
            listed = ", ".join(terms)
            raise tokens.error(f'expected a name after "{PICTURE}" {tokens.position}: {listed}')
        name = f"{PICTURE}{names[tokens.take([spelling])]}"
        self.pictures[name] = None
        return name

    def _css_words(self, after: int = 0) -> int:
        """Count the words of the longest color of CSS that comes next."""
        left = self.tokens.left[after:]
        for number in range(min(_MAX_CSS_WORDS, len(left)), 0, -1):
            words = left[:number]
            if number == 1 and words[0] in spellings(()):
                return 0  # a basic term, which this table lacks
            if "".join(words) in ImageColor.colormap or (number == 1 and parse_color(words[0])):
                return number
        return 0

    def _css_color(self, words: int, modifier: str = "") -> str:
        """Consume a color of CSS, with a name that may follow, as in "navy blue"."""
        tokens = self.tokens
        text = "".join(tokens.left[:words])
        label = " ".join(tokens.left[:words])
        del tokens.left[:words]
        rgb, named = parse_color(text), text.isalpha()
        if not named:
            label = to_hex(rgb or ())
        elif name := tokens.take(self.names):
            label = f"{label} {name}"
        return self._region(Region(f"{modifier} {label}".strip(), rgb, modifier, named=named))

    def _tone(self) -> str | None:
        """Consume a word for any colors, such as "dark", if one comes next."""
        word = self.tokens.take(TONES)
        return self._region(Region(word, tone=word)) if word else None

    def _region(self, region: Region) -> str:
        return self.regions.setdefault(region.label, region).label

    def _missing(self) -> str:
        """Say that a color is missing, and what to write."""
        if not self.tokens.left:
            return "expected a color at the end"
        word, names = self.tokens.left[0], [*dict.fromkeys(self.names.values())][:-1]
        if word in spellings(()):
            listed = ", ".join(names)
            return f'"{word}" is not a color of this table ({listed}); basic11 has it'
        if word.startswith("#") or (len(word) > 1 and "(" in word):
            return f'"{word}" is not a color as CSS writes it, such as "#c8362b"'
        if word in MODIFIERS:
            return f'expected a color after "{word}", as in "{word} {names[0]}"'
        if amount := self.tokens.match((*AMOUNTS, *FRACTIONS, *SMALL, *ACCENTS)):
            return (
                f'expected a color before "{amount}"; an amount goes before the first color or '
                "after the last one, and other amounts after a comma"
            )
        known = [*self.names, *AMOUNTS, *FRACTIONS, *SMALL, *ACCENTS, *MODIFIERS, *TONES]
        hint = did_you_mean(word, [*known, *ImageColor.colormap], listed=names, quote='"')
        return f'"{word}" is neither an amount nor a color that fits here; {hint}'
