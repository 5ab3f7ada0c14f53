"""What the kinds of files share: a table, small photographs, and a file to read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

import folkhue
from benchmarks.mutations import Mutation
from folkhue.color.vocabulary import Vocabulary

if TYPE_CHECKING:
    from folkhue.table.color_table import ColorTable

ROOT = Path(__file__).parents[3]


GOLDEN = ROOT / "golden"


TERMS = Vocabulary.of("basic8")


SIDE = 96


@dataclass(frozen=True)
class FileKind:
    """A kind of file.

    Attributes
    ----------
    make : callable
        Returns good ones.
    read : callable
        Given contents and an empty folder, reads them as folkhue does, and uses what it got.
    ways : sequence of callable
        Mutations that know the format.
    """

    make: Callable[[], list[bytes]]
    read: Callable[[bytes, Path], object]
    ways: Sequence[Mutation] = ()


@cache
def table() -> ColorTable:
    """Return the table that is used where one is needed."""
    return folkhue.load()


@cache
def photos() -> list[Image.Image]:
    """Return a few small photographs."""
    found = [
        Image.open(path).convert("RGB") for path in sorted((GOLDEN / "photos").iterdir())[::20]
    ]
    for photo in found:
        photo.thumbnail((SIDE, SIDE))
    return found


def written(contents: bytes, folder: Path, name: str) -> Path:
    """Write a file into a folder."""
    path = folder / name
    path.write_bytes(contents)
    return path
