"""``folkhue name``."""

from __future__ import annotations

from typing import Annotated

import typer

from folkhue.cli.console import print_json, print_lines
from folkhue.cli.options import TableOption
from folkhue.table import DEFAULT_TABLE


def name(
    colors: Annotated[
        list[str],
        typer.Argument(
            help='Colors as CSS writes them: "#c8362b", teal, "rgb(200 54 43)", hsl(), hwb(), '
            "lab(), lch(), oklab(), oklch() or color(). The # may be missing."
        ),
    ],
    table: TableOption = DEFAULT_TABLE,
    json: Annotated[
        bool, typer.Option("--json", help="Print a JSON array, as /v1/name answers.")
    ] = False,
) -> None:
    """Name colors, with the confidence of each name and other probable names.

    Below each color are the nearest names of CSS and, with the extra "names", of the XKCD survey,
    with their differences in CIEDE2000.

    For example:

        folkhue name "#c8362b"

        folkhue name teal "rgb(200 54 43)" --json

    Quote # and parentheses, which mean something else to a shell.
    """
    from folkhue.cli.drawing import color_lines
    from folkhue.palettes.named_color import as_dicts, name_colors
    from folkhue.table.color_table import load

    named = name_colors(colors, load(table))
    if json:
        print_json(as_dicts(named))
    else:
        print_lines(*color_lines(named))
