"""Palettes as files that other programs open.

=================  ==============================  ======  ========  =====  ======
suffix             program                         names   shares    title  scales
=================  ==============================  ======  ========  =====  ======
``.json``          folkhue                         yes     yes       yes    yes
``.tokens.json``   design tokens of the W3C        yes     noted     noted  yes
``.css``           custom properties               yes     noted     noted  yes
``.scss``          variables of Sass               yes     noted     noted  yes
``.tailwind.css``  a theme of Tailwind CSS 4       ASCII   noted     noted  yes
``.tailwind.js``   configuration of Tailwind 3     ASCII   noted     noted  yes
``.xml``           Android                         ASCII   noted     noted  yes
``.swift``         SwiftUI                         ASCII   noted     noted  yes
``.gpl``           GIMP, Inkscape, Krita, …        yes     noted     yes    no
``.ase``           Illustrator, InDesign, …        yes     no        yes    no
``.aco``           Photoshop, GIMP, Krita          yes     no        no     no
``.kpl``           Krita                           yes     noted     yes    no
``.pal``           Paint Shop Pro, Aseprite        no      no        no     no
``.hex``           Lospec                          no      no        no     no
``.txt``           paint.net                       yes     noted     noted  no
``.png``           anything; a strip of swatches   yes     yes       yes    no
=================  ==============================  ======  ========  =====  ======

"noted" is a comment, which is not read back. All formats keep colors exactly. The name of a color
in a file is its label or, if it has none, its description. Formats with scales can have a scale of
shades in place of each color; see `Style`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from folkhue._utils.atomic import atomic_write
from folkhue._utils.regular_file import open_file
from folkhue.errors import PaletteFileError
from folkhue.palettes.color_palette import Palette
from folkhue.palettes.formats import (
    aco,
    android,
    ase,
    css,
    folkhue_json,
    gpl,
    jasc,
    kpl,
    lospec_hex,
    paint_net,
    png,
    scss,
    swift,
    tailwind,
    tokens,
)
from folkhue.palettes.formats.entries import DEFAULT as DEFAULT
from folkhue.palettes.formats.entries import Style as Style
from folkhue.palettes.formats.swatches import MAX_COLORS, Swatches
from folkhue.palettes.scales import STEPS

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
        Palette → contents of a file; formats that leave a choice take a `Style`, too. Raises a
        `PaletteFileError` for palettes that it cannot hold.
    decode : callable
        Contents of a file → swatches. Raises a `PaletteFileError` for invalid contents.
    has_scales, has_prefix : bool
        Which choices of a `Style` it leaves.
    """

    description: str

    encode: Callable[..., bytes]
    decode: Callable[[bytes], Swatches]
    has_scales: bool = False
    has_prefix: bool = False


def _design_system(
    description: str, encode: Callable[..., bytes], decode: Callable[[bytes], Swatches]
) -> Format:
    return Format(description, encode, decode, has_scales=True, has_prefix=True)


FORMATS = {
    ".json": Format("folkhue", folkhue_json.encode, folkhue_json.decode, has_scales=True),
    ".tokens.json": _design_system("design tokens", tokens.encode, tokens.decode),
    ".tailwind.css": _design_system(
        "a theme of Tailwind CSS 4", tailwind.encode_theme, tailwind.decode_theme
    ),
    ".tailwind.js": _design_system(
        "a configuration of Tailwind CSS 3", tailwind.encode_config, tailwind.decode_config
    ),
    ".css": _design_system("custom properties", css.encode, css.decode),
    ".scss": _design_system("Sass variables", scss.encode, scss.decode),
    ".xml": _design_system("Android", android.encode, android.decode),
    ".swift": _design_system("SwiftUI", swift.encode, swift.decode),
    ".gpl": Format("GIMP, Inkscape", gpl.encode, gpl.decode),
    ".ase": Format("Illustrator, InDesign", ase.encode, ase.decode),
    ".aco": Format("Photoshop", aco.encode, aco.decode),
    ".kpl": Format("Krita", kpl.encode, kpl.decode),
    ".pal": Format("Paint Shop Pro, Aseprite", jasc.encode, jasc.decode),
    ".hex": Format("Lospec", lospec_hex.encode, lospec_hex.decode),
    ".txt": Format("paint.net", paint_net.encode, paint_net.decode),
    ".png": Format("a strip of swatches", png.encode, png.decode),
}
"""Suffix → format. A file has the longest one that its name ends in, in upper or lower case."""


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


def write_palette(palette: Palette, path: str | Path, style: Style = DEFAULT) -> None:
    """Write a palette to a file, in the format of its suffix.

    Parameters
    ----------
    palette : Palette
    path : path
        An existing file is replaced; missing folders are created.
    style : Style
        Whether with scales of shades, and how names begin.

    Raises
    ------
    PaletteFileError
        If the suffix is none of `FORMATS`, or the format cannot hold the palette or has no such
        style.
    """
    contents = encode_palette(palette, path, style)
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


def encode_palette(palette: Palette, path: str | Path, style: Style = DEFAULT) -> bytes:
    """Return the bytes that `write_palette` writes to `path`."""
    check_style(path, style)
    kind = FORMATS[suffix_of(path)]
    limit = MAX_COLORS // len(STEPS) if style.scales else MAX_COLORS
    if not 0 < len(palette) <= limit:
        raise PaletteFileError(
            f"{path}: expected a palette of 1 to {limit:,} colors, "
            f"got {len(palette) or 'none'}; nothing was written"
        )
    try:
        return kind.encode(palette, style) if kind.has_scales else kind.encode(palette)
    except PaletteFileError as error:
        raise PaletteFileError(f"{path}: {error}") from error


def check_style(path: str | Path, style: Style) -> None:
    """Check that the format of a file leaves the choices of a style.

    Raises
    ------
    PaletteFileError
        If it does not.
    """
    kind = FORMATS[suffix_of(path)]
    for given, known, what in (
        (style.scales, "has_scales", "scales of shades"),
        (style.prefix is not None, "has_prefix", "a prefix of names"),
    ):
        if given and not getattr(kind, known):
            others = ", ".join(suffix for suffix, each in FORMATS.items() if getattr(each, known))
            raise PaletteFileError(f"{path}: expected a format with {what}: {others}")


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
    if found := [suffix for suffix in FORMATS if name.endswith(suffix)]:
        return max(found, key=len)
    raise PaletteFileError(
        f"{path}: expected the name of a palette file, which ends in {', '.join(FORMATS)}"
    )
