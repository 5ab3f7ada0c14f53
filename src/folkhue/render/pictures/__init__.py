"""Pictures of palettes and photographs, as PNG, JPEG, WebP, SVG and HTML."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL.PngImagePlugin import PngInfo

from folkhue._utils.atomic import atomic_write
from folkhue.errors import PictureError
from folkhue.images.authorship import exif_mark, png_mark
from folkhue.images.photo import Photo
from folkhue.palettes.formats.png import palette_text
from folkhue.palettes.palette import Palette
from folkhue.render.pictures.cards import card, moodboard, region_card
from folkhue.render.pictures.photo_page import photo_page
from folkhue.render.pictures.raster import to_image, to_jpeg, to_png, to_webp
from folkhue.render.pictures.recolored import painted, reduced
from folkhue.render.pictures.role_card import role_card
from folkhue.render.pictures.scatter import scatter
from folkhue.render.pictures.scene import Scene
from folkhue.render.pictures.svg import to_svg
from folkhue.render.pictures.swatch_layout import bar, strip
from folkhue.table.color_table import ColorTable


@dataclass(frozen=True, eq=False)
class Subject:
    """The contents of a picture.

    Attributes
    ----------
    palette : Palette
    photos : tuple of Photo
        Empty for a palette from a file; several for a mood board.
    table : ColorTable, optional
        Names the pixels of recolored pictures; the shipped one of eleven names if absent.
    parts : tuple of (ndarray of bool, Palette)
        Regions of the photograph; see `folkhue.render.pictures.cards.region_card`.
    """

    palette: Palette
    photos: tuple[Photo, ...] = ()
    table: ColorTable | None = None
    parts: Sequence[tuple[NDArray[np.bool_], Palette]] = ()

    @property
    def photo(self) -> Photo:
        """The only photograph.

        Raises
        ------
        PictureError
            If there is none, or more than one.
        """
        if len(self.photos) != 1:
            raise PictureError(f"expected one photograph for this picture, got {len(self.photos)}")
        return self.photos[0]

    @property
    def names(self) -> ColorTable:
        """The table, or the shipped one of eleven names."""
        from folkhue.table.color_table import default_table

        return self.table or default_table()


def _card(subject: Subject) -> Scene:
    if len(subject.photos) == 1:
        return card(subject.photo, subject.palette)
    return _board(subject) if subject.photos else strip(subject.palette)


def _board(subject: Subject) -> Scene:
    if not subject.photos:
        raise PictureError("expected photographs for a mood board, got none")
    return moodboard(subject.photos, subject.palette)


PICTURES: dict[str, Callable[[Subject], Scene]] = {
    "card": _card,
    "bar": lambda subject: bar(subject.palette),
    "strip": lambda subject: strip(subject.palette),
    "roles": lambda subject: role_card(subject.palette, subject.names),
    "painted": lambda s: painted(s.photo, s.names, s.palette.title),
    "reduced": lambda s: reduced(s.photo, s.palette),
    "scatter": lambda s: scatter(s.photo, s.palette.title),
    "moodboard": _board,
    "regions": lambda s: region_card(s.photo, s.parts),
}
"""Name of a picture → the function that draws it.

A card of several photographs is a mood board, and one of none a strip."""

SUFFIXES = (".png", ".svg", ".jpg", ".jpeg", ".webp", ".html")
"""Suffixes of picture files; ``.html`` is a page of one photograph."""


def pictures_of(subject: Subject) -> tuple[str, ...]:
    """List the pictures that can be made of a subject."""
    of_one = ("painted", "reduced", "scatter", *(("regions",) if subject.parts else ()))
    board = ("moodboard",) if len(subject.photos) > 1 else ()
    card = ("card",) if subject.photos else ()
    return (*card, "bar", "strip", "roles", *(of_one if len(subject.photos) == 1 else board))


def encoded(subject: Subject, suffix: str, picture: str = "card") -> bytes:
    """Encode a picture or a page.

    Parameters
    ----------
    subject : Subject
    suffix : str
        One of `SUFFIXES`; ".html" makes the page and ignores `picture`.
    picture : str
        One of `PICTURES`.

    Raises
    ------
    PictureError
        If there is no such picture or format, or the subject lacks what the picture shows.
    """
    if suffix not in SUFFIXES:
        raise PictureError(
            f"expected a picture ending in {', '.join(SUFFIXES)}, got {suffix or 'none'}"
        )
    if suffix == ".html":
        return photo_page(subject.photo, subject.palette, subject.names).encode()
    if picture not in PICTURES:
        raise PictureError(f"picture: expected {', '.join(PICTURES)}, got {picture!r}")
    return _drawn(PICTURES[picture](subject), suffix, palette_text(subject.palette))


def _drawn(scene: Scene, suffix: str, note: PngInfo) -> bytes:
    if suffix == ".svg":
        return to_svg(scene).encode()
    image = to_image(scene)
    if suffix == ".png":
        return to_png(image, note)
    return to_webp(image, exif_mark()) if suffix == ".webp" else to_jpeg(image, exif_mark())


def write_scene(path: Path, scene: Scene) -> None:
    """Write a scene to a file, as PNG, JPEG, WebP or SVG, by its suffix."""
    contents = _drawn(scene, path.suffix.lower(), png_mark())
    with atomic_write(path) as temporary:
        temporary.write_bytes(contents)


def write_picture(path: Path, subject: Subject, picture: str = "card") -> None:
    """Write a picture or a page to a file, in the format of its suffix."""
    contents = encoded(subject, path.suffix.lower(), picture)
    with atomic_write(path) as temporary:
        temporary.write_bytes(contents)


def write_pictures(folder: Path, stem: str, subject: Subject) -> list[Path]:
    """Write all pictures of a subject to a folder, as PNG and SVG, and its page; list the files."""
    written = [
        (folder / f"{stem}-{picture}{suffix}", picture)
        for picture in pictures_of(subject)
        for suffix in (".png", ".svg")
    ]
    pages = [(folder / f"{stem}.html", "page")] if len(subject.photos) == 1 else []
    for path, picture in (*written, *pages):
        write_picture(path, subject, picture)
    return [path for path, _ in (*written, *pages)]
