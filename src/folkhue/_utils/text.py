"""Numbers and names as people read them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from reprlib import Repr
from typing import Any

_JOINERS = "\u200c\u200d"  # they change how letters and emoji are drawn, nothing else


def percent(share: float) -> str:
    """Format a share from 0 to 1 in percent.

    Examples
    --------
    >>> [percent(share) for share in (0.617, 0.004, 0.0001)]
    ['62 %', '0.4 %', '< 0.1 %']
    """
    if 0 < share < 0.001:
        return "< 0.1 %"
    return f"{100 * share:.1f} %" if share < 0.0095 else f"{100 * share:.0f} %"


def counted(number: int, noun: str) -> str:
    """Write a number of things.

    Parameters
    ----------
    number : int
    noun : str
        In the singular; its plural ends in "s".

    Examples
    --------
    >>> counted(1, "photograph"), counted(1200, "photograph")
    ('1 photograph', '1,200 photographs')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def did_you_mean(
    word: str, known: Iterable[str], *, listed: Iterable[str] | None = None, quote: str = "'"
) -> str:
    """Suggest the known word that is most like an unknown one or, if none is, list them.

    Parameters
    ----------
    word : str
    known : iterable of str
    listed : iterable of str, optional
        The words to list; all that are known by default.
    quote : str
        Stands around the suggestion.

    Examples
    --------
    >>> did_you_mean("rad", ["red", "blue"]), did_you_mean("cat", ["red", "blue"])
    ("did you mean 'red'?", 'there are red, blue')
    """
    known = list(known)
    if near := get_close_matches(word, known, n=1):
        return f"did you mean {quote}{near[0]}{quote}?"
    return f"there are {', '.join(known if listed is None else listed)}"


def percent_interval(share: float, low: float, high: float) -> str:
    """Format a share with its confidence interval in percent.

    Examples
    --------
    >>> percent_interval(0.8768, 0.82, 0.917)
    '87.7 (82–92)'
    """
    return f"{100 * share:.1f} ({100 * low:.0f}–{100 * high:.0f})"


def percent_pair(scores: Mapping[str, Any]) -> str:
    """Format the accuracy, and the balanced accuracy with its confidence interval, in percent.

    Parameters
    ----------
    scores : mapping
        ``accuracy``, ``balanced_accuracy``, and ``low`` and ``high`` of its interval. If it says
        that there are not ``enough`` examples, `TOO_FEW` stands for all.

    Examples
    --------
    >>> scores = {"accuracy": 0.9, "balanced_accuracy": 0.8768, "low": 0.82, "high": 0.917}
    >>> percent_pair(scores)
    '90.0 / 87.7 (82–92)'
    >>> percent_pair(scores | {"enough": False})
    'too few to say'
    """
    if not scores.get("enough", True):
        return TOO_FEW
    balanced = percent_interval(scores["balanced_accuracy"], scores["low"], scores["high"])
    return f"{100 * scores['accuracy']:.1f} / {balanced}"


TOO_FEW = "too few to say"
"""What stands for a score on too few examples."""


def short_repr(value: Any, length: int = 80) -> str:
    """Describe a value of any size in about `length` characters, as a message quotes it.

    Examples
    --------
    >>> short_repr("a" * 1000, 20), short_repr(10**5000)
    ("'aaaaaa...aaaaaaa'", 'a number of 5,001 digits')
    """
    shortened = _ShortRepr()
    shortened.maxstring = shortened.maxother = shortened.maxlong = length
    shortened.maxlevel = 2
    return shortened.repr(value)


class _ShortRepr(Repr):
    def repr_int(self, x: int, level: int) -> str:
        """Describe a whole number; Python refuses to write those of more than 4,300 digits."""
        if abs(x) < 10**100:
            return super().repr_int(x, level)
        return f"a number of {int(abs(x).bit_length() * _DIGITS_PER_BIT) + 1:,} digits"


_DIGITS_PER_BIT = 0.30102999566398120


def printable(text: str) -> str:
    r"""Escape what a terminal obeys or hides: controls, marks of direction, undecodable bytes.

    Names of files and what strangers wrote may contain such characters. Nothing else changes, so
    what is printed can be copied.

    Examples
    --------
    >>> print(printable("a\x1b[31m\n\u202e\udcff.jpg"))
    a\x1b[31m\n\u202e\xff.jpg
    >>> print(printable("Größe, 日本語 👩‍🎨"))
    Größe, 日本語 👩‍🎨
    """
    if text.isprintable():
        return text
    return "".join(each if _is_shown(each) else _escaped(each) for each in text)


def valid_unicode(text: str) -> str:
    r"""Escape what UTF-8 cannot encode: bytes of names of files that are not UTF-8.

    Examples
    --------
    >>> print(valid_unicode("a\udcff.jpg"))
    a\xff.jpg
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join(_escaped(each) if "\ud800" <= each <= "\udfff" else each for each in text)
    return text


def _is_shown(character: str) -> bool:
    if character.isprintable() or character in _JOINERS:
        return True
    return unicodedata.category(character) in ("Zs", "Co", "Cn")


def _escaped(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # stands for a byte that could not be decoded
        return f"\\x{code - 0xDC00:02x}"
    return character.encode("unicode_escape").decode()
