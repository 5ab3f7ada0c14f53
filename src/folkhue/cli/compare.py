"""``folkhue compare``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from folkhue.cli.console import print_json, print_lines
from folkhue.cli.inputs import Input, as_inputs, check_standard_input
from folkhue.cli.options import JsonOption, TableOption
from folkhue.cli.outputs import ForceOption, check_outputs, write_json
from folkhue.table import DEFAULT_TABLE

if TYPE_CHECKING:
    from folkhue.palettes.comparison import Comparison, PaletteSummary
    from folkhue.table.color_table import ColorTable


def compare(
    one: Annotated[
        str,
        typer.Argument(
            metavar="A", help="A photograph, or a palette: .gpl, .ase, …; -: standard input."
        ),
    ],
    other: Annotated[str, typer.Argument(metavar="B", help="Another.")],
    out: Annotated[
        Path | None, typer.Option(help="Write distance, palettes and shares to FILE.json.")
    ] = None,
    k: Annotated[
        int, typer.Option("-k", min=1, max=64, help="Number of colors in each palette.")
    ] = 6,
    table: TableOption = DEFAULT_TABLE,
    json: JsonOption = False,
    force: ForceOption = False,
) -> None:
    """Measure how different two photographs, or palettes, are in color.

    For example:

        folkhue compare before.jpg after.jpg

        folkhue compare room.jpg brand.ase

        folkhue compare before.jpg - --json < after.jpg

    The distance is the earth mover's distance between their palettes: how
    far, in CIELAB, the colors of one must move to become those of the other,
    weighted by their shares. 0 is identical, below 10 nearly the same, below
    20 similar; two random photographs are about 37 apart, black and white
    100. The shares of names in both are printed, too.
    """
    from folkhue.cli.drawing import comparison_lines
    from folkhue.palettes.comparison import Comparison
    from folkhue.render.name_swatches import swatch_by_name
    from folkhue.table.color_table import load

    check_standard_input([one, other])
    names = load(table)
    _check_json(out, force)
    sides = as_inputs([one, other])
    compared = Comparison.between(*(_read_side(side, k, names) for side in sides))
    described = _described(compared, sides)
    if out:
        write_json(out, described)
    if json:
        print_json([described])
    else:
        titles = [side.title for side in sides]
        print_lines(*comparison_lines(compared, titles, swatch_by_name(names)))


def _read_side(side: Input, k: int, table: ColorTable) -> PaletteSummary:
    """Read a photograph, or a palette file; a PNG is a photograph."""
    from folkhue.palettes.comparison import PaletteSummary
    from folkhue.palettes.formats import FORMATS, read_palette

    name = side.path.lower()
    if name.endswith(tuple(FORMATS)) and not name.endswith(".png"):
        return PaletteSummary.from_palette(read_palette(side.path, table))
    return PaletteSummary.from_image(side.source, k, table)


def _described(compared: Comparison, sides: list[Input]) -> dict[str, Any]:
    """Describe a comparison as JSON types, with the paths of both."""
    described = compared.as_dict()
    for key, side in zip(("one", "other"), sides, strict=True):
        described[key] = {"path": side.path, **described[key]}
    return described


def _check_json(out: Path | None, force: bool) -> None:
    from folkhue.errors import FolkhueError

    if out and out.suffix.lower() != ".json":
        raise FolkhueError(f"--out {out}: expected FILE.json")
    if out:
        check_outputs([out], force=force)
