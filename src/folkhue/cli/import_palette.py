"""``folkhue import``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from folkhue.cli.console import print_lines, print_note, printing_each
from folkhue.cli.inputs import Input, as_inputs, check_standard_input, for_each
from folkhue.cli.options import JsonOption, PrefixOption, ScalesOption, TableOption
from folkhue.cli.outputs import ForceOption, check_outputs
from folkhue.cli.palette_roles import Describe, RolesOption, describer
from folkhue.table import DEFAULT_TABLE

if TYPE_CHECKING:
    from folkhue.palettes.formats import ImportedPalette
    from folkhue.palettes.palette import Palette
    from folkhue.table.color_table import ColorTable

_SIGNS = (
    (b"ASEF", ".ase"),
    (b"\x89PNG", ".png"),
    (b"PK", ".kpl"),
    (b"GIMP Palette", ".gpl"),
    (b"JASC-PAL", ".pal"),
    (b"\0\1", ".aco"),
    (b"\0\2", ".aco"),
)
"""How palette files begin, and their suffixes."""

_PATTERNS = tuple(
    (re.compile(pattern), suffix)
    for pattern, suffix in (
        (rb"\A[{\[]", ".json"),
        (rb"<resources\b", ".xml"),
        (rb"\b(?:import (?:SwiftUI|UIKit)|extension (?:UI)?Color)\b", ".swift"),
        (rb"module\.exports|export default", ".tailwind.js"),
        (rb"@theme", ".tailwind.css"),
        (rb"\A(?:;[^\r\n]*[\r\n]+)*[0-9A-Fa-f]{8}[ \t]*(?:[;\r\n]|\Z)", ".txt"),
        (rb"\A#?[0-9A-Fa-f]{6}[ \t]*(?:[\r\n]|\Z)", ".hex"),
        (rb"\A\$|\n\$", ".scss"),
        (rb":", ".css"),
    )
)
"""What text files have near their beginning, and their suffixes; the first that is there counts."""

_HEAD = 1 << 16
_MAX_TOLD = 20  # of what is left out of a file


def import_palettes(
    files: Annotated[
        list[str], typer.Argument(help="Palette files; see above. -: standard input.")
    ],
    to: Annotated[
        Path | None,
        typer.Option(help="File to write the palette to; its suffix selects the format."),
    ] = None,
    scales: ScalesOption = False,
    prefix: PrefixOption = None,
    table: TableOption = DEFAULT_TABLE,
    roles: RolesOption = False,
    json: JsonOption = False,
    force: ForceOption = False,
) -> None:
    """Read a palette of another program, name its colors, and convert it.

    For example:

        folkhue import brand.ase

        folkhue import brand.ase --to brand.tailwind.css

        folkhue import brand.ase --roles

        folkhue import brand.ase --to brand.tokens.json --scales --prefix brand

        folkhue import - --json < brand.gpl

    The suffix of a file selects its format: .json (folkhue), .tokens.json
    (design tokens), .css (custom properties), .scss (Sass variables),
    .tailwind.css (a theme of Tailwind CSS 4), .tailwind.js (a configuration
    of Tailwind CSS 3), .xml (Android), .swift (SwiftUI), .gpl (GIMP,
    Inkscape), .ase (Illustrator, InDesign), .aco (Photoshop), .kpl (Krita),
    .pal (Paint Shop Pro, Aseprite), .hex (Lospec), .txt (paint.net), .png (a
    strip of swatches). That of standard input is told by its contents.

    Colors keep the names that they have in the file, next to those that people
    give them. Of equal colors, the first is kept. Only .json and .png store
    shares; colors of other files get equal shares. CMYK is converted as if
    the inks were ideal. What a palette lacks of its file, such as opacity
    and color-mix(), is told.
    """
    from folkhue.errors import FolkhueError
    from folkhue.palettes.formats import DEFAULT, Style, check_style, write_palette
    from folkhue.table.color_table import load

    style = Style(scales, prefix)
    if to is not None and len(files) > 1:
        raise FolkhueError(f"--to {to}: expected one file to convert, got {len(files)}")
    if to is None and style != DEFAULT:
        raise FolkhueError("--scales and --prefix are for files: name one with --to")
    if to is not None:
        check_style(to, style)
        check_outputs([to], force=force)
    check_standard_input(files)
    names = load(table)

    def work(file: Input) -> tuple[Input, Palette]:
        imported = _read(file, names)
        _tell(file.title, imported.left_out)
        palette = imported.palette
        if to is not None:
            write_palette(palette, to, style)
        return file, palette

    described = partial(_described, describe=describer(roles, names))
    with printing_each(json, described, partial(_print, roles=names if roles else None)) as show:
        for_each(as_inputs(files), work, show, title="palettes")


def _read(file: Input, table: ColorTable) -> ImportedPalette:
    from folkhue.palettes.formats import decode_import, import_palette

    source = file.source
    if isinstance(source, str):
        return import_palette(source, table)
    return decode_import(source, f"standard input{_suffix_of_contents(source)}", table)


def _described(imported: tuple[Input, Palette], describe: Describe) -> dict[str, Any]:
    file, palette = imported
    return {"path": file.path, **describe(palette)}


def _print(imported: tuple[Input, Palette], roles: ColorTable | None) -> None:
    from folkhue.cli.drawing import palette_lines
    from folkhue.cli.palette_roles import role_lines

    file, palette = imported
    print_lines(*palette_lines(palette, file.title))
    if roles:
        print_lines(*role_lines(palette, roles))


def _tell(title: str, left_out: Sequence[str]) -> None:
    """Tell what of a file the palette lacks."""
    for note in left_out[:_MAX_TOLD]:
        print_note(f"{title}: left out: {note}")
    if len(left_out) > _MAX_TOLD:
        print_note(f"{title}: left out: {len(left_out) - _MAX_TOLD:,} more of this kind")


def _suffix_of_contents(contents: bytes) -> str:
    """Guess the format of a palette file.

    Raises
    ------
    PaletteFileError
        If it is none that is read.
    """
    from folkhue.errors import PaletteFileError
    from folkhue.palettes.formats import FORMATS

    for sign, suffix in _SIGNS:
        if contents.startswith(sign):
            return suffix
    head = contents[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    for pattern, suffix in _PATTERNS:
        if b"\0" not in head and pattern.search(head):
            return suffix
    raise PaletteFileError(f"standard input: expected a palette in one of {', '.join(FORMATS)}")
