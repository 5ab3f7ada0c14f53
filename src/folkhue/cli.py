"""The command line: ``folkhue``."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from folkhue.namemap import NameMap
    from folkhue.results import Totals
    from folkhue.table import ColorTable

app = typer.Typer(
    name="folkhue",
    help="Name the colours of photographs, as people do who tag them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

TableOption = Annotated[
    str | None,
    typer.Option(
        "--table",
        help="basic8 (red orange yellow green blue purple black white), basic11 (with brown, "
        "pink and gray), or a colortable.npz of your own. basic8 if absent.",
    ),
]


class MapKind(StrEnum):
    """Formats of name maps."""

    webp = "webp"
    png = "png"


class DecodedKind(StrEnum):
    """What a name map is decoded to."""

    png = "png"
    npy = "npy"


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


@app.command(no_args_is_help=True)
def classify(
    images: Annotated[
        list[Path], typer.Argument(help="Photographs (JPEG, PNG, WebP, GIF, …), or folders of them")
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for NAME.png, repainted, and NAME.json, the shares; or a table of "
            "results, a row for each photograph: FILE.csv, FILE.parquet or FILE.jsonl."
        ),
    ] = None,
    table: TableOption = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            min=1, help="Worker processes for many photographs. One a processor if absent."
        ),
    ] = None,
) -> None:
    """Tell how much of each colour a photograph has, and repaint it in them.

    Every pixel gets the name people would give it. Transparent pixels are not counted.

        folkhue classify beach.jpg

        folkhue classify *.jpg --out named/

    Of many photographs, in folders and the folders within, one table, or the totals:

        folkhue classify holidays/ --out shares.csv

        folkhue classify holidays/

    A table that was stopped, by Ctrl-C or otherwise, goes on where it was when the command is
    given again; once finished, only new and changed photographs are done. It remembers by
    FILE.csv.journal. What cannot be read costs a row, whose column "status" says why.
    """
    from folkhue.batch import classify_to, classify_totals, find_photos, workers_at_hand
    from folkhue.results import WRITERS
    from folkhue.table import load

    with _complaints(stopped="stopped; a table goes on when the same command is given"):
        photos, jobs = find_photos(images), jobs or workers_at_hand()
        if out is not None and out.suffix.lower() in WRITERS:
            _print_totals(classify_to(out, photos, table, jobs=jobs), load(table))
            return
        if out is None and any(image.is_dir() for image in images):
            _print_totals(classify_totals(photos, table, jobs=jobs), load(table))
            return
        pictures = [Path(photo) for photo in photos]
        _check_folder(out, pictures, images)
        names = load(table)
    _each(pictures, lambda image, stem: _classify(image, names, out, stem))


@app.command(no_args_is_help=True)
def encode(
    images: Annotated[list[Path], typer.Argument(help="Photographs: JPEG, PNG, WebP, GIF, …")],
    to: Annotated[
        MapKind, typer.Option(help="Format; WebP is the smaller, PNG the more widely read.")
    ] = MapKind.webp,
    out: Annotated[Path, typer.Option(help="Folder for NAME.webp or NAME.png.")] = Path("names"),
    table: TableOption = None,
    smooth: Annotated[
        bool,
        typer.Option(
            "--smooth",
            help="Let specks of fewer than 16 pixels vanish. Larger regions keep every pixel.",
        ),
    ] = False,
) -> None:
    """Keep which name every pixel has, in about a sixtieth of the bytes of raw RGB.

    What is written is an image that any viewer shows, each pixel in the swatch of its name;
    transparent pixels stay transparent. `folkhue decode` gives back exactly the names.

        folkhue encode beach.jpg

        folkhue encode *.jpg --to png --smooth --out maps/
    """
    from folkhue.table import load

    with _complaints():
        _check_folder(out, images, images)
        names = load(table)
    _each(images, lambda image, stem: _encode(image, names, out / f"{stem}.{to}", smooth))


@app.command(no_args_is_help=True)
def decode(
    files: Annotated[list[Path], typer.Argument(help="Files that `folkhue encode` wrote")],
    out: Annotated[
        Path | None, typer.Option(help="Folder for NAME.png or NAME.npy; none if absent.")
    ] = None,
    as_: Annotated[
        DecodedKind,
        typer.Option(
            "--as",
            help="png: repainted. npy: indices of terms for NumPy, uint8 of shape (height, "
            "width), 255 for unnamed and transparent.",
        ),
    ] = DecodedKind.png,
) -> None:
    """Tell how much of each colour a photograph had, from its name map alone.

        folkhue decode names/beach.webp

        folkhue decode names/*.webp --as npy --out arrays/

    A file that is no name map, or was altered since, is refused.
    """
    with _complaints():
        _check_folder(out, files, files)
    _each(files, lambda file, stem: _decode(file, out and out / f"{stem}.{as_}"))


@contextmanager
def _complaints(status: int = 2, stopped: str = "stopped") -> Iterator[None]:
    """Print what folkhue raises on purpose and the disk refuses, and end with an exit status."""
    from folkhue.errors import FolkhueError

    try:
        yield
    except (FolkhueError, OSError) as error:
        _complain(error)
        raise typer.Exit(status) from error
    except KeyboardInterrupt as error:
        _complain(stopped)
        raise typer.Exit(130) from error


def _each(images: list[Path], work: Callable[[Path, str], None]) -> None:
    """Work on every image, give each a name of its own; go on after those that fail."""
    failed = 0
    for image, stem in zip(images, _stems(images), strict=True):
        try:
            with _complaints(1):
                work(image, stem)
        except typer.Exit as end:
            if end.exit_code != 1:
                raise
            failed += 1
    if failed:
        raise typer.Exit(1)


def _check_folder(out: Path | None, images: list[Path], given: list[Path]) -> None:
    from folkhue.errors import FolkhueError

    if out is None:
        return
    if out.suffix.lower() in {".json", ".tsv", ".txt", ".xlsx"}:
        raise FolkhueError(f"{out}: expected a folder, or a table .csv, .parquet or .jsonl")
    within = [image.resolve() for image in given if image.is_dir()]
    if any(out.resolve() == image.resolve().parent for image in images) or any(
        out.resolve().is_relative_to(folder) for folder in within
    ):
        raise FolkhueError(f"{out} holds the photographs; name another --out, lest one be lost")
    out.mkdir(parents=True, exist_ok=True)


def _complain(reason: object) -> None:
    from rich.console import Console
    from rich.text import Text

    Console(stderr=True).print(Text.assemble(("error: ", "red"), str(reason)), soft_wrap=True)


def _classify(image: Path, table: ColorTable, out: Path | None, stem: str) -> None:
    import json

    from folkhue.files import whole_file
    from folkhue.images import read_photo
    from folkhue.namemap import NameMap

    named = NameMap.of_photo(read_photo(image), table)
    _print_shares(image, named)
    if out is None:
        return
    height, width = named.opaque.shape
    summary = {"image": str(image), "width": width, "height": height, "shares": named.shares()}
    with whole_file(out / f"{stem}.png") as beside:
        named.image().save(beside)
    with whole_file(out / f"{stem}.json") as beside:
        beside.write_text(json.dumps(summary, indent=2) + "\n", "utf-8")


def _encode(image: Path, table: ColorTable, target: Path, smooth: bool) -> None:
    from folkhue.files import whole_file
    from folkhue.images import read_photo
    from folkhue.namemap import NameMap
    from folkhue.recolor import percent

    exact = NameMap.of_photo(read_photo(image), table)
    named = exact.smoothed() if smooth else exact
    contents = named.to_webp() if target.suffix == ".webp" else named.to_png()
    with whole_file(target) as beside:
        beside.write_bytes(contents)
    ratio = 3 * named.names.size / len(contents)
    line = f"{target}: {len(contents):,} bytes, 1/{ratio:.0f} of raw RGB"
    if smooth:
        line += f"; {percent(float((named.names != exact.names).mean()))} of pixels changed"
    print(line)


def _decode(file: Path, target: Path | None) -> None:
    import numpy as np

    from folkhue.files import whole_file
    from folkhue.namemap import NameMap

    named = NameMap.read(file)
    _print_shares(file, named)
    if target is None:
        return
    with whole_file(target) as beside:
        if target.suffix == ".npy":
            np.save(beside, named.names)
        else:
            named.image().save(beside)


def _print_shares(image: Path, named: NameMap) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console()
    console.print(Text(str(image), style="bold"), soft_wrap=True)
    shares = named.shares()
    console.print(_bars(shares, named) if shares else "  every pixel is transparent")


def _print_totals(totals: Totals, table: ColorTable) -> None:
    import numpy as np
    from rich.console import Console

    from folkhue.table import ranked_shares

    shares = ranked_shares(np.array(totals.counts), table.terms)
    console = Console()
    if shares:
        console.print(_bars(shares, table))
    console.print(str(totals), soft_wrap=True, highlight=False, markup=False)


def _bars(shares: dict[str, float], painted: NameMap | ColorTable) -> Table:
    from rich.table import Table
    from rich.text import Text

    from folkhue.recolor import percent
    from folkhue.vocabulary import UNNAMED_NAME, UNNAMED_SWATCH

    paint = dict(zip(painted.terms, painted.swatches, strict=True))
    paint |= {UNNAMED_NAME: UNNAMED_SWATCH}
    grid = Table.grid(padding=(0, 2))
    for name, share in shares.items():
        red, green, blue = paint[name]
        bar = Text("█" * max(1, round(32 * share)), style=f"rgb({red},{green},{blue})")
        grid.add_row(Text(percent(share).rjust(7)), Text(name), bar)
    return grid


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
