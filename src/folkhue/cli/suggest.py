"""``folkhue suggest``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from folkhue.cli.console import print_json, print_lines
from folkhue.cli.options import TableOption, one_of
from folkhue.cli.outputs import ForceOption, check_outputs
from folkhue.table import DEFAULT_TABLE

if TYPE_CHECKING:
    from folkhue.harmonies.suggestions import Suggestion
    from folkhue.table.color_table import ColorTable


def suggest(
    colors: Annotated[
        list[str] | None,
        typer.Argument(
            help='The colors that are there, as CSS writes them: "#1e3cc8", teal, '
            '"oklch(0.6 0.2 27)". They stay as they are. None, to suggest whole palettes.'
        ),
    ] = None,
    add: Annotated[int, typer.Option(min=1, max=8, help="Number of colors to add.")] = 1,
    words: Annotated[str, typer.Option(help='What the palette is about: "autumn forest".')] = "",
    alternatives: Annotated[
        int, typer.Option(min=1, max=50, help="Number of answers, the best first.")
    ] = 5,
    method: Annotated[
        str,
        typer.Option(
            metavar="METHOD",
            callback=one_of("folkhue.harmonies.suggestions", "METHODS"),
            help="learned: as in palettes that people made. complement, split-complement, triad, "
            "square, analogous: the hues of a classic scheme.",
        ),
    ] = "learned",
    seed: Annotated[
        int,
        typer.Option(
            min=0, max=(1 << 32) - 1, help="Another one draws other answers of several colors."
        ),
    ] = 0,
    model: Annotated[
        str,
        typer.Option(
            "--model",
            help="Model of harmonies: harmony, or the file of your own, such as "
            "models/harmonies/harmony.npz of make harmonies.",
        ),
    ] = "harmony",
    out: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE",
            help="Write the given colors and the best answer to a palette file (.json .css .gpl "
            ".ase .png …; see `folkhue import --help`). Repeatable.",
        ),
    ] = None,
    table: TableOption = DEFAULT_TABLE,
    json: Annotated[
        bool, typer.Option("--json", help="Print a JSON array, as /v1/suggest answers.")
    ] = False,
    force: ForceOption = False,
) -> None:
    """Suggest colors that go together with others.

    For example:

        folkhue suggest "#1e3cc8" "#f4b942"

        folkhue suggest "#1e3cc8" "#f4b942" --add 3 --alternatives 8

        folkhue suggest teal --add 4 --words "autumn forest" --out forest.gpl

        folkhue suggest teal --method triad --add 2 --json

    Each line shows a palette: the given colors, then the added ones, with their
    names. The percentage is the harmony of the palette: the share of the
    palettes that people made whose colors follow less from each other. The
    same colors and the same seed always give the same answers.
    """
    from folkhue.errors import FolkhueError
    from folkhue.harmonies.model import load_harmony_model
    from folkhue.harmonies.suggestions import suggestions
    from folkhue.palettes.formats import suffix_of
    from folkhue.table.color_table import load

    if not colors and method != "learned":
        raise FolkhueError(f"--method {method}: expected a color to start from")
    for file in out or []:
        suffix_of(file)
    check_outputs(out or [], force=force)
    names = load(table)
    found = suggestions(
        colors or [],
        add,
        alternatives,
        seed,
        words=words,
        method=method,
        model=load_harmony_model(model),
    )
    for file in out or []:
        _write(file, found[0], names)
    if json:
        print_json([each.as_dict() for each in found])
    else:
        _print(found, names)


def _write(file: str, suggestion: Suggestion, table: ColorTable) -> None:
    """Write the whole palette, in which all colors have the same share."""
    import numpy as np

    from folkhue.palettes.formats import write_palette
    from folkhue.palettes.palette import Palette

    rgb = list(dict.fromkeys((*suggestion.given, *suggestion.added)))
    labels = ["" if color in suggestion.given else "suggested" for color in rgb]
    shares = np.ones(len(rgb))
    palette = Palette.from_colors(
        np.array(rgb, np.uint8), shares, table, title="suggestion", labels=labels
    )
    write_palette(palette, file)


def _print(found: list[Suggestion], table: ColorTable) -> None:
    from folkhue.cli.drawing import suggestion_lines
    from folkhue.palettes.named_color import name_colors

    print_lines(*suggestion_lines([(each, name_colors(each.added, table)) for each in found]))
