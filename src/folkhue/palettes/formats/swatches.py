"""Swatches: colors and their names as a palette's file has them."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from folkhue.color.to_srgb import Color
from folkhue.errors import PaletteFileError
from folkhue.palettes.palette import Palette

if TYPE_CHECKING:
    from folkhue.table.color_table import ColorTable

"""sRGB, 0 to 255."""

MAX_COLORS = 10_000
"""Most colors of a palette that is read or written."""

MAX_NAME = 200
"""Characters of a name that are written."""


@dataclass(frozen=True)
class Swatches:
    """What was read from a file, before folkhue names it.

    Attributes
    ----------
    colors : tuple of (int, int, int)
        sRGB, 0 to 255, in the order of the file, which may repeat some.
    labels : tuple of str
        What the file calls each; empty where it does not.
    title : str
        What the file calls itself; empty if it does not.
    shares : tuple of float
        Of each color, in any unit; empty if the file has none.
    """

    colors: tuple[Color, ...]
    labels: tuple[str, ...]
    title: str = ""
    shares: tuple[float, ...] = ()

    @classmethod
    def of(cls, labeled: Iterable[tuple[Color, str]], title: str = "") -> Swatches:
        """Take pairs of a color and what it is called."""
        pairs = list(labeled)
        return cls(tuple(color for color, _ in pairs), tuple(label for _, label in pairs), title)

    def palette(self, table: ColorTable, title: str) -> Palette:
        """Name the colors; of equal ones the first is kept.

        Parameters
        ----------
        table : ColorTable
        title : str
            Of the palette, if the file has none.

        Raises
        ------
        PaletteFileError
            If there are no colors, or too many.
        """
        if not 0 < len(self.colors) <= MAX_COLORS:
            raise PaletteFileError(
                f"it has {len(self.colors) or 'no'} colors; expected 1 to {MAX_COLORS:,}"
            )
        first: dict[Color, int] = {}
        for number, color in enumerate(self.colors):
            first.setdefault(color, number)
        return Palette.of(
            np.array(list(first), np.uint8),
            [self.shares[number] for number in first.values()] if self.shares else [1] * len(first),
            table,
            title=self.title or title,
            labels=[self.labels[number] for number in first.values()],
        )


def swatch_names(palette: Palette) -> list[str]:
    """Tell what colors are called in a file: by their labels, others by their descriptions.

    All are different: a second "dark blue" is "dark blue 2".
    """
    names = [one_line(color.label) or one_line(color.description) for color in palette.colors]
    return numbered([name or color.hex for name, color in zip(names, palette.colors, strict=True)])


def numbered(names: Sequence[str], joint: str = " ") -> list[str]:
    """Tell equal names apart by numbers, from 2 on, after a `joint`."""
    taken: set[str] = set()
    last: Counter[str] = Counter()
    different = []
    for name in names:
        other = name
        while other in taken:
            last[name] += 1
            other = f"{name}{joint}{last[name] + 1}"
        taken.add(other)
        different.append(other)
    return different


def one_line(text: str) -> str:
    """Write a name as every format can hold it: no line breaks, no control characters, not long."""
    printable = (" " if _unprintable(letter) else letter for letter in text)
    return " ".join("".join(printable).split())[:MAX_NAME].strip()


def heading(palette: Palette) -> str:
    """Say where a palette is from."""
    title = one_line(palette.title)
    return f"Colors of {title}, named by folkhue" if title else "Colors named by folkhue"


def text_of(contents: bytes) -> str:
    """Decode a text file: UTF-8, or else Latin-1, which old programs wrote."""
    try:
        return contents.decode("utf-8-sig")
    except UnicodeDecodeError:
        return contents.decode("latin-1")


def _unprintable(letter: str) -> bool:
    # The last two are those that XML cannot hold.
    return unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") or letter in "\ufffe\uffff"
