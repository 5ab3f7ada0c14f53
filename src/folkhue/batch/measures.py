"""What is measured of one photograph of many: shares of names, or a palette."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from folkhue.batch.cells import pack_cells
from folkhue.batch.outcome import FAILED, TRANSPARENT, Extras, Outcome, display_path
from folkhue.batch.palettes import PaletteOptions, pack_palette
from folkhue.batch.picture_colors import pack_picture
from folkhue.errors import ImageError
from folkhue.images.photo import Photo, read_photo
from folkhue.images.tar_member import Member
from folkhue.networks.naming import PixelNaming
from folkhue.pictures.picture_color import read_again
from folkhue.table.backend import use_numba
from folkhue.table.color_table import ColorTable

AnyPath = str | Path

_NO_MEMORY = "failed: too little memory"
_TRANSPARENT = "every pixel is transparent"

_PALETTE_COST = 1 << 21  # pixels whose names numba would find as much faster as it finds a palette


def measured(
    path: AnyPath, table: ColorTable, table_name: str, extras: Extras, expected: int = 0
) -> Outcome:
    """Measure a photograph; what is wrong with it is an outcome, too.

    Parameters
    ----------
    path : path or str
    table : ColorTable
    table_name : str
        By which `folkhue.load` loads it.
    extras : Extras
        What to measure.
    expected : int
        Number of photographs that this process will measure; for many, it compiles what names
        pixels and finds palettes.
    """
    empty = Outcome(display_path(path), file_stamp(path))
    try:
        if extras.palette:
            return _palette(path, empty, table, extras.palette, expected)
        return _shares(path, empty, table, table_name, extras, expected)
    except ImageError as error:
        reason = str(error).removeprefix(f"{path}: ")
        return replace(empty, status=error.code, detail=reason)
    except MemoryError:
        return replace(empty, status=FAILED, detail=_NO_MEMORY)


def file_stamp(path: AnyPath) -> tuple[int, int]:
    """Return the size and the modification time of a file, or of its shard; -1 and -1 if neither.

    See `folkhue.images.tar_member` for photographs in shards.
    """
    try:
        info = os.stat(path)  # noqa: PTH116 — faster than to make a Path
    except (OSError, ValueError):  # there is none, or its name has a null character
        member = Member.parse(path)
        return file_stamp(member.shard) if member else (-1, -1)
    return info.st_size, info.st_mtime_ns


def _palette(
    path: AnyPath, empty: Outcome, table: ColorTable, how: PaletteOptions, expected: int
) -> Outcome:
    use_numba(_PALETTE_COST * expected)
    found = how.palette_of(path, table)
    if not found:
        return replace(empty, status=TRANSPARENT, detail=_TRANSPARENT)
    return replace(empty, palette=pack_palette(found))


def _shares(
    path: AnyPath,
    empty: Outcome,
    table: ColorTable,
    table_name: str,
    extras: Extras,
    expected: int,
) -> Outcome:
    photo = read_photo(path)
    use_numba(photo.opaque.size * expected)
    counts = PixelNaming.of(table, context=extras.context).counts(photo)
    height, width = photo.opaque.shape
    sized = replace(empty, width=width, height=height)
    if not counts.total:
        return replace(sized, status=TRANSPARENT, detail=_TRANSPARENT)
    return replace(
        sized,
        counts=tuple(counts.counts.tolist()),
        cells=pack_cells(photo) if extras.cells else "",
        picture=_picture(path, photo, table, table_name, extras.picture) if extras.picture else "",
    )


def _picture(path: AnyPath, photo: Photo, table: ColorTable, table_name: str, model: str) -> str:
    return pack_picture(read_again(path, photo), table, table_name, model)
