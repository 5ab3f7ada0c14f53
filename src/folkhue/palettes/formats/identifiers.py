"""Identifiers of style sheets, made of the names of colors."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from folkhue.palettes.formats.swatches import numbered


def identifiers(names: Sequence[str]) -> list[str]:
    """Turn names into unique identifiers of CSS and SCSS.

    Letters of all scripts are kept, as CSS allows them.

    Examples
    --------
    >>> identifiers(["dark blue", "Dark  Blue!", "500", "bleu foncé", "濃い青"])
    ['dark-blue', 'dark-blue-2', 'color-500', 'bleu-foncé', '濃い青']
    """
    return numbered([_identifier(name) for name in names], "-")


def ascii_identifiers(names: Sequence[str]) -> list[str]:
    """Turn names into unique ASCII identifiers, the only ones that Tailwind CSS finds in pages.

    Letters lose their accents; those of other scripts are replaced by their code points.

    Examples
    --------
    >>> ascii_identifiers(["Bleu foncé", "weiß", "青"])
    ['bleu-fonce', 'weiss', 'u9752']
    """
    plain = ["".join(map(_ascii, _decomposed(name))) for name in identifiers(names)]
    return numbered([name or "color" for name in plain], "-")


def _decomposed(name: str) -> str:
    return unicodedata.normalize("NFKD", name.casefold())


def _ascii(letter: str) -> str:
    if letter.isascii():
        return letter
    return "" if unicodedata.combining(letter) else f"u{ord(letter):x}"


def _identifier(name: str) -> str:
    # NFKC replaces the few letters that CSS does not allow, such as ª and µ.
    letters = (_in_identifier(letter) for letter in unicodedata.normalize("NFKC", name).lower())
    words = "".join(letters).split()
    joined = "-".join(words)
    return joined if joined[:1].isalpha() else "-".join(["color", *words])


def _in_identifier(letter: str) -> str:
    return letter if unicodedata.category(letter)[0] in "LMN" else " "
