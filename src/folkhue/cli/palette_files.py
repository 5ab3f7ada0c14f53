"""Files to which a palette is written: of other programs, pictures, and pages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from folkhue.images.photo import Photo
    from folkhue.palettes.palette import Palette
    from folkhue.table.color_table import ColorTable

NAME = "{name}"
"""What stands for an image's name in that of a file."""


def check_targets(
    targets: Sequence[str], images: Sequence[Path], *, several: bool, drawn: bool
) -> None:
    """Refuse, before any work is done, what would be written over, or is of no kind.

    Parameters
    ----------
    targets : sequence of str
        Names of files, that of the image left open.
    images : sequence of path
    several : bool
        Whether there will be several palettes.
    drawn : bool
        Whether they are of parts of photographs, which are drawn only.
    """
    if not targets:
        return  # what is imported below takes a while
    from folkhue.errors import FolkhueError
    from folkhue.palettes.formats import suffix_of
    from folkhue.render.pictures import SUFFIXES

    given = {image.resolve() for image in images}
    for target in targets:
        suffix = Path(target).suffix.lower()
        if drawn and suffix not in set(SUFFIXES) - {".html"}:
            raise FolkhueError(f"--out {target}: parts of a photograph are drawn, as .png or .svg")
        if suffix not in SUFFIXES:
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
    from folkhue.images.photo import read_photo
    from folkhue.palettes.formats import write_palette
    from folkhue.render.pictures import SUFFIXES, Subject, write_picture

    path = Path(target)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() not in SUFFIXES:
        write_palette(palette, path)
        return
    photos = tuple(read_photo(image, min_pixels=SHOWN) for image in images)
    write_picture(path, Subject(palette, photos, table), picture)


def write_parts(
    target: str, photo: Photo, parts: Sequence[tuple[NDArray[np.bool_], Palette]]
) -> None:
    """Draw the parts of a photograph, each with its palette."""
    from folkhue.palettes.palette import Palette
    from folkhue.render.pictures import Subject, write_picture

    path = Path(target)
    path.parent.mkdir(parents=True, exist_ok=True)
    shown = [(mask, palette) for mask, palette in parts if len(palette)]
    write_picture(path, Subject(Palette(()), (photo,), parts=shown), "regions")


SHOWN = 2_000_000
"""Pixels to which a large JPEG may be reduced in a picture."""
