"""Files to which a palette is written: of other programs, pictures, and pages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from folkhue.palettes import Palette
    from folkhue.table import ColorTable

NAME = "{name}"
"""What stands for an image's name in that of a file."""


def check_targets(targets: Sequence[str], images: Sequence[Path], *, several: bool) -> None:
    """Refuse, before any work is done, what would be written over, or is of no kind.

    Parameters
    ----------
    targets : sequence of str
        Names of files, that of the image left open.
    images : sequence of path
    several : bool
        Whether there will be several palettes.
    """
    from folkhue.errors import FolkhueError
    from folkhue.formats import suffix_of
    from folkhue.pictures import SUFFIXES

    given = {image.resolve() for image in images}
    for target in targets:
        if Path(target).suffix.lower() not in SUFFIXES:
            suffix_of(target)
        if several and NAME not in target:
            raise FolkhueError(
                f"--out {target}: there are several palettes; write {NAME} for that of the image, "
                f"as in {Path(target).with_stem(NAME)}, or make one with --together"
            )
        if any(Path(target.replace(NAME, path.stem)).resolve() in given for path in images):
            raise FolkhueError(f"--out {target} is one of the photographs; name another file")


def write_target(
    target: str, palette: Palette, images: Sequence[Path], picture: str, table: ColorTable
) -> None:
    """Write a palette of images to a file of the kind that its name ends in."""
    from folkhue.errors import PaletteFileError
    from folkhue.formats import write_palette
    from folkhue.images import read_photo
    from folkhue.pictures import SUFFIXES, Subject, write_picture

    path = Path(target)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() not in SUFFIXES:
        write_palette(palette, path)
        return
    if not len(palette):
        raise PaletteFileError(f"{target}: nothing to draw, as every pixel is transparent")
    photos = tuple(read_photo(image, enough=SHOWN) for image in images)
    write_picture(path, Subject(palette, photos, table), picture)


SHOWN = 2_000_000
"""Pixels to which a large JPEG may be reduced in a picture."""
