"""Palettes as files that other programs open.

=================  ==============================  ======  ========  =====
suffix             program                         names   shares    title
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

"noted" is a comment, which is not read back. All formats keep colors exactly. The name of a color
in a file is its label or, if it has none, its description.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from folkhue._utils.atomic import atomic_write
from folkhue._utils.regular_file import open_file
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
"""Maximum size of a file that is read."""


@dataclass(frozen=True)
class Format:
    """A file format of palettes.

    Attributes
    ----------
    description : str
        The program or language that it belongs to.
    encode : callable
        Palette → contents of a file. Raises a `PaletteFileError` for palettes that it cannot hold.
    decode : callable
        Contents of a file → swatches. Raises a `PaletteFileError` for invalid contents.
    """

    description: str

    encode: Callable[[Palette], bytes]
    decode: Callable[[bytes], Swatches]


FORMATS = {
    ".json": Format("folkhue", folkhue_json.encode, folkhue_json.decode),
    ".tailwind.css": Format(
        "a theme of Tailwind CSS 4", tailwind.encode_theme, tailwind.decode_theme
    ),
    ".tailwind.js": Format(
        "a configuration of Tailwind CSS 3", tailwind.encode_config, tailwind.decode_config
    ),
    ".css": Format("custom properties", css.encode, css.decode),
    ".scss": Format("Sass variables", scss.encode, scss.decode),
    ".gpl": Format("GIMP, Inkscape", gpl.encode, gpl.decode),
    ".ase": Format("Illustrator, InDesign", ase.encode, ase.decode),
    ".aco": Format("Photoshop", aco.encode, aco.decode),
    ".kpl": Format("Krita", kpl.encode, kpl.decode),
    ".png": Format("a strip of swatches", png.encode, png.decode),
}
"""Suffix → format. A file has the first one that its name ends in, in upper or lower case."""


@dataclass(frozen=True)
class ImportedPalette:
    """A palette of another program.

    Attributes
    ----------
    palette : Palette
    left_out : tuple of str
        What is in the file, but not in the palette, for people: colors in a notation that is not
        read, opacity, repeated colors.
    """

    palette: Palette
    left_out: tuple[str, ...] = ()


def write_palette(palette: Palette, path: str | Path) -> None:
    """Write a palette to a file, in the format of its suffix.

    Parameters
    ----------
    palette : Palette
    path : path
        An existing file is replaced; missing folders are created.

    Raises
    ------
    PaletteFileError
        If the suffix is none of `FORMATS`, or the format cannot hold the palette.
    """
    contents = encode_palette(palette, path)
    with atomic_write(path) as temporary:
        temporary.write_bytes(contents)


def read_palette(path: str | Path, table: ColorTable) -> Palette:
    """Read a palette from a file, in the format of its suffix.

    Parameters
    ----------
    path : path
    table : ColorTable
        Names the colors. Names in the file become labels.

    Returns
    -------
    Palette
        Without duplicates: the first of equal colors is kept. Shares are equal if the file has
        none, and the title is the name of the file if it has none.

    Raises
    ------
    PaletteFileError
        If the file cannot be read, is in another format, damaged, or without colors.
    """
    return import_palette(path, table).palette


def import_palette(path: str | Path, table: ColorTable) -> ImportedPalette:
    """Read a palette as `read_palette` does, and tell what of the file it lacks."""
    suffix_of(path)
    try:
        with open_file(path) as file:
            contents = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise PaletteFileError(f"{path}: cannot be read ({error.strerror})") from error
    return decode_import(contents, path, table)


def encode_palette(palette: Palette, path: str | Path) -> bytes:
    """Return the bytes that `write_palette` writes to `path`."""
    encode = FORMATS[suffix_of(path)].encode
    if not 0 < len(palette) <= MAX_COLORS:
        raise PaletteFileError(
            f"{path}: expected a palette of 1 to {MAX_COLORS:,} colors, "
            f"got {len(palette) or 'none'}; nothing was written"
        )
    try:
        return encode(palette)
    except PaletteFileError as error:
        raise PaletteFileError(f"{path}: {error}") from error


def decode_palette(contents: bytes, path: str | Path, table: ColorTable) -> Palette:
    """Decode the contents of a file as `read_palette` does; `path` is its name."""
    return decode_import(contents, path, table).palette


def decode_import(contents: bytes, path: str | Path, table: ColorTable) -> ImportedPalette:
    """Decode the contents of a file as `import_palette` does; `path` is its name."""
    suffix = suffix_of(path)
    try:
        if not contents:
            raise PaletteFileError("expected a palette, got an empty file")
        if len(contents) > MAX_BYTES:
            raise PaletteFileError(f"expected a palette of at most {MAX_BYTES:,} bytes")
        title = Path(path).name[: -len(suffix)]
        swatches = FORMATS[suffix].decode(contents)
        left_out = (*swatches.left_out, *swatches.repeated())
        return ImportedPalette(swatches.palette(table, title), left_out)
    except PaletteFileError as error:
        raise PaletteFileError(f"{path}: {error}") from error


def suffix_of(path: str | Path) -> str:
    """Find the suffix of a file among `FORMATS`.

    Raises
    ------
    PaletteFileError
        If there is none.
    """
    name = Path(path).name.lower()
    for suffix in FORMATS:
        if name.endswith(suffix):
            return suffix
    raise PaletteFileError(
        f"{path}: expected the name of a palette file, which ends in {', '.join(FORMATS)}"
    )
