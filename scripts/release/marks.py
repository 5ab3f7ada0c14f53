"""Generated parts of pages: what stands between a begin and an end mark."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

BEGIN, END = "<!-- begin {} -->", "<!-- end {} -->"


def fill(page: str, parts: Mapping[str, str]) -> str:
    """Put each part between its marks in the page.

    Raises
    ------
    ValueError
        If the page lacks a mark.
    """
    for name, part in parts.items():
        begin, end = BEGIN.format(name), END.format(name)
        head, found, rest = page.partition(begin)
        _, ended, tail = rest.partition(end)
        if not found or not ended:
            raise ValueError(f"expected the marks {begin} and {end} in the page")
        page = f"{head}{begin}\n{part}\n{end}{tail}"
    return page


def update(made: Mapping[Path, str], command: str, *, check: bool = False) -> None:
    """Write the files that changed; or exit with an error if there are any, and write nothing."""
    stale = [path for path, text in made.items() if path.read_text("utf-8") != text]
    if check and stale:
        names = ", ".join(path.name for path in stale)
        sys.exit(f"{names} in {stale[0].parent} do not match the code: run {command}")
    for path in stale:
        path.write_text(made[path], "utf-8")
