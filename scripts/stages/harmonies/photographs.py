"""Make a palette of each embedded photograph; its title and tags are what it is about."""

from __future__ import annotations

from pathlib import Path

from folkhue._utils.parallel import in_parallel
from folkhue.datasets.record import PhotoRecord
from folkhue.datasets.sources.manifest import read_manifest
from folkhue.errors import FolkhueError
from folkhue.images.photo import read_photo
from folkhue.learning.harmonies.palette_list import ListedPalette, write_palette_list
from folkhue.palettes.palette import palette
from stages.harmonies.params import Params
from stages.harmonies.stage import PHOTOGRAPHS, run

MIN_PIXELS = 40_000
"""A large JPEG is decoded at a reduced size, of at least so many pixels."""


def main(params: Params) -> None:
    """Write a list of palettes; of several crops of one picture only the first has one."""
    listed = read_manifest(Path(params.data.photographs))
    records = {record.original or record.id: record for record in reversed(listed)}
    found = in_parallel(
        palette_of, records.values(), params.data.colors, title="photographs", total=len(records)
    )
    palettes = [each for each in found if each is not None]
    write_palette_list(PHOTOGRAPHS, palettes)
    print(f"{len(palettes):,} palettes of {len(records):,} pictures")


def palette_of(record: PhotoRecord, colors: int) -> ListedPalette | None:
    """Make the palette of a photograph; None if it cannot be read or has only one color."""
    try:
        found = palette(read_photo(record.path, min_pixels=MIN_PIXELS), colors)
    except (FolkhueError, OSError):
        return None
    words = " ".join([record.title, *record.tags.split(";")]).strip()
    codes = tuple(color.hex for color in found.colors)
    return ListedPalette(codes, words) if len(codes) > 1 else None


if __name__ == "__main__":
    run(main)
