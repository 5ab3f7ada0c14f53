"""The second labeling of a golden set: regions drawn without names, and the names given to them."""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rich.progress import track

from folkhue._utils.atomic import atomic_write
from folkhue._utils.csv_rows import write_rows
from folkhue.color.vocabulary import ColorTerm, spellings
from folkhue.errors import GoldenError
from folkhue.learning.evaluation.golden_photo import (
    GoldenPhoto,
    Region,
    combine_labelings,
    format_label,
)
from folkhue.render.report.golden_regions import bare_sheet
from golden.tables import console
from stages.stage import read_json, write_json

PER_SHEET = 20

Names = tuple[str, ...]


@dataclass(frozen=True)
class LabeledTwice:
    """A region with two labelings."""

    photo: str
    number: int
    region: Region

    @property
    def first(self) -> Names:
        """The names of the first labeling."""
        return self.region.labelings[0]

    @property
    def second(self) -> Names:
        """The names of the second labeling."""
        return self.region.labelings[1]

    @property
    def is_sure(self) -> bool:
        """Whether the first labeling gave one name."""
        return len(self.first) == 1


def labeled_twice(golden: Sequence[GoldenPhoto]) -> list[LabeledTwice]:
    """List the regions with two labelings."""
    return [
        LabeledTwice(photo.name, number, region)
        for photo in golden
        for number, region in enumerate(photo.regions)
        if region.labelings
    ]


def write_blind(
    golden: Sequence[GoldenPhoto], out: Path, seed: int, *, unlabeled_only: bool
) -> tuple[int, int]:
    """Draw regions without names on sheets, in random order, and write a list to fill in.

    Parameters
    ----------
    golden : sequence of GoldenPhoto
    out : path
        Gets ``sheet_NN.png``, ``names.csv`` to fill in, and ``key.csv`` with
        the region of each number.
    seed : int
        Decides the order.
    unlabeled_only : bool
        Leave out regions that have two labelings.

    Returns
    -------
    regions, sheets : int

    Raises
    ------
    GoldenError
        If names.csv is filled in already.
    """
    if any(row["name"] for row in read_names(out / "names.csv")):
        raise GoldenError(
            f"{out / 'names.csv'} has names in it: read them with scripts/golden second, or move it"
        )
    photos = {photo.name: photo for photo in golden}
    places = [
        (photo.name, number)
        for photo in golden
        for number, region in enumerate(photo.regions)
        if not (unlabeled_only and region.labelings)
    ]
    order = np.random.default_rng(seed).permutation(len(places)).tolist()
    shuffled = [places[place] for place in order]
    sheets = draw_sheets(shuffled, photos, out)
    rows = [(number, "", "") for number in range(len(shuffled))]
    write_csv(out / "names.csv", ["number", "name", "or"], rows)
    key = [(n, name, at, digest(photos[name], at)) for n, (name, at) in enumerate(shuffled)]
    write_csv(out / "key.csv", ["number", "photo", "region", "shape"], key)
    return len(places), sheets


def draw_sheets(
    places: Sequence[tuple[str, int]], photos: Mapping[str, GoldenPhoto], out: Path
) -> int:
    """Draw numbered regions, some on each sheet, in place of existing sheets; count the sheets."""
    for existing in out.glob("sheet_*.png"):
        existing.unlink()
    starts = range(0, len(places), PER_SHEET)
    for sheet, start in enumerate(track(starts, "sheets", disable=not console.is_terminal)):
        tiles = [
            (str(start + at), photos[name].read(), photos[name].regions[number])
            for at, (name, number) in enumerate(places[start : start + PER_SHEET])
        ]
        with atomic_write(out / f"sheet_{sheet:02}.png") as temporary:
            bare_sheet(tiles).save(temporary)
    return len(starts)


def digest(photo: GoldenPhoto, number: int) -> str:
    """Hash the corners of a region, which identify it even if its name changes."""
    return f"{zlib.crc32(repr(photo.regions[number].points).encode()):08x}"


def read_second(
    golden: Sequence[GoldenPhoto], folder: Path, terms: Iterable[ColorTerm]
) -> tuple[int, int]:
    """Write second labels into the label files, and the label that both labelings make.

    Parameters
    ----------
    golden : sequence of GoldenPhoto
    folder : path
        From `write_blind`, with names.csv filled in.
    terms : iterable of ColorTerm
        Names that are allowed in addition to the basic terms.

    Returns
    -------
    names, disputed : int
        Regions named, and how many of them became ambiguous.

    Raises
    ------
    GoldenError
        If a name or a region is unknown, missing or repeated; then nothing was written.
    """
    given = read_names(folder / "names.csv")
    if not given or not (folder / "key.csv").is_file():
        raise GoldenError(f"{folder}: no names.csv and key.csv; scripts/golden blind writes them")
    with (folder / "key.csv").open(encoding="utf-8", newline="") as file:
        key = {row["number"]: row for row in csv.DictReader(file)}
    labels = check_names(given, key, terms, folder / "names.csv")
    photos = {photo.name: photo for photo in golden}
    changed: dict[str, Any] = {}
    disputed = 0
    for number, names in labels.items():
        photo, at = find_region(photos, key[number], folder)
        region = photo.regions[at]
        first = region.labelings[0] if region.labelings else region.basic
        both = combine_labelings([first, names])
        disputed += len(region.basic) == 1 < len(both)
        if photo.name not in changed:
            changed[photo.name] = read_json(photo.labels)
        content = changed[photo.name]
        content["shapes"][at]["labelings"] = ["/".join(first), "/".join(names)]
        content["shapes"][at]["label"] = format_label(both)
    for name, content in changed.items():
        write_json(photos[name].labels, content)
    return len(labels), disputed


def find_region(
    photos: Mapping[str, GoldenPhoto], row: Mapping[str, str], folder: Path
) -> tuple[GoldenPhoto, int]:
    """Find the region of a row of key.csv, which must be as it was drawn."""
    name, at = row["photo"], int(row["region"])
    if name not in photos or at >= len(photos[name].regions):
        raise GoldenError(
            f"{folder / 'key.csv'}: {name} has no shape {at} any more; run scripts/golden blind "
            "again"
        )
    if digest(photos[name], at) != row["shape"]:
        raise GoldenError(
            f"{photos[name].labels}, shape {at}: not the region that was drawn; run scripts/golden "
            "blind again"
        )
    return photos[name], at


def read_names(path: Path) -> list[dict[str, str]]:
    """Read a filled-in list, in whatever dialect a spreadsheet saved it; empty if missing."""
    if not path.is_file():
        return []
    text = path.read_text("utf-8-sig")
    separator = max(",;\t", key=text.partition("\n")[0].count)
    rows = list(csv.DictReader(text.splitlines(), delimiter=separator))
    if rows and not {"number", "name"} <= rows[0].keys():
        raise GoldenError(f"{path}: expected the columns number, name and or, got {[*rows[0]]}")
    stripped = [
        {key: (row.get(key) or "").strip() for key in ("number", "name", "or")} for row in rows
    ]
    return [row for row in stripped if any(row.values())]


def check_names(
    given: Sequence[Mapping[str, str]],
    key: Mapping[str, Mapping[str, str]],
    terms: Iterable[ColorTerm],
    path: Path,
) -> dict[str, Names]:
    """Return the names of each number, in the spelling of the terms; every number has some."""
    spelling = spellings(terms)
    labels: dict[str, Names] = {}
    for row in given:
        number = row["number"]
        names = [name.lower() for name in (row["name"], row["or"]) if name]
        if number not in key or number in labels:
            why = "is there twice" if number in labels else "is not a region of key.csv"
            raise GoldenError(f"{path}: number {number!r} {why}")
        if row["name"] and not {*names} <= spelling.keys():
            raise GoldenError(
                f"{path}, number {number}: {'/'.join(names)!r}: expected names among "
                f"{', '.join(dict.fromkeys(spelling.values()))}"
            )
        if row["name"]:
            labels[number] = tuple(dict.fromkeys(spelling[name] for name in names))
    unnamed = [number for number in key if number not in labels]
    if unnamed:
        raise GoldenError(f"{path}: no name for {', '.join(unnamed)}")
    return labels


def write_csv(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write a small table."""
    with atomic_write(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        write_rows(file, [header, *rows])
