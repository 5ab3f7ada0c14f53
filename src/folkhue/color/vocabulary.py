"""Vocabularies: the color terms that are classes, their spellings and their swatches."""

from __future__ import annotations

import colorsys
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from folkhue._utils.display import Swatch, card, swatches
from folkhue._utils.text import counted
from folkhue.color.words import folded, is_word
from folkhue.errors import VocabularyError

UNNAMED = 255
"""Index that a table gives to a color it leaves unnamed."""

UNNAMED_NAME = "unnamed"
"""Label of colors without a name, in shares and reports."""

UNNAMED_SWATCH = (168, 160, 152)
"""Color that unnamed pixels are painted in; no term has it."""


@dataclass(frozen=True)
class ColorTerm:
    """A color name.

    Parameters
    ----------
    name : str
        The name, lower case.
    swatch : tuple of int
        The sRGB color (0–255) that stands for the name in pictures. Training does not
        use it.
    synonyms : tuple of str
        Other words that count as the name in a tag: other spellings, or those of other languages.
    """

    name: str
    swatch: tuple[int, int, int]
    synonyms: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The name and its synonyms."""
        return (self.name, *self.synonyms)

    def _repr_html_(self) -> str:
        return swatches([Swatch(self.swatch, self.words)])


BASIC_TERMS = {
    term.name: term
    for term in (
        ColorTerm("red", (214, 39, 40)),
        ColorTerm("orange", (255, 140, 0)),
        ColorTerm("yellow", (250, 218, 44)),
        ColorTerm("green", (44, 150, 60)),
        ColorTerm("blue", (40, 96, 214)),
        ColorTerm("purple", (128, 46, 160)),
        ColorTerm("black", (20, 20, 22)),
        ColorTerm("white", (250, 250, 250)),
        ColorTerm("brown", (121, 75, 38)),
        ColorTerm("pink", (247, 150, 186)),
        ColorTerm("gray", (130, 132, 136), synonyms=("grey",)),
    )
}
"""The eleven basic color terms of English (Berlin & Kay, *Basic Color Terms*, 1969)."""

FINE_TERMS = {
    term.name: term
    for term in (
        ColorTerm("navy", (26, 34, 84), synonyms=("navy blue",)),
        ColorTerm("teal", (0, 118, 122), synonyms=("teal blue", "teal green")),
        ColorTerm("turquoise", (52, 200, 192), synonyms=("turquoise blue", "turquoise green")),
        ColorTerm("beige", (228, 212, 182)),
        ColorTerm("tan", (204, 166, 118)),
        ColorTerm("maroon", (112, 20, 42)),
        ColorTerm("olive", (116, 118, 40), synonyms=("olive green",)),
        ColorTerm("lavender", (186, 164, 220)),
    )
}
"""Finer terms that English speakers use most beside the basic ones."""

_KNOWN = BASIC_TERMS | FINE_TERMS


def swatch_by_name(
    names: Iterable[str], swatches: Iterable[tuple[int, int, int]] | None = None
) -> dict[str, tuple[int, int, int]]:
    """Return the swatch of each name, that of ``"unnamed"`` last.

    Parameters
    ----------
    names : iterable of str
    swatches : iterable of (int, int, int), optional
        Of the names; if absent, those that a vocabulary gives them.
    """
    if swatches is None:
        names = [name for name in names if name != UNNAMED_NAME]
        swatches = [_term(name).swatch for name in names]
    return {**dict(zip(names, swatches, strict=True)), UNNAMED_NAME: UNNAMED_SWATCH}


def spellings(terms: Iterable[ColorTerm]) -> dict[str, str]:
    """Map every spelling of the basic terms and of `terms` to the name it stands for."""
    return {
        spelling: term.name for term in (*BASIC_TERMS.values(), *terms) for spelling in term.words
    }


MAX_LETTERS = 64
"""Of a name, which also names files."""

RESERVED = frozenset({"unnamed", "transparent"})
"""What pixels without a name are called."""

_BETWEEN_WORDS = re.compile("[ '’-]")


Preset = Literal["basic8", "basic11", "fine"]


@dataclass(frozen=True)
class Vocabulary:
    """An ordered set of color terms.

    Parameters
    ----------
    terms : tuple of ColorTerm
        At least two, at most 254, none with a word of another.

    Raises
    ------
    VocabularyError
        If two terms have the same word, or there are too few or too many.

    Examples
    --------
    >>> Vocabulary.of(["red", "Teal"]).names
    ('red', 'teal')
    >>> Vocabulary.of({"red": ["rouge", "赤"], "gray": ["gris"]}).terms[1].words
    ('gray', 'grey', 'gris')
    """

    terms: tuple[ColorTerm, ...]

    def __post_init__(self) -> None:
        if not 2 <= len(self.terms) < UNNAMED:
            raise VocabularyError(
                f"a vocabulary has 2 to {UNNAMED - 1} terms, got {len(self.terms)}; "
                "name the colors to learn, for example [red, green, blue]"
            )
        for term in self.terms:
            for word in term.words:
                _check_word(word)
        self._check_different()

    def _check_different(self) -> None:
        """Check that no word stands for two terms."""
        owners: dict[str, int] = {}
        for place, term in enumerate(self.terms):
            for spelling, word in {folded(word): word for word in term.words}.items():
                owner = owners.setdefault(spelling, place)
                if owner != place:
                    raise VocabularyError(_twice(word, self.terms[owner].name, term.name))

    @classmethod
    def of(
        cls, names: Preset | str | Iterable[str] | Mapping[str, str | Iterable[str] | None]
    ) -> Vocabulary:
        """Make a vocabulary of the name of a preset, or of color names.

        Parameters
        ----------
        names : str, iterable of str, or mapping
            ``"basic8"``, ``"basic11"``, ``"fine"``, or any color names; upper case and
            surrounding whitespace do not matter. A mapping gives each name its synonyms, in
            any languages, besides those that known names have.
        """
        if isinstance(names, str):
            if names not in PRESETS:
                raise VocabularyError(
                    f"unknown vocabulary {names[:MAX_LETTERS]!r}; expected {' or '.join(PRESETS)}, "
                    "a list of color names, or a mapping of names to their synonyms"
                )
            names = PRESETS[names]
        if isinstance(names, Mapping):
            return cls(tuple(_term(name, _synonyms(words)) for name, words in names.items()))
        return cls(tuple(_term(name) for name in names))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the terms, in order."""
        return tuple(term.name for term in self.terms)

    @property
    def swatches(self) -> tuple[tuple[int, int, int], ...]:
        """Swatches of the terms, in order."""
        return tuple(term.swatch for term in self.terms)

    def __len__(self) -> int:
        return len(self.terms)

    def __iter__(self) -> Iterator[ColorTerm]:
        return iter(self.terms)

    def _repr_html_(self) -> str:
        shown = swatches(Swatch(term.swatch, term.words) for term in self)
        return card(counted(len(self), "color name"), shown)


PRESETS = {
    "basic8": ("red", "orange", "yellow", "green", "blue", "purple", "black", "white"),
    "basic11": tuple(BASIC_TERMS),
    "fine": (*BASIC_TERMS, *FINE_TERMS),
}


def _term(name: object, synonyms: Iterable[object] = ()) -> ColorTerm:
    name = _as_word(name)
    for term in BASIC_TERMS.values():
        if name in term.synonyms:
            name = term.name
    term = _KNOWN.get(name) or ColorTerm(name, known_swatch(name) or _derived_swatch(name))
    more = dict.fromkeys([*term.synonyms, *map(_as_word, synonyms)])
    return replace(term, synonyms=tuple(word for word in more if word != name))


def _as_word(word: object) -> str:
    if not isinstance(word, str):
        raise VocabularyError(f"a color name is text, got {type(word).__name__}; put it in quotes")
    return unicodedata.normalize("NFC", word.strip().lower())


def _synonyms(words: object) -> list[object]:
    """Return the synonyms that a mapping gives a name: a list, a single one, or none."""
    if words is None:
        return []
    if isinstance(words, Mapping):
        raise VocabularyError("the synonyms of a color name are a list, got a mapping")
    return [words] if isinstance(words, str) or not isinstance(words, Iterable) else [*words]


def _check_word(word: str) -> None:
    if len(word) > MAX_LETTERS or not all(map(is_word, _BETWEEN_WORDS.split(word))):
        raise VocabularyError(
            f"{word[:MAX_LETTERS]!r} is not a color name: use letters, at most {MAX_LETTERS}"
        )
    if word in RESERVED:
        raise VocabularyError(
            f"{word!r} is what pixels without a name are called; choose another word"
        )


def _twice(word: str, name: str, other: str) -> str:
    """Say that a word stands for two names."""
    if name == other:
        return f"{name!r} is in the vocabulary twice; remove one of them"
    return f"{word!r} is a word of both {name!r} and {other!r}; remove it from one of them"


def known_swatch(name: str) -> tuple[int, int, int] | None:
    """Return the swatch of a basic or finer term, or the color that CSS gives a name, if any."""
    from PIL import ImageColor

    if name in _KNOWN:
        return _KNOWN[name].swatch
    try:
        return ImageColor.getcolor(name.replace(" ", ""), "RGB")[:3]  # type: ignore[index,return-value]
    except ValueError:
        return None


def _derived_swatch(name: str) -> tuple[int, int, int]:
    """Derive a color from the letters of a name, the same in every run."""
    hue = hashlib.sha256(name.encode()).digest()[0] / 256
    red, green, blue = colorsys.hsv_to_rgb(hue, 0.45, 0.75)
    return round(red * 255), round(green * 255), round(blue * 255)
