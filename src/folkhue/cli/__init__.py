"""Command line: the commands of ``folkhue``, and what they print.

Each command has a module: it checks its arguments, computes values, writes files, and prints at
the end. What the commands share: `options`, `inputs` (one image after another), `console`
(printing) and `drawing` (values as bars and swatches).
"""

from __future__ import annotations

import io
import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from folkhue.cli.classify import classify
from folkhue.cli.compare import compare
from folkhue.cli.console import CANNOT_RUN, print_error, printing, report_errors
from folkhue.cli.export_model import export_model
from folkhue.cli.find import find
from folkhue.cli.import_palette import import_palettes
from folkhue.cli.name import name
from folkhue.cli.name_maps import decode, encode
from folkhue.cli.palette import palette
from folkhue.cli.picture import picture
from folkhue.cli.serving import page, serve
from folkhue.cli.suggest import suggest
from folkhue.cli.tag import tag

HELP = """Name the colors of photographs as people who tag them do.

For example:

    folkhue palette beach.jpg

    folkhue classify holidays/ --out shares.csv

    curl --location https://example.org/a.jpg | folkhue palette -

Exit status: 0, all is done; 1, something was left out, with its reason on
standard error; 2, wrong usage, or nothing could be done; 130, Ctrl-C.
"""


class _Commands(TyperGroup):
    """The commands; none of them ends in a traceback for what folkhue or the disk refuses."""

    def invoke(self, ctx: Any) -> Any:
        with report_errors():
            return super().invoke(ctx)


app = typer.Typer(
    name="folkhue",
    cls=_Commands,
    help=HELP,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
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


for command in (
    *(classify, picture, name, palette, suggest, compare, find, tag),
    encode,
    decode,
    page,
):
    app.command(no_args_is_help=True)(command)
app.command("import", no_args_is_help=True)(import_palettes)
app.command("export-model", no_args_is_help=True)(export_model)
app.command()(serve)


def main() -> None:
    """Run the command line."""
    _prepare_streams()
    with printing():  # the help, and what is still buffered at the end
        try:
            app()
        finally:
            sys.stdout.flush()


def _prepare_streams() -> None:
    """Replace what a stream cannot show; end if there is no standard output."""
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 — open until the end
    if sys.stdout is None:
        print_error("standard output is closed; send it to a file, or to /dev/null")
        sys.exit(CANNOT_RUN)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # not every terminal can show a bar or an é
