"""Lists of palettes to train on: CSV files with the colors of each, and what people call it."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from folkhue._utils.atomic import atomic_write
from folkhue._utils.csv_rows import write_rows
from folkhue._utils.regular_file import read_file
from folkhue._utils.untrusted_json import parse_json
from folkhue.color.notation import parse_hex, to_hex
from folkhue.errors import TrainingError
from folkhue.learning.harmonies.sequences import Sequences

MAX_BYTES = 1 << 26
"""Size of the largest list that is read."""

MAX_COLORS = 20
"""Colors of a palette; one with more is left out."""

SPLITS = ("train", "validation")
"""What a palette is for; the second is never trained on."""

NEARLY_EQUAL = 0.8
"""A training palette is left out if it shares so much of its colors with one of the others."""


@dataclass(frozen=True)
class ListedPalette:
    """A palette of a list.

    Attributes
    ----------
    colors : tuple of str
        Different ones, as ``#rrggbb``.
    words : str
    split : str
        One of `SPLITS`; empty if the list does not say it.
    """

    colors: tuple[str, ...]
    words: str = ""
    split: str = ""


def read_palette_list(path: str | Path) -> list[ListedPalette]:
    """Read a CSV or JSON file.

    A CSV file has the columns c1, c2, … with colors as hexadecimal digits, and maybe ``words``
    and ``split``; a JSON file is a list of lists of colors. Colors that a palette has twice count
    once; palettes with fewer than two colors, or more than 20, are left out.

    Raises
    ------
    TrainingError
        If the file cannot be read, lacks the columns, or has a color or a split that is none.
    """
    try:
        text = read_file(path, max_bytes=MAX_BYTES).decode("utf-8-sig")
        is_json = Path(path).suffix.lower() == ".json"
        rows = _json_rows(text) if is_json else _csv_rows(text)
    except (OSError, ValueError) as error:
        raise TrainingError(f"{path}: cannot be read ({error})") from error
    return [*_palettes(rows, f"{path}, {'palette' if is_json else 'line'}", 1 if is_json else 2)]


def _csv_rows(text: str) -> Iterable[Mapping[str, str]]:
    rows = csv.DictReader(text.splitlines())
    if not {"c1", "c2"} <= {*(rows.fieldnames or ())}:
        raise ValueError("expected the columns c1, c2, …, with a color in each")
    return rows


def _json_rows(text: str) -> Iterable[Mapping[str, str]]:
    palettes = parse_json(text)
    if not (isinstance(palettes, list) and all(isinstance(each, list) for each in palettes)):
        raise ValueError("expected a list of lists of colors")
    return [{f"c{n}": str(color) for n, color in enumerate(each, 1)} for each in palettes]


def _palettes(rows: Iterable[Mapping[str, str]], place: str, first: int) -> Iterator[ListedPalette]:
    for number, row in enumerate(rows, first):
        cells = [row[f"c{each}"] for each in _places(row)]
        colors = [parse_hex(cell) for cell in cells if cell and cell.strip()]
        split = row.get("split") or ""
        if None in colors or split not in ("", *SPLITS):
            raise TrainingError(
                f"{place} {number}: expected colors such as #1e3cc8, and the split "
                f"{' or '.join(SPLITS)}, if any; got {', '.join([*map(str, cells), split])[:100]}"
            )
        distinct = tuple(dict.fromkeys(to_hex(color) for color in colors if color))
        if 2 <= len(distinct) <= MAX_COLORS:
            yield ListedPalette(distinct, (row.get("words") or "").strip(), split)


def _places(row: Mapping[str, str]) -> Iterator[int]:
    for place in count(1):
        if f"c{place}" not in row:
            return
        yield place


def write_palette_list(path: Path, palettes: Sequence[ListedPalette]) -> None:
    """Write a file that `read_palette_list` reads."""
    most = max((len(each.colors) for each in palettes), default=0)
    header = ["split", "words", *(f"c{place}" for place in range(1, most + 1))]
    rows = (
        [each.split, each.words, *each.colors, *[""] * (most - len(each.colors))]
        for each in palettes
    )
    with atomic_write(path) as temporary, temporary.open("w", newline="", encoding="utf-8") as file:
        write_rows(file, [header, *rows])


def prepared(palettes: Sequence[ListedPalette], held_out: float) -> list[ListedPalette]:
    """Keep palettes aside, and leave out of the others what is equal or nearly so.

    Parameters
    ----------
    palettes : sequence of ListedPalette
    held_out : float
        Share to keep aside of those without a split: those with the smallest hash of their colors.

    Returns
    -------
    list of ListedPalette
        Each with a split; no two have the same colors, and no training palette shares four of
        five colors with one that is kept aside.
    """
    known = {frozenset(each.colors): each for each in palettes if each.split == SPLITS[1]}
    for each in palettes:
        known.setdefault(frozenset(each.colors), each)
    found = [_with_split(each, held_out) for each in known.values()]
    aside = [each for each in found if each.split == SPLITS[1]]
    holders: dict[str, list[ListedPalette]] = {}
    for each in aside:
        for color in each.colors:
            holders.setdefault(color, []).append(each)
    kept = [
        each for each in found if each.split == SPLITS[0] and not _is_nearly_known(each, holders)
    ]
    return [*kept, *aside]


def _with_split(palette: ListedPalette, held_out: float) -> ListedPalette:
    if palette.split:
        return palette
    digest = hashlib.sha256(" ".join(sorted(palette.colors)).encode()).digest()
    aside = int.from_bytes(digest[:8]) < held_out * 2**64
    return ListedPalette(palette.colors, palette.words, SPLITS[aside])


def _is_nearly_known(palette: ListedPalette, holders: Mapping[str, list[ListedPalette]]) -> bool:
    shared: dict[int, int] = {}
    for color in palette.colors:
        for holder in holders.get(color, ()):
            shared[id(holder)] = shared.get(id(holder), 0) + 1
    return max(shared.values(), default=0) >= NEARLY_EQUAL * len(palette.colors)


def sequences_of(palettes: Sequence[ListedPalette], split: str) -> Sequences:
    """Return the palettes of a split as sequences."""
    chosen = [each for each in palettes if each.split == split]
    return Sequences.from_palettes([*map(rgb_of, chosen)], [each.words for each in chosen])


def rgb_of(palette: ListedPalette) -> NDArray[np.uint8]:
    """Return the colors of a palette, uint8, shape (colors, 3)."""
    return np.array([parse_hex(color) for color in palette.colors], np.uint8)
