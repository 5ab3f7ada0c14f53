"""Words of texts in any script, in the form in which they are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_UNSPACED = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff"  # Burmese, Khmer
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"  # Chinese characters
)
"""Letters of scripts that put no blanks between words."""

_UNSPACED_RUN = re.compile(f"[{_UNSPACED}]+")

_NO_LETTER_OF_ASCII = re.compile(r"[^A-Za-z]+")

_DIGITS = re.compile(r"\d+")

_LAST_MARK = 0x1E94B
_SYMBOL_MARKS = {*range(0x20D0, 0x2100), *range(0xFE00, 0xFE10)}
"""Marks that belong to symbols, such as the one that gives an emoji its color."""

_DOTLESS = str.maketrans("ı", "i")
_DOT_ABOVE = "i\u0307"


def folded(text: str) -> str:
    """Reduce a text to its words, separated by single blanks, in the form that is compared.

    Letters and their marks are kept. Upper and lower case, composed and full-width forms, and the
    two Turkish letters i make no difference. A run of letters of a script without blanks between
    words, such as Japanese, becomes a word.

    Examples
    --------
    >>> folded("Red-hot!"), folded("GROẞE ROSE 2024"), folded("YEŞİL, kırmızı"), folded("赤のbag")
    ('red hot', 'grosse rose', 'yeşil kirmizi', '赤の bag')
    """
    if text.isascii():
        return _NO_LETTER_OF_ASCII.sub(" ", text).lower().strip()
    words = _no_letter().sub(" ", unicodedata.normalize("NFC", text))
    words = unicodedata.normalize("NFKC", words).casefold().translate(_DOTLESS)
    words = unicodedata.normalize("NFKC", words.replace(_DOT_ABOVE, "i"))
    words = _DIGITS.sub(" ", words)  # of what were superscripts
    return " ".join(_UNSPACED_RUN.sub(r" \g<0> ", words).split())


def pattern_of(words: list[str]) -> re.Pattern[str]:
    """Compile what finds words in a text, both `folded`; of those that overlap, the longest.

    Parameters
    ----------
    words : list of str
        At least one. They match whole words, and parts of words in scripts without blanks.

    Examples
    --------
    >>> pattern_of(["red", "dark red", "赤"]).findall("a dark red 赤い bag redwood")
    ['dark red', '赤']
    """
    spaced: list[str] = []
    unspaced: list[str] = []
    for word in sorted(words, key=lambda word: (-len(word), word)):
        end = "" if _is_unspaced(word[-1]) else r"(?!\S)"
        (unspaced if _is_unspaced(word[0]) else spaced).append(re.escape(word) + end)
    parts = [rf"(?<!\S)(?:{'|'.join(spaced)})"] if spaced else []
    return re.compile("|".join([*parts, *unspaced]))


def is_word(text: str) -> bool:
    """Return whether a text consists of letters and their marks, and begins with a letter."""
    kinds = [unicodedata.category(letter)[0] for letter in text]
    return kinds[:1] == ["L"] and {*kinds} <= {"L", "M"}


def _is_unspaced(letter: str) -> bool:
    return bool(_UNSPACED_RUN.match(letter))


@cache
def _no_letter() -> re.Pattern[str]:
    """Compile what finds characters other than letters and their marks, which takes 20 ms."""
    places = (place for place in range(0x300, _LAST_MARK) if place not in _SYMBOL_MARKS)
    marks = "".join(chr(p) for p in places if unicodedata.category(chr(p))[0] == "M")
    return re.compile(rf"(?:[^\w{marks}]|[\d_])+")
