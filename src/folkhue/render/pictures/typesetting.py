"""How wide texts are, and how to make them fit, whatever font shows them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import cast

from PIL import ImageFont

SLACK = 1.3
"""How much wider other fonts are than the one that measures; DejaVu Sans is, by up to 1.28."""

ASCENT, DESCENT = 0.8, 0.24
"""How far letters reach above and below their line, in their size."""

_LATIN = {
    "ß": "ss",
    "æ": "ae",
    "Æ": "AE",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "–": "-",
}
_MISSING = "\uffff"
# What XML 1.0 does not allow, not even escaped, nor UTF-8: halves of characters, which stand in
# names of files for bytes that are no text.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """Give Pillow's own font: the same on every machine."""
    return cast(ImageFont.FreeTypeFont, ImageFont.load_default(size))


def width_of(text: str, size: int) -> float:
    """Tell how wide a text may be in any common font, in pixels."""
    shown = spelled(text)
    unknown = shown.count("?") - text.count("?")  # each at most a square, as in Chinese
    return SLACK * font(size).getlength(shown) + 0.6 * size * unknown


def fitted(text: str, size: int, width: float) -> str:
    """Shorten a text so that it fits, with "…" where something was left out."""
    if width_of(text, size) <= width:
        return text
    for length in range(len(text) - 1, 0, -1):
        shortened = f"{text[:length].rstrip()}…"
        if width_of(shortened, size) <= width:
            return shortened
    return ""


def legal(text: str) -> str:
    """Put the replacement character for what documents must not hold."""
    return _FORBIDDEN.sub("\ufffd", text)


def spelled(text: str) -> str:
    """Spell a text with the letters that Pillow's font has; "?" stands for what it lacks."""
    return "".join(map(_letters, unicodedata.normalize("NFC", text)))


@cache
def _letters(letter: str) -> str:
    bare = unicodedata.normalize("NFKD", _LATIN.get(letter, letter))
    kept = "".join(each for each in bare if not unicodedata.combining(each))
    return "".join(each if _has(each) else "?" for each in kept)


@cache
def _has(letter: str) -> bool:
    return letter == " " or _shape(letter) != _shape(_MISSING)


def _shape(letter: str) -> bytes:
    return bytes(font(20).getmask(letter))
