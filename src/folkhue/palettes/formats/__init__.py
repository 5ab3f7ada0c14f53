"""Palettes as files that other programs open.

=================  ==============================  ======  ========  =====
suffix             of                              names   shares    title
=================  ==============================  ======  ========  =====
``.json``          folkhue                         yes     yes       yes
``.css``           custom properties               yes     noted     noted
``.scss``          variables of Sass               yes     noted     noted
``.tailwind.css``  a theme of Tailwind CSS 4       ASCII   noted     noted
``.tailwind.js``   configuration of Tailwind 3     ASCII   noted     noted
``.gpl``           GIMP, Inkscape, Krita, …        yes     noted     yes
``.ase``           Illustrator, InDesign, …        yes     no        yes
``.aco``           Photoshop, GIMP, Krita          yes     no        no
``.kpl``           Krita                           yes     noted     yes
``.png``           anything; a strip of swatches   yes     yes       yes
=================  ==============================  ======  ========  =====

What is noted is there for people, and not read back. Colors come back exactly, from each.
A color's name in a file is its label, if it has one, or else its description.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from folkhue._utils.atomic import atomic_write
from folkhue.errors import PaletteFileError
from folkhue.palettes.formats import (
    aco,
    ase,
    css,
    folkhue_json,
    gpl,
    kpl,
    png,
    scss,
    tailwind,
)
from folkhue.palettes.formats.swatches import MAX_COLORS, Swatches
from folkhue.palettes.palette import Palette

if TYPE_CHECKING:
    from folkhue.table.color_table import ColorTable

MAX_BYTES = 1 << 23
"""Longest file that is read."""


@dataclass(frozen=True)
class Format:
    """How a palette becomes the bytes of a file, and bytes become swatches."""

    encode: Callable[[Palette], bytes]
    decode: Callable[[bytes], Swatches]


FORMATS = {
    ".json": Format(folkhue_json.encode, folkhue_json.decode),
    ".tailwind.css": Format(tailwind.encode_theme, tailwind.decode_theme),
    ".tailwind.js": Format(tailwind.encode_config, tailwind.decode_config),
    ".css": Format(css.encode, css.decode),
    ".scss": Format(scss.encode, scss.decode),
    ".gpl": Format(gpl.encode, gpl.decode),
    ".ase": Format(ase.encode, ase.decode),
    ".aco": Format(aco.encode, aco.decode),
    ".kpl": Format(kpl.encode, kpl.decode),
    ".png": Format(png.encode, png.decode),
}
"""Suffix → format; the first that a file's name ends in, in either case."""


def write_palette(palette: Palette, path: str | Path) -> None:
    """Write a palette to a file of the kind that its name ends in.

    Parameters
    ----------
    palette : Palette
    path : path
        It is replaced if it exists; its folder is made if need be.

    Raises
    ------
    PaletteFileError
        If nothing of that name is written, or not such a palette.
    """
    contents = palette_bytes(palette, path)
    with atomic_write(path) as temporary:
        temporary.write_bytes(contents)


def read_palette(path: str | Path, table: ColorTable) -> Palette:
    """Read a palette from a file of the kind that its name ends in.

    Parameters
    ----------
    path : path
    table : ColorTable
        What names the colors. Names in the file become their labels.

    Returns
    -------
    Palette
        Of equal colors the first; with equal shares, if the file has none; with the file's
        name for a title, if it has none.

    Raises
    ------
    PaletteFileError
        If there is no such file, or it is foreign, damaged or without colors.
    """
    suffix_of(path)
    try:
        with Path(path).open("rb") as file:
            contents = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise PaletteFileError(f"{path}: cannot be read ({error.strerror})") from error
    return palette_of(contents, path, table)


def palette_bytes(palette: Palette, path: str | Path) -> bytes:
    """Give what `write_palette` writes to a path."""
    encode = FORMATS[suffix_of(path)].encode
    if not 0 < len(palette) <= MAX_COLORS:
        raise PaletteFileError(
            f"{path}: not written, as the palette has {len(palette) or 'no'} colors; "
            f"expected 1 to {MAX_COLORS:,}"
        )
    try:
        return encode(palette)
    except PaletteFileError as error:
        raise PaletteFileError(f"{path}: {error}") from error


def palette_of(contents: bytes, path: str | Path, table: ColorTable) -> Palette:
    """Give what `read_palette` reads from a path whose contents are these."""
    suffix = suffix_of(path)
    try:
        if not contents:
            raise PaletteFileError("empty")
        if len(contents) > MAX_BYTES:
            raise PaletteFileError(f"longer than {MAX_BYTES:,} bytes, which no palette is")
        title = Path(path).name[: -len(suffix)]
        return FORMATS[suffix].decode(contents).palette(table, title)
    except PaletteFileError as error:
        raise PaletteFileError(f"{path}: {error}") from error


def suffix_of(path: str | Path) -> str:
    """Tell which of `FORMATS` the name of a file ends in.

    Raises
    ------
    PaletteFileError
        If in none.
    """
    name = Path(path).name.lower()
    for suffix in FORMATS:
        if name.endswith(suffix):
            return suffix
    raise PaletteFileError(
        f"{path}: not the name of a palette's file; expected one that ends in {', '.join(FORMATS)}"
    )
