"""``folkhue compare``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from folkhue.cli.console import print_lines, report_errors
from folkhue.cli.options import ElevenTermsOption

if TYPE_CHECKING:
    from folkhue.palettes.comparison import PaletteSummary
    from folkhue.table.color_table import ColorTable


def compare(
    one: Annotated[
        Path, typer.Argument(metavar="A", help="A photograph, or a palette: .gpl, .ase, …")
    ],
    other: Annotated[Path, typer.Argument(metavar="B", help="Another.")],
    out: Annotated[
        Path | None, typer.Option(help="Write distance, palettes and shares to FILE.json.")
    ] = None,
    k: Annotated[
        int, typer.Option("-k", min=1, max=64, help="Number of colors in each palette.")
    ] = 6,
    table: ElevenTermsOption = "basic11",
) -> None:
    """Measure how different two photographs, or palettes, are in color.

    For example:

        folkhue compare before.jpg after.jpg

        folkhue compare room.jpg brand.ase

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

    with report_errors():
        names = load(table)
        _check_json(out)
        compared = Comparison.between(_read_side(one, k, names), _read_side(other, k, names))
        if out:
            _write_json(out, compared.as_dict())
    print_lines(*comparison_lines(compared, [str(one), str(other)], swatch_by_name(names)))


def _read_side(path: Path, k: int, table: ColorTable) -> PaletteSummary:
    """Read a photograph, or a palette file; a PNG is a photograph."""
    from folkhue.palettes.comparison import PaletteSummary
    from folkhue.palettes.formats import FORMATS, read_palette

    if path.suffix.lower() != ".png" and path.name.lower().endswith(tuple(FORMATS)):
        return PaletteSummary.from_palette(read_palette(path, table))
    return PaletteSummary.from_image(path, k, table)


def _check_json(out: Path | None) -> None:
    from folkhue.errors import FolkhueError

    if out and out.suffix.lower() != ".json":
        raise FolkhueError(f"--out {out}: expected FILE.json")


def _write_json(out: Path, contents: dict[str, Any]) -> None:
    import json

    from folkhue._utils.atomic import atomic_write

    with atomic_write(out) as temporary:
        temporary.write_text(json.dumps(contents, indent=2, ensure_ascii=False) + "\n", "utf-8")
