"""Text files with a color in each line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from folkhue.errors import PaletteFileError
from folkhue.palettes.formats.swatches import MAX_COLORS, text_of

_MAX_LINES = 5 * MAX_COLORS


def lines_of(contents: bytes) -> list[str]:
    """Split a text file into lines, which end as on Unix, Windows or old Macs.

    Raises
    ------
    PaletteFileError
        If there are too many.
    """
    lines = re.split("\r\n|\r|\n", text_of(contents))
    if len(lines) > _MAX_LINES + 1:
        raise PaletteFileError(f"expected at most {_MAX_LINES:,} lines, got {len(lines):,}")
    return lines


def numbered_lines(lines: list[str], first: int = 1) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not blank, without space around them, and their numbers."""
    for number, line in enumerate(lines, start=first):
        if line.strip():
            yield number, line.strip()
