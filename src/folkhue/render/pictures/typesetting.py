"""The width of texts, and shortening them so that they fit in any common font."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import cast

from PIL import ImageFont

SLACK = 1.3
"""Maximum width of a text in a common font, relative to Pillow's; it is 1.28 in DejaVu Sans."""

ASCENT, DESCENT = 0.8, 0.24
"""Height of letters above and below the baseline, relative to the font size."""

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
# XML 1.0 forbids these even when escaped. Surrogates, which UTF-8 forbids as well, occur in names
# of files for bytes that cannot be decoded.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """Load Pillow's own font, which is the same on every machine."""
    return cast(ImageFont.FreeTypeFont, ImageFont.load_default(size))


def width_of(text: str, size: int) -> float:
    """Return the maximum width of a text in any common font, in pixels."""
    shown = spelled(text)
    unknown = shown.count("?") - text.count("?")  # each at most as wide as a Chinese character
    return SLACK * font(size).getlength(shown) + 0.6 * size * unknown


def fitted(text: str, size: int, width: float) -> str:
    """Shorten a text to a width in pixels; "…" stands for what is left out."""
    if width_of(text, size) <= width:
        return text
    for length in range(len(text) - 1, 0, -1):
        shortened = f"{text[:length].rstrip()}…"
        if width_of(shortened, size) <= width:
            return shortened
    return ""


def legal(text: str) -> str:
    """Replace characters that XML and HTML documents must not contain by U+FFFD."""
    return _FORBIDDEN.sub("\ufffd", text)


def spelled(text: str) -> str:
    """Spell a text with characters of Pillow's font; "?" stands for those that it lacks."""
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
