"""Command line: the commands of ``folkhue``, and what they print.

Each command has a module: it checks its arguments, computes values, writes files, and prints at
the end. What the commands share: `options`, `inputs` (one image after another), `console`
(printing) and `drawing` (values as bars and swatches).
"""

from __future__ import annotations

import io
import sys
from typing import Annotated

import typer

from folkhue.cli.classify import classify
from folkhue.cli.compare import compare
from folkhue.cli.find import find
from folkhue.cli.import_palette import import_palettes
from folkhue.cli.name import name
from folkhue.cli.name_maps import decode, encode
from folkhue.cli.palette import palette
from folkhue.cli.serving import page, serve

app = typer.Typer(
    name="folkhue",
    help="Name the colors of photographs as people who tag them do.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print("folkhue", version("folkhue"))
        raise typer.Exit


@app.callback()
def _group(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version.", callback=_print_version, is_eager=True
        ),
    ] = False,
) -> None:
    pass


for command in (classify, name, palette, compare, find, encode, decode, page):
    app.command(no_args_is_help=True)(command)
app.command("import", no_args_is_help=True)(import_palettes)
app.command()(serve)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # not every terminal can show a bar or an é
    app()
