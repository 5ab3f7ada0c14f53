"""Files that a palette is written to: palette files, pictures and pages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from folkhue.cli.inputs import Input
    from folkhue.images.photo import Photo
    from folkhue.palettes.formats import Style
    from folkhue.palettes.palette import Palette
    from folkhue.table.color_table import ColorTable

NAME = "{name}"
"""Placeholder for the name of an image in the name of a file."""

TOGETHER = "palette"
"""In its place, if there is one palette of all images."""

SHOWN_PIXELS = 2_000_000
"""A large JPEG is decoded for pictures at a reduced size of at least so many pixels."""


def check_targets(
    targets: Sequence[str],
    images: Sequence[Input],
    *,
    several: bool,
    together: bool,
    drawn: bool,
    style: Style,
) -> list[str]:
    """Check, before any work, that targets have a known suffix and are no photographs.

    Parameters
    ----------
    targets : sequence of str
        Names of files, with `NAME` in place of the image's name.
    images : sequence of Input
    several : bool
        Whether there will be several palettes.
    together : bool
        Whether there will be one palette of all images.
    drawn : bool
        Whether the palettes are of parts of photographs, which can only be drawn.
    style : Style
        How palette files are written; pictures and pages have no choice.

    Returns
    -------
    list of str
        The files that will be written.

    Raises
    ------
    FolkhueError
    """
    if not targets:
        return []  # the imports below take a while
    from folkhue._utils.regular_file import real_path
    from folkhue.errors import FolkhueError

    stems = [TOGETHER] if together else [image.stem for image in images]
    given = {real_path(image.path) for image in images}
    files = []
    for target in targets:
        _check_suffix(target, style, drawn=drawn)
        if several and NAME not in target:
            raise FolkhueError(
                f"--out {target}: there are several palettes; write {NAME} for the name of the "
                f"image, as in {Path(target).with_stem(NAME)}, or make one with --together"
            )
        files += [target.replace(NAME, stem) for stem in stems] if NAME in target else [target]
        if any(real_path(target.replace(NAME, image.stem)) in given for image in images):
            raise FolkhueError(f"--out {target} is one of the photographs; choose another file")
    return files


def _check_suffix(target: str, style: Style, *, drawn: bool) -> None:
    from folkhue.errors import FolkhueError
    from folkhue.palettes.formats import DEFAULT, check_style
    from folkhue.render.pictures import SUFFIXES

    suffix = Path(target).suffix.lower()
    if drawn and suffix not in set(SUFFIXES) - {".html"}:
        raise FolkhueError(
            f"--out {target}: parts of a photograph can only be drawn; use .png or .svg"
        )
    if suffix not in SUFFIXES:
        check_style(target, style)
    elif style != DEFAULT:
        raise FolkhueError(
            f"--out {target}: --scales and --prefix are for palette files, such as .tokens.json"
        )


def write_target(
    target: str,
    palette: Palette,
    images: Sequence[str | bytes],
    picture: str,
    table: ColorTable,
    style: Style,
) -> None:
    """Write a palette of images to a file in the format of its suffix."""
    from folkhue.images.photo import read_photo
    from folkhue.palettes.formats import write_palette
    from folkhue.render.pictures import SUFFIXES, Subject, write_picture

    path = Path(target)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() not in SUFFIXES:
        write_palette(palette, path, style)
        return
    photos = tuple(read_photo(image, min_pixels=SHOWN_PIXELS) for image in images)
    write_picture(path, Subject(palette, photos, table), picture)


def write_parts(
    target: str, photo: Photo, parts: Sequence[tuple[NDArray[np.bool_], Palette]]
) -> None:
    """Draw the parts of a photograph, masks with their palettes."""
    from folkhue.palettes.palette import Palette
    from folkhue.render.pictures import Subject, write_picture

    path = Path(target)
    path.parent.mkdir(parents=True, exist_ok=True)
    shown = [(mask, palette) for mask, palette in parts if len(palette)]
    write_picture(path, Subject(Palette(()), (photo,), parts=shown), "regions")
