"""Swatches: the colors and names in a palette file."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from folkhue.color.notation import to_hex
from folkhue.color.to_srgb import Color
from folkhue.errors import PaletteFileError
from folkhue.palettes.color_palette import Palette

if TYPE_CHECKING:
    from folkhue.table.color_table import ColorTable

MAX_COLORS = 10_000
"""Maximum number of colors of a palette that is read or written."""

MAX_NAME = 200
"""Maximum length of a name that is written."""

_MAX_TOLD = 80  # characters of a text of a file in a message


@dataclass(frozen=True)
class Swatches:
    """The contents of a palette file, before folkhue names the colors.

    Attributes
    ----------
    colors : tuple of (int, int, int)
        sRGB, 0 to 255, in the order of the file; there may be duplicates.
    labels : tuple of str
        Name of each color in the file; empty if it has none.
    title : str
        Title in the file; empty if there is none.
    shares : tuple of float
        Of each color, in any unit; empty if the file has none.
    left_out : tuple of str
        What is in the file, but not here, for people.
    """

    colors: tuple[Color, ...]
    labels: tuple[str, ...]
    title: str = ""
    shares: tuple[float, ...] = ()
    left_out: tuple[str, ...] = ()

    @classmethod
    def from_pairs(
        cls,
        labeled: Iterable[tuple[Color, str]],
        title: str = "",
        *,
        left_out: tuple[str, ...] = (),
    ) -> Swatches:
        """Make swatches of pairs of a color and its label.

        Raises
        ------
        PaletteFileError
            If there are too many; the rest is not read.
        """
        pairs = list(islice(labeled, MAX_COLORS + 1))
        if len(pairs) > MAX_COLORS:
            raise PaletteFileError(f"expected 1 to {MAX_COLORS:,} colors, got more")
        colors, labels = (tuple(part) for part in zip(*pairs, strict=True)) if pairs else ((), ())
        return cls(colors, labels, title, left_out=left_out)

    def repeated(self) -> list[str]:
        """Tell of colors that occur before."""
        seen: set[Color] = set()
        names = []
        for color, label in zip(self.colors, self.labels, strict=True):
            if color in seen:
                names.append(label or to_hex(color))
            seen.add(color)
        listed = shortened(", ".join(names))
        return [f"{listed}, equal to colors before"] if names else []

    def palette(self, table: ColorTable, title: str) -> Palette:
        """Name the colors, without duplicates: the first of equal colors is kept.

        Parameters
        ----------
        table : ColorTable
        title : str
            Title of the palette if the file has none.

        Raises
        ------
        PaletteFileError
            If there are no colors.
        """
        if not self.colors:
            raise PaletteFileError(f"expected 1 to {MAX_COLORS:,} colors, got none")
        first: dict[Color, int] = {}
        for number, color in enumerate(self.colors):
            first.setdefault(color, number)
        return Palette.from_colors(
            np.array(list(first), np.uint8),
            [self.shares[number] for number in first.values()] if self.shares else [1] * len(first),
            table,
            title=self.title or title,
            labels=[self.labels[number] for number in first.values()],
        )


def swatch_names(palette: Palette) -> list[str]:
    """Return the unique names of colors in a file: their labels, or else their descriptions.

    A second "dark blue" becomes "dark blue 2".
    """
    names = [one_line(color.label) or one_line(color.description) for color in palette.colors]
    return numbered([name or color.hex for name, color in zip(names, palette.colors, strict=True)])


def shortened(text: str) -> str:
    """Shorten a text of a file for a message."""
    line = one_line(text[: 2 * _MAX_TOLD])
    return line if len(line) <= _MAX_TOLD else f"{line[:_MAX_TOLD]}…"


def numbered(names: Sequence[str], separator: str = " ") -> list[str]:
    """Append a number, from 2, to names that occur before, so that all are unique."""
    taken: set[str] = set()
    last: Counter[str] = Counter()
    different = []
    for name in names:
        other = name
        while other in taken:
            last[name] += 1
            other = f"{name}{separator}{last[name] + 1}"
        taken.add(other)
        different.append(other)
    return different


def one_line(text: str) -> str:
    """Remove line breaks and control characters from a name and shorten it to `MAX_NAME`."""
    printable = (" " if _unprintable(letter) else letter for letter in text)
    return " ".join("".join(printable).split())[:MAX_NAME].strip()


def heading(palette: Palette) -> str:
    """Return the comment at the start of a file."""
    title = one_line(palette.title)
    return f"Colors of {title}, named by folkhue" if title else "Colors named by folkhue"


def text_of(contents: bytes) -> str:
    """Decode a text file: UTF-8 or else Latin-1, which older programs write."""
    try:
        return contents.decode("utf-8-sig")
    except UnicodeDecodeError:
        return contents.decode("latin-1")


def _unprintable(letter: str) -> bool:
    # XML does not allow the last two.
    return unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") or letter in "\ufffe\uffff"
