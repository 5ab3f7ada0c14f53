"""``folkhue import``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from folkhue.cli.console import print_lines, report_errors
from folkhue.cli.inputs import for_each
from folkhue.cli.options import ElevenTermsOption

if TYPE_CHECKING:
    from folkhue.palettes.palette import Palette


def import_palettes(
    files: Annotated[list[Path], typer.Argument(help="Palette files; see above.")],
    to: Annotated[
        Path | None,
        typer.Option(help="File to write the palette to; its suffix selects the format."),
    ] = None,
    table: ElevenTermsOption = "basic11",
) -> None:
    """Read a palette of another program, name its colors, and convert it.

    For example:

        folkhue import brand.ase

        folkhue import brand.ase --to brand.tailwind.css

    The suffix of a file selects its format: .json (folkhue), .css (custom
    properties), .scss (Sass variables), .tailwind.css (a theme of Tailwind
    CSS 4), .tailwind.js (a configuration of Tailwind CSS 3), .gpl (GIMP,
    Inkscape), .ase (Illustrator, InDesign), .aco (Photoshop), .kpl (Krita),
    .png (a strip of swatches).

    Colors keep the names that they have in the file, next to those that people
    give them. Of equal colors, the first is kept. Only .json and .png store
    shares; colors of other files get equal shares. CMYK is converted as if
    the inks were ideal.
    """
    from folkhue.cli.drawing import palette_lines
    from folkhue.errors import FolkhueError
    from folkhue.palettes.formats import read_palette, suffix_of, write_palette
    from folkhue.table.color_table import load

    with report_errors():
        if to is not None and len(files) > 1:
            raise FolkhueError(f"--to {to}: expected one file to convert, got {len(files)}")
        if to is not None:
            suffix_of(to)
        names = load(table)

    def work(file: Path) -> tuple[Path, Palette]:
        palette = read_palette(file, names)
        if to is not None:
            write_palette(palette, to)
        return file, palette

    for_each(files, work, lambda result: print_lines(*palette_lines(result[1], str(result[0]))))
