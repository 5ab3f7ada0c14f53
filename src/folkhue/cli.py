"""The command line: ``folkhue``."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from folkhue.table import ColorTable

app = typer.Typer(
    name="folkhue",
    help="Name the colours of photographs, as people do who tag them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback()
def _group() -> None:
    """Keep `classify` a command of its own, as there will be others."""


@app.command(no_args_is_help=True)
def classify(
    images: Annotated[list[Path], typer.Argument(help="Photographs: JPEG, PNG, WebP, GIF, …")],
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for NAME.png, repainted, and NAME.json, the shares."),
    ] = None,
    table: Annotated[
        Path | None,
        typer.Option(
            help="basic8 (red orange yellow green blue purple black white), basic11 (with brown, "
            "pink and gray), or a colortable.npz of your own. basic8 if absent."
        ),
    ] = None,
) -> None:
    """Tell how much of each colour a photograph has, and repaint it in them.

    Every pixel gets the name people would give it. Transparent pixels are not counted.

        folkhue classify beach.jpg

        folkhue classify *.jpg --out named/
    """
    from folkhue.errors import FolkhueError
    from folkhue.table import load

    failed = 0
    try:
        _check_folder(out, images)
        names = load(table)
    except (FolkhueError, OSError) as error:
        _complain(error)
        raise typer.Exit(2) from error
    for image, stem in zip(images, _stems(images), strict=True):
        try:
            _classify(image, names, out, stem)
        except (FolkhueError, OSError) as error:
            failed += 1
            _complain(error)
    if failed:
        raise typer.Exit(1)


def _check_folder(out: Path | None, images: list[Path]) -> None:
    from folkhue.errors import FolkhueError

    if out is None:
        return
    if any(out.resolve() == image.resolve().parent for image in images):
        raise FolkhueError(f"{out} holds the photographs; name another --out, lest one be lost")
    out.mkdir(parents=True, exist_ok=True)


def _complain(error: Exception) -> None:
    from rich.console import Console
    from rich.text import Text

    Console(stderr=True).print(Text.assemble(("error: ", "red"), str(error)), soft_wrap=True)


def _classify(image: Path, table: ColorTable, out: Path | None, stem: str) -> None:
    import json

    from folkhue.files import whole_file
    from folkhue.images import read_photo
    from folkhue.recolor import repaint

    photo = read_photo(image)
    shares = table.shares(photo.rgb, photo.opaque)
    _print_shares(image, shares, table)
    if out is None:
        return
    height, width = photo.opaque.shape
    summary = {"image": str(image), "width": width, "height": height, "shares": shares}
    with whole_file(out / f"{stem}.png") as beside:
        repaint(photo, table).save(beside)
    with whole_file(out / f"{stem}.json") as beside:
        beside.write_text(json.dumps(summary, indent=2) + "\n", "utf-8")


def _print_shares(image: Path, shares: dict[str, float], table: ColorTable) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from folkhue.recolor import percent
    from folkhue.vocabulary import UNNAMED_NAME, UNNAMED_SWATCH

    paint = dict(zip(table.terms, table.swatches, strict=True)) | {UNNAMED_NAME: UNNAMED_SWATCH}
    grid = Table.grid(padding=(0, 2))
    for name, share in shares.items():
        red, green, blue = paint[name]
        bar = Text("█" * max(1, round(32 * share)), style=f"rgb({red},{green},{blue})")
        grid.add_row(Text(percent(share).rjust(7)), Text(name), bar)
    console = Console()
    console.print(Text(str(image), style="bold"), soft_wrap=True)
    console.print(grid if shares else "  every pixel is transparent")


def _stems(images: list[Path]) -> list[str]:
    """Name the outputs after the images, telling apart those of the same name."""
    taken: set[str] = set()
    stems = []
    for image in images:
        stem, number = image.stem, 2
        while stem in taken:
            stem, number = f"{image.stem}-{number}", number + 1
        taken.add(stem)
        stems.append(stem)
    return stems


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # not every terminal can show a bar or an é
    app()
